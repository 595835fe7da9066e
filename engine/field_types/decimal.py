"""The type `decimal`: a number with fixed decimal places, such as kilometres."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.field_type import DeclaredFieldType, TypeExample
from engine.field_types._number import BOUNDS, PLACES, bind_number
from engine.field_types._options import text_option, whole_option
from engine.i18n.texts import Text
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_PLACES = 2


def _bind(options: Options) -> Codec:
    return bind_number(
        options,
        ValueKind.DECIMAL,
        unit_text=text_option(options, "unit") or "",
        places=whole_option(options, "places", _PLACES),
        wanted=Text("Indiquez un nombre comme 20.5."),
    )


FIELD_TYPE = DeclaredFieldType(
    name="decimal",
    kind=ValueKind.DECIMAL,
    option_schemas={
        **BOUNDS,
        **PLACES,
        "unit": {"type": "string", "description": "Such as km, hour or CHF/day."},
    },
    binder=_bind,
    truths=(
        TypeExample(
            options={"places": 1, "unit": "km", "min": Decimal("0.1")},
            raw="20,5",
            value=Decimal("20.5"),
            json="20.5",
        ),
        TypeExample(
            options={"places": 1, "unit": "km"},
            raw="1’234.5 km",
            value=Decimal("1234.5"),
            json="1234.5",
        ),
        TypeExample(options={}, raw=3, value=Decimal(3), json="3.00"),
        TypeExample(options={}, raw=Decimal("3.50"), value=Decimal("3.5"), json="3.50"),
        TypeExample(options={}, raw=""),
        TypeExample(options={"places": 1}, raw="20.55", rejected="invalid"),
        TypeExample(options={}, raw=20.5, rejected="invalid"),
        TypeExample(options={}, raw="Infinity", rejected="invalid"),
        TypeExample(options={}, raw=Decimal("NaN"), rejected="invalid"),
        TypeExample(options={}, raw=Decimal("1E-400"), rejected="invalid"),
        TypeExample(options={}, raw=Decimal("1E+999999"), rejected="out_of_range"),
        TypeExample(options={"min": 1, "max": 5}, raw="5.01", rejected="out_of_range"),
    ),
)

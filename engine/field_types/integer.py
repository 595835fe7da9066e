"""The type `integer`: a whole number, such as days, months or pieces."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from engine.field_type import DeclaredFieldType, TypeExample
from engine.field_types._number import BOUNDS, bind_number
from engine.field_types._options import text_option
from engine.i18n.texts import Text
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]


def _bind(options: Options) -> Codec:
    return bind_number(
        options,
        ValueKind.INTEGER,
        unit_text=text_option(options, "unit") or "",
        places=0,
        wanted=Text("Indiquez un nombre entier comme 12."),
    )


FIELD_TYPE = DeclaredFieldType(
    name="integer",
    kind=ValueKind.INTEGER,
    option_schemas={
        **BOUNDS,
        "unit": {"type": "string", "description": "Such as day, night or month."},
    },
    binder=_bind,
    truths=(
        TypeExample(options={}, raw="12", value=12, json=12),
        TypeExample(options={}, raw=12, value=12, json=12),
        TypeExample(options={}, raw=Decimal("12.0"), value=12, json=12),
        TypeExample(options={}, raw="1'234", value=1234, json=1234),
        TypeExample(options={}, raw="-3", value=-3, json=-3),
        TypeExample(options={"unit": "day"}, raw="3", value=3, json=3),
        TypeExample(options={}, raw=" "),
        TypeExample(options={}, raw="12.5", rejected="invalid"),
        TypeExample(options={}, raw=12.0, rejected="invalid"),
        TypeExample(options={}, raw=True, rejected="invalid"),
        TypeExample(options={}, raw="١٢", rejected="invalid"),
        TypeExample(options={}, raw="1E9", rejected="invalid"),
        TypeExample(options={}, raw="1_000", rejected="invalid"),
        TypeExample(options={}, raw=10**12, rejected="out_of_range"),
        TypeExample(options={"max": 366}, raw="367", rejected="out_of_range"),
        TypeExample(options={"min": 0}, raw="-1", rejected="out_of_range"),
    ),
)

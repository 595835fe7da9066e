"""The type `money`: an exact amount in Swiss francs, not negative by default."""

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
        ValueKind.MONEY,
        unit_text=text_option(options, "unit") or "CHF",
        places=whole_option(options, "places", _PLACES),
        least=Decimal(0),
        wanted=Text("Indiquez un montant comme 1'234.50."),
    )


def _accepted(typed: object, stored: str) -> TypeExample:
    return TypeExample(options={}, raw=typed, value=Decimal(stored), json=stored)


FIELD_TYPE = DeclaredFieldType(
    name="money",
    kind=ValueKind.MONEY,
    option_schemas={
        **BOUNDS,
        **PLACES,
        "unit": {
            "type": "string",
            "pattern": "^CHF(/[A-Za-z]+)?$",
            "description": "CHF by default; for a rate, such as CHF/day.",
        },
    },
    binder=_bind,
    truths=(
        _accepted("1'234.50", "1234.50"),
        _accepted("1’234.50", "1234.50"),
        _accepted("1\u202f234,5", "1234.50"),
        _accepted("12,5", "12.50"),
        _accepted("CHF 12.-", "12.00"),
        _accepted("12.–", "12.00"),
        _accepted("12", "12.00"),
        _accepted("-0.00", "0.00"),
        _accepted(12, "12.00"),
        _accepted(Decimal("12.5"), "12.50"),
        TypeExample(
            options={"min": -100},
            raw="−1.50",
            value=Decimal("-1.50"),
            json="-1.50",
        ),
        TypeExample(
            options={"places": 4, "unit": "CHF/day"},
            raw="11.5",
            value=Decimal("11.5"),
            json="11.5000",
        ),
        TypeExample(options={}, raw=" "),
        TypeExample(options={}, raw="NaN", rejected="invalid"),
        TypeExample(options={}, raw="Infinity", rejected="invalid"),
        TypeExample(options={}, raw="1E9", rejected="invalid"),
        TypeExample(options={}, raw="1_000", rejected="invalid"),
        TypeExample(options={}, raw="١٢", rejected="invalid"),
        TypeExample(options={}, raw="1.234,50", rejected="invalid"),
        TypeExample(options={}, raw="12.345", rejected="invalid"),
        TypeExample(options={}, raw="12\n.5", rejected="invalid"),
        TypeExample(options={}, raw=12.5, rejected="invalid"),
        TypeExample(options={}, raw=False, rejected="invalid"),
        TypeExample(options={}, raw="-1.50", rejected="out_of_range"),
        TypeExample(options={}, raw="1000000000000", rejected="out_of_range"),
    ),
)

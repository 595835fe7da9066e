"""The type `multiline`: words over several lines, such as remarks or an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.field_type import Control, ControlKind, DeclaredFieldType, TypeExample
from engine.field_types._options import length_options
from engine.field_types._text import TextCodec
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_LONGEST = 2000


def _bind(options: Options) -> Codec:
    least, greatest = length_options(options, longest=_LONGEST)
    return TextCodec(
        control=Control(kind=ControlKind.MULTILINE, max_length=greatest),
        minimum_length=least,
        maximum_length=greatest,
        has_lines=True,
    )


FIELD_TYPE = DeclaredFieldType(
    name="multiline",
    kind=ValueKind.TEXT,
    option_schemas={
        "min_length": {
            "type": "integer",
            "minimum": 0,
            "maximum": 100000,
            "description": "The least number of characters.",
        },
        "max_length": {
            "type": "integer",
            "minimum": 1,
            "maximum": 100000,
            "description": f"The greatest number of characters, {_LONGEST} by default.",
        },
    },
    binder=_bind,
    truths=(
        TypeExample(
            options={},
            raw="Rue 1\r\n1201 Genève\r\n",
            value="Rue 1\n1201 Genève",
            json="Rue 1\n1201 Genève",
        ),
        TypeExample(options={}, raw="\r\n \r\n"),
        TypeExample(options={}, raw="a\x00b", rejected="invalid"),
        TypeExample(options={}, raw={"a": 1}, rejected="invalid"),
        TypeExample(options={}, raw="é" * 2001, rejected="out_of_range"),
        TypeExample(options={"max_length": 5}, raw="a\nbcde", rejected="out_of_range"),
    ),
)

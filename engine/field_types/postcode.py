"""The type `postcode`: the number of a place in an address of any country.

The country is another field, so only what every postal code has is checked: three to
ten capitals, digits, blanks and hyphens, a digit among them. The Swiss prefix of
`CH-1201` is left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._text import TextCodec
from engine.reading import match, replace, upper
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_LONGEST = 20
_PREFIX = "^CH[ -]*(?=[0-9]{4}$)"
_CODE = "(?=.*[0-9])[0-9A-Z][0-9A-Z -]{1,8}[0-9A-Z]"


def _spell(text: str) -> str:
    code = re.sub(_PREFIX, "", text.upper())
    if not re.fullmatch(_CODE, code):
        raise _unreadable()
    return code


def _unreadable() -> Rejection:
    return Rejection("invalid", "Indiquez un numéro postal comme 1201.")


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return TextCodec(
        control=Control(
            kind=ControlKind.TEXT,
            autocomplete="postal-code",
            max_length=_LONGEST,
            example="1201",
        ),
        maximum_length=_LONGEST,
        spell=_spell,
        steps=(upper(), replace(_PREFIX), match(_CODE, _unreadable())),
        schema={"pattern": f"^{_CODE}$"},
    )


def _accepted(typed: str, stored: str) -> TypeExample:
    return TypeExample(options={}, raw=typed, value=stored, json=stored)


FIELD_TYPE = DeclaredFieldType(
    name="postcode",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        _accepted(" 1201 ", "1201"),
        _accepted("ch-1201", "1201"),
        _accepted("01210", "01210"),
        _accepted("sw1a 1aa", "SW1A 1AA"),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw="Genève", rejected="invalid"),
        TypeExample(options={}, raw="12", rejected="invalid"),
        TypeExample(options={}, raw=1201, rejected="invalid"),
    ),
)

"""The type `email`: an address as RFC 5321 and 6531 allow, asked of no name server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._text import TextCodec
from engine.reading import left_to_the_server, match
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_LONGEST = 254
"""Characters of an address: RFC 5321 section 4.5.3.1.3 less its angle brackets."""


def _spell(text: str) -> str:
    # Only who judges an address needs the library; checking a form does not.
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415

    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise _unreadable() from error


def _unreadable() -> Rejection:
    return Rejection("invalid", "Indiquez une adresse e-mail comme nom@exemple.ch.")


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return TextCodec(
        control=Control(
            kind=ControlKind.TEXT,
            input_mode="email",
            autocomplete="email",
            max_length=_LONGEST,
            example="nom@exemple.ch",
        ),
        maximum_length=_LONGEST,
        spell=_spell,
        steps=(match("[^@ ]+@[^@ ]+", _unreadable()), left_to_the_server()),
        schema={"pattern": "^[^@\\s]+@[^@\\s]+$"},
    )


FIELD_TYPE = DeclaredFieldType(
    name="email",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        TypeExample(
            options={},
            raw=" Camille@Exemple.CH ",
            value="Camille@exemple.ch",
            json="Camille@exemple.ch",
        ),
        TypeExample(
            options={},
            raw="zoé@exemple.ch",
            value="zoé@exemple.ch",
            json="zoé@exemple.ch",
        ),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw="camille", rejected="invalid"),
        TypeExample(options={}, raw="camille@exemple", rejected="invalid"),
        TypeExample(options={}, raw="a@exemple.ch,b@exemple.ch", rejected="invalid"),
        TypeExample(
            options={}, raw="a@exemple.ch\nBcc: b@exemple.ch", rejected="invalid"
        ),
        TypeExample(options={}, raw=f"{'a' * 250}@exemple.ch", rejected="out_of_range"),
    ),
)

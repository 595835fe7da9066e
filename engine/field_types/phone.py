"""The type `phone`: a telephone number, Swiss by default, kept as E.164."""

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
from engine.reading import left_to_the_server, match
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_REGION = "CH"
_LONGEST = 40
# The library would also take letters for digits («0800 FLEURS») and extensions.
_TYPED = r"[0-9+()\[\]./ \u00a0\u2009\u202f\u2010\u2011\u2013-]+"


def _spell(text: str) -> str:
    if not re.fullmatch(_TYPED, text):
        raise _rejection()
    # Only who judges a number needs the library; checking a form does not.
    import phonenumbers  # noqa: PLC0415

    try:
        number = phonenumbers.parse(text, _REGION)
    except phonenumbers.NumberParseException as error:
        raise _rejection() from error
    if not phonenumbers.is_valid_number(number):
        raise _rejection()
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _rejection() -> Rejection:
    return Rejection(
        "invalid",
        "Indiquez un numéro de téléphone comme 079 123 45 67 ou +33 6 12 34 56 78.",
    )


def _show(stored: str) -> str:
    import phonenumbers  # noqa: PLC0415 - as above

    number = phonenumbers.parse(stored)
    look = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(number, look)


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return TextCodec(
        control=Control(
            kind=ControlKind.TEXT,
            input_mode="tel",
            autocomplete="tel",
            max_length=_LONGEST,
            example="079 123 45 67",
        ),
        maximum_length=_LONGEST,
        spell=_spell,
        steps=(match(_TYPED, _rejection()), left_to_the_server()),
        show=_show,
        schema={"pattern": r"^\+[1-9][0-9]{4,14}$"},
    )


FIELD_TYPE = DeclaredFieldType(
    name="phone",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        TypeExample(
            options={}, raw="079 123 45 67", value="+41791234567", json="+41791234567"
        ),
        TypeExample(
            options={}, raw="+41791234567", value="+41791234567", json="+41791234567"
        ),
        TypeExample(
            options={},
            raw="0041 (0)79 123 45 67",
            value="+41791234567",
            json="+41791234567",
        ),
        TypeExample(
            options={},
            raw="+33 6 12 34 56 78",
            value="+33612345678",
            json="+33612345678",
        ),
        TypeExample(options={}, raw="  "),
        TypeExample(options={}, raw="079 123", rejected="invalid"),
        TypeExample(options={}, raw="(+)", rejected="invalid"),
        TypeExample(options={}, raw="0800 FLEURS", rejected="invalid"),
        TypeExample(options={}, raw="٠٧٩ ١٢٣ ٤٥ ٦٧", rejected="invalid"),
        TypeExample(options={}, raw=791234567, rejected="invalid"),
    ),
)

"""The type `iban`: an account of any country that has IBANs (ISO 13616).

Checked by the country's length and form and by the check digits (ISO 7064 MOD 97-10).
Swiss and Liechtenstein QR-IBANs, whose bank part is 30000 to 31999, only take payments
with a QR reference and are refused.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum import iban, numdb
from stdnum.exceptions import ValidationError

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._text import TextCodec
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_LONGEST = 60
_COUNTRIES = numdb.get("iban")
_PART = re.compile(r"([0-9]+)!")
_SHAPE = re.compile(r"[A-Z]{2}[0-9]{2}[0-9A-Z]+")
_BESIDE = re.compile(r"^IBAN:?|[\s.\u2010\u2011\u2013-]+")
_QR_BANKS = range(30000, 32000)


def _spell(text: str) -> str:
    number = _BESIDE.sub("", text.upper())
    if not _SHAPE.fullmatch(number):
        raise _unreadable()
    expected = _length(number)
    if len(number) != expected:
        raise Rejection(
            "invalid",
            "Indiquez les {expected} caractères de l'IBAN; il y en a {count}.",
            expected=str(expected),
            count=str(len(number)),
        )
    try:
        iban.validate(number, check_country=False)
    except ValidationError as error:
        raise Rejection(
            "invalid",
            "Comparez l'IBAN avec votre carte ou votre relevé de compte: un caractère "
            "semble mal recopié.",
        ) from error
    if number[:2] in ("CH", "LI") and int(number[4:9]) in _QR_BANKS:
        raise Rejection(
            "invalid",
            "Indiquez l'IBAN ordinaire de votre compte: ce numéro est un QR-IBAN, qui "
            "ne peut pas recevoir de remboursement.",
        )
    return number


def _unreadable() -> Rejection:
    return Rejection("invalid", "Indiquez un IBAN comme CH93 0076 2011 6238 5295 7.")


def _length(number: str) -> int:
    """Give how long an IBAN of this one's country is."""
    properties = _COUNTRIES.info(number)[0][1]
    if not properties:
        raise _unreadable()
    return 4 + sum(int(length) for length in _PART.findall(properties["bban"]))


def _show(stored: str) -> str:
    return " ".join(stored[start : start + 4] for start in range(0, len(stored), 4))


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return TextCodec(
        control=Control(
            kind=ControlKind.TEXT,
            max_length=_LONGEST,
            example="CH93 0076 2011 6238 5295 7",
        ),
        maximum_length=_LONGEST,
        spell=_spell,
        show=_show,
        schema={"pattern": "^[A-Z]{2}[0-9]{2}[0-9A-Z]{10,30}$"},
    )


def _accepted(typed: str, stored: str) -> TypeExample:
    return TypeExample(options={}, raw=typed, value=stored, json=stored)


FIELD_TYPE = DeclaredFieldType(
    name="iban",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        _accepted("CH93 0076 2011 6238 5295 7", "CH9300762011623852957"),
        _accepted("ch9300762011623852957", "CH9300762011623852957"),
        _accepted("LI21 0881 0000 2324 013A A", "LI21088100002324013AA"),
        _accepted("FR14 2004 1010 0505 0001 3M02 606", "FR1420041010050500013M02606"),
        _accepted("IBAN: CH56 0483 5012 3456 7800 9", "CH5604835012345678009"),
        TypeExample(options={}, raw=" "),
        TypeExample(options={}, raw="CH30 1234 5678 9012 3456 M", rejected="invalid"),
        TypeExample(options={}, raw="CH93 0076 2011 6238 5295", rejected="invalid"),
        TypeExample(options={}, raw="CH44 3199 9123 0008 8901 2", rejected="invalid"),
        TypeExample(options={}, raw="XX93 0076 2011 6238 5295 7", rejected="invalid"),
        TypeExample(options={}, raw="12-3456-7", rejected="invalid"),
    ),
)

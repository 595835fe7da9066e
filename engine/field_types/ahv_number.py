"""The type `ahv_number`: the Swiss social insurance number (LAVS art. 50c).

Thirteen digits that begin with 756, the last one the check digit of EAN-13; kept and
shown as 756.1234.5678.97.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum.ch import ssn
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

_LONGEST = 40
_DIGITS = 13
_BETWEEN = re.compile(r"[\s.\u2010\u2011\u2013-]+")
_ASCII_DIGITS = re.compile(r"[0-9]+")


def _spell(text: str) -> str:
    number = _BETWEEN.sub("", text)
    if not _ASCII_DIGITS.fullmatch(number) or len(number) != _DIGITS:
        raise Rejection(
            "invalid",
            "Indiquez les 13 chiffres du numéro AVS, comme 756.1234.5678.97.",
        )
    if not number.startswith("756"):
        raise Rejection(
            "invalid",
            "Indiquez le numéro qui commence par 756 sur votre carte "
            "d'assurance-maladie.",
        )
    try:
        return ssn.format(ssn.validate(number))
    except ValidationError as error:
        raise Rejection(
            "invalid",
            "Comparez le numéro AVS avec votre carte d'assurance-maladie: un chiffre "
            "semble mal recopié.",
        ) from error


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return TextCodec(
        control=Control(
            kind=ControlKind.TEXT,
            input_mode="numeric",
            max_length=_LONGEST,
            example="756.1234.5678.97",
        ),
        maximum_length=_LONGEST,
        spell=_spell,
        schema={"pattern": r"^756\.[0-9]{4}\.[0-9]{4}\.[0-9]{2}$"},
    )


def _accepted(typed: str, stored: str) -> TypeExample:
    return TypeExample(options={}, raw=typed, value=stored, json=stored)


FIELD_TYPE = DeclaredFieldType(
    name="ahv_number",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        _accepted("756.1234.5678.97", "756.1234.5678.97"),
        _accepted("7569217076985", "756.9217.0769.85"),
        _accepted(" 756 1111 2222 39 ", "756.1111.2222.39"),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw="756.1234.5678.90", rejected="invalid"),
        TypeExample(options={}, raw="756.8888.4321.09", rejected="invalid"),
        TypeExample(options={}, raw="755.1234.5678.97", rejected="invalid"),
        TypeExample(options={}, raw="756.1234.5678.9", rejected="invalid"),
        TypeExample(options={}, raw=7561234567897, rejected="invalid"),
    ),
)

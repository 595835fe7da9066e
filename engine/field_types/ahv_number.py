"""The type `ahv_number`: the Swiss social insurance number (LAVS art. 50c).

Thirteen digits that begin with 756, the last one the check digit of EAN-13; kept and
shown as 756.1234.5678.97.
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
from engine.reading import BLANK, checksum, match, replace
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_LONGEST = 40
_BETWEEN = rf"(?:{BLANK}|[.\u2010\u2011\u2013-])+"
_NUMBER = "[0-9]{13}"
_PREFIXED = "756[0-9]{10}"


def _spell(text: str) -> str:
    number = re.sub(_BETWEEN, "", text)
    if not re.fullmatch(_NUMBER, number):
        raise _unreadable()
    if not re.fullmatch(_PREFIXED, number):
        raise _other_number()
    # What judges answers takes long to import, and a form's check reads none.
    from stdnum.ch import ssn  # noqa: PLC0415
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        return ssn.format(ssn.validate(number))
    except ValidationError as error:
        raise _miscopied() from error


def _unreadable() -> Rejection:
    return Rejection(
        "invalid", "Indiquez les 13 chiffres du numéro AVS, comme 756.1234.5678.97."
    )


def _other_number() -> Rejection:
    return Rejection(
        "invalid",
        "Indiquez le numéro qui commence par 756 sur votre carte d'assurance-maladie.",
    )


def _miscopied() -> Rejection:
    return Rejection(
        "invalid",
        "Comparez le numéro AVS avec votre carte d'assurance-maladie: un chiffre "
        "semble mal recopié.",
    )


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
        steps=(
            replace(_BETWEEN),
            match(_NUMBER, _unreadable()),
            match(_PREFIXED, _other_number()),
            checksum("ean", _miscopied()),
            replace("(...)(....)(....)(..)", "$1.$2.$3.$4"),
        ),
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

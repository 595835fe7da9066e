"""The check `uid`: the Swiss enterprise number (UID, IDE), as CHE-100.155.212."""

from __future__ import annotations

import re

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection
from engine.reading import BLANK, checksum, match, replace, upper

__all__ = ["CHECK"]


_BETWEEN = rf"(?:{BLANK}|[.\u2010\u2011\u2013-])+"
_DIGITS_ALONE = "^(?=[0-9]{9}$)"
_NUMBER = "CHE[0-9]{9}"


def _normalise(text: str) -> str:
    number = re.sub(_BETWEEN, "", text.upper())
    number = re.sub(_DIGITS_ALONE, "CHE", number)
    if not re.fullmatch(_NUMBER, number):
        raise _unreadable()
    # What judges answers takes long to import, and a form's check reads none.
    from stdnum.ch import uid  # noqa: PLC0415
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        return uid.format(uid.validate(number))
    except ValidationError as error:
        raise _miscopied() from error


def _unreadable() -> Rejection:
    return Rejection("invalid", "Indiquez le numéro IDE comme CHE-100.155.212.")


def _miscopied() -> Rejection:
    return Rejection(
        "invalid",
        "Comparez le numéro IDE avec votre document: un chiffre semble mal recopié.",
    )


CHECK = DeclaredCheck(
    name="uid",
    description="enterprise number (UID, IDE), nine digits, the last one a check",
    normaliser=_normalise,
    steps=(
        upper(),
        replace(_BETWEEN),
        replace(_DIGITS_ALONE, "CHE"),
        match(_NUMBER, _unreadable()),
        checksum("uid", _miscopied()),
        replace("(...)(...)(...)(...)", "$1-$2.$3.$4"),
    ),
    truths=(
        CheckExample(typed="CHE-100.155.212", stored="CHE-100.155.212"),
        CheckExample(typed="che100155212", stored="CHE-100.155.212"),
        CheckExample(typed="100.155.212", stored="CHE-100.155.212"),
        CheckExample(typed="CHE-100.155.213", stored=None),
        CheckExample(typed="CHE-100.155", stored=None),
    ),
)

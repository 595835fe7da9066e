"""The check `gln`: a Global Location Number (GS1), as doctors and insurers have."""

from __future__ import annotations

import re

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection
from engine.reading import BLANK, checksum, match, replace

__all__ = ["CHECK"]

_NUMBER = "[0-9]{13}"
_BETWEEN = rf"(?:{BLANK}|[.\u2010\u2011\u2013-])+"


def _normalise(text: str) -> str:
    number = re.sub(_BETWEEN, "", text)
    if not re.fullmatch(_NUMBER, number):
        raise _unreadable()
    # What judges answers takes long to import, and a form's check reads none.
    from stdnum import ean  # noqa: PLC0415
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        return ean.validate(number)
    except ValidationError as error:
        raise _miscopied() from error


def _miscopied() -> Rejection:
    return Rejection(
        "invalid",
        "Comparez le numéro GLN avec votre document: un chiffre semble mal recopié.",
    )


def _unreadable() -> Rejection:
    return Rejection(
        "invalid", "Indiquez les 13 chiffres du numéro GLN, comme 7601001000018."
    )


CHECK = DeclaredCheck(
    name="gln",
    description="Global Location Number, 13 digits with the check digit of EAN-13",
    normaliser=_normalise,
    steps=(
        replace(_BETWEEN),
        match(_NUMBER, _unreadable()),
        checksum("ean", _miscopied()),
    ),
    truths=(
        CheckExample(typed="7601001000018", stored="7601001000018"),
        CheckExample(typed="7601 0010 0001 8", stored="7601001000018"),
        CheckExample(typed="7601001000015", stored=None),
        CheckExample(typed="98412345678908", stored=None),
        CheckExample(typed="GLN", stored=None),
    ),
)

"""The check `esr`: the reference of a Swiss invoice (QR reference, before that BVR).

Twenty-seven digits, the last one a check digit (modulo 10, recursive).
"""

from __future__ import annotations

import re

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection
from engine.reading import BLANK, checksum, match, replace

__all__ = ["CHECK"]

_NUMBER = "[0-9]{27}"
_NOT_ONLY_ZEROS = ".*[1-9].*"
_BLANKS = f"{BLANK}+"


def _normalise(text: str) -> str:
    number = re.sub(_BLANKS, "", text)
    if not re.fullmatch(_NUMBER, number):
        raise _unreadable()
    # The library fails on a number of zeros alone.
    if not re.fullmatch(_NOT_ONLY_ZEROS, number):
        raise _miscopied()
    # What judges answers takes long to import, and a form's check reads none.
    from stdnum.ch import esr  # noqa: PLC0415
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        esr.validate(number)
    except ValidationError as error:
        raise _miscopied() from error
    return number


def _unreadable() -> Rejection:
    return Rejection(
        "invalid", "Indiquez les 27 chiffres de la référence de la facture."
    )


def _miscopied() -> Rejection:
    return Rejection(
        "invalid",
        "Comparez la référence avec la facture: un chiffre semble mal recopié.",
    )


CHECK = DeclaredCheck(
    name="esr",
    description="reference of an invoice, 27 digits, the last one a check",
    normaliser=_normalise,
    steps=(
        replace(_BLANKS),
        match(_NUMBER, _unreadable()),
        match(_NOT_ONLY_ZEROS, _miscopied()),
        checksum("mod10_recursive", _miscopied()),
    ),
    truths=(
        CheckExample(
            typed="21 00000 00003 13947 14300 09017",
            stored="210000000003139471430009017",
        ),
        CheckExample(typed="210000000003139471430009016", stored=None),
        CheckExample(typed="0" * 27, stored=None),
        CheckExample(typed="21 00000", stored=None),
    ),
)

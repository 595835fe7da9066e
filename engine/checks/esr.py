"""The check `esr`: the reference of a Swiss invoice (QR reference, before that BVR).

Twenty-seven digits, the last one a check digit (modulo 10, recursive).
"""

from __future__ import annotations

import re

from stdnum.ch import esr
from stdnum.exceptions import ValidationError

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection

__all__ = ["CHECK"]

_DIGITS = 27
_NUMBER = re.compile(r"[0-9]+")
_BLANKS = re.compile(r"\s+")


def _normalise(text: str) -> str:
    number = _BLANKS.sub("", text)
    if not _NUMBER.fullmatch(number) or len(number) != _DIGITS:
        raise Rejection(
            "invalid", "Indiquez les 27 chiffres de la référence de la facture."
        )
    try:
        esr.validate(number)
    except (ValidationError, IndexError) as error:
        # The library fails on a number of zeros alone.
        raise Rejection(
            "invalid",
            "Comparez la référence avec la facture: un chiffre semble mal recopié.",
        ) from error
    return number


CHECK = DeclaredCheck(
    name="esr",
    description="reference of an invoice, 27 digits, the last one a check",
    normaliser=_normalise,
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

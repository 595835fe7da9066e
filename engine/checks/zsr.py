"""The check `zsr`: the number of a payment register (ZSR, RCC) of SASIS.

One letter and six digits; it has no check digit.
"""

from __future__ import annotations

import re

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection
from engine.reading import BLANK, match, replace, upper

__all__ = ["CHECK"]

_BETWEEN = rf"(?:{BLANK}|\.)+"
_NUMBER = "[A-Z][0-9]{6}"


def _normalise(text: str) -> str:
    number = re.sub(_BETWEEN, "", text).upper()
    if not re.fullmatch(_NUMBER, number):
        raise _unreadable()
    return number


def _unreadable() -> Rejection:
    return Rejection(
        "invalid",
        "Indiquez le numéro RCC: une lettre et six chiffres, comme X123456.",
    )


CHECK = DeclaredCheck(
    name="zsr",
    description="number of the payment register (RCC/ZSR), a letter and six digits",
    normaliser=_normalise,
    steps=(replace(_BETWEEN), upper(), match(_NUMBER, _unreadable())),
    truths=(
        CheckExample(typed="X123456", stored="X123456"),
        CheckExample(typed="x 1234.56", stored="X123456"),
        CheckExample(typed="X12345", stored=None),
        CheckExample(typed="1234567", stored=None),
    ),
)

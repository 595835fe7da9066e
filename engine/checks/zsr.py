"""The check `zsr`: the number of a payment register (ZSR, RCC) of SASIS.

One letter and six digits; it has no check digit.
"""

from __future__ import annotations

import re

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection

__all__ = ["CHECK"]

_BETWEEN = re.compile(r"[\s.]+")
_NUMBER = re.compile(r"[A-Z][0-9]{6}")


def _normalise(text: str) -> str:
    number = _BETWEEN.sub("", text).upper()
    if not _NUMBER.fullmatch(number):
        raise Rejection(
            "invalid",
            "Indiquez le numéro RCC: une lettre et six chiffres, comme X123456.",
        )
    return number


CHECK = DeclaredCheck(
    name="zsr",
    description="number of the payment register (RCC/ZSR), a letter and six digits",
    normaliser=_normalise,
    truths=(
        CheckExample(typed="X123456", stored="X123456"),
        CheckExample(typed="x 1234.56", stored="X123456"),
        CheckExample(typed="X12345", stored=None),
        CheckExample(typed="1234567", stored=None),
    ),
)

"""The check `gln`: a Global Location Number (GS1), as doctors and insurers have."""

from __future__ import annotations

from stdnum import ean
from stdnum.exceptions import InvalidChecksum, ValidationError

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection

__all__ = ["CHECK"]

_DIGITS = 13


def _normalise(text: str) -> str:
    try:
        number = ean.validate(text)
    except InvalidChecksum as error:
        raise Rejection(
            "invalid",
            "Comparez le numéro GLN avec votre document: un chiffre semble mal "
            "recopié.",
        ) from error
    except ValidationError as error:
        raise _unreadable() from error
    if len(number) != _DIGITS:
        raise _unreadable()
    return number


def _unreadable() -> Rejection:
    return Rejection(
        "invalid", "Indiquez les 13 chiffres du numéro GLN, comme 7601001000018."
    )


CHECK = DeclaredCheck(
    name="gln",
    description="Global Location Number, 13 digits with the check digit of EAN-13",
    normaliser=_normalise,
    truths=(
        CheckExample(typed="7601001000018", stored="7601001000018"),
        CheckExample(typed="7601 0010 0001 8", stored="7601001000018"),
        CheckExample(typed="7601001000015", stored=None),
        CheckExample(typed="98412345678908", stored=None),
        CheckExample(typed="GLN", stored=None),
    ),
)

"""The check `uid`: the Swiss enterprise number (UID, IDE), as CHE-100.155.212."""

from __future__ import annotations

from stdnum.ch import uid
from stdnum.exceptions import InvalidChecksum, ValidationError

from engine.check import CheckExample, DeclaredCheck
from engine.field_type import Rejection

__all__ = ["CHECK"]


def _normalise(text: str) -> str:
    try:
        return uid.format(uid.validate(text))
    except InvalidChecksum as error:
        raise Rejection(
            "invalid",
            "Comparez le numéro IDE avec votre document: un chiffre semble mal "
            "recopié.",
        ) from error
    except ValidationError as error:
        raise Rejection(
            "invalid", "Indiquez le numéro IDE comme CHE-100.155.212."
        ) from error


CHECK = DeclaredCheck(
    name="uid",
    description="enterprise number (UID, IDE), nine digits, the last one a check",
    normaliser=_normalise,
    truths=(
        CheckExample(typed="CHE-100.155.212", stored="CHE-100.155.212"),
        CheckExample(typed="che100155212", stored="CHE-100.155.212"),
        CheckExample(typed="100.155.212", stored="CHE-100.155.212"),
        CheckExample(typed="CHE-100.155.213", stored=None),
        CheckExample(typed="CHE-100.155", stored=None),
    ),
)

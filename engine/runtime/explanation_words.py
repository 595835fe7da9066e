"""The words of explanations, for who writes them here and in the browser."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "AND",
    "CLOSED",
    "DAYS",
    "EXPLANATION_WORDS",
    "GREATEST",
    "LEAST",
    "OPEN_ENDED",
    "ROUNDED",
    "ROW",
    "SUM",
]

ROUNDED = Text(" = {exact}, arrondi à {rounded}")
DAYS = Text("{count} du {start} au {end}")
SUM = Text("somme de {count} montants")
LEAST = Text("le plus petit de ")
GREATEST = Text("le plus grand de ")
AND = Text(" et ")
OPEN_ENDED = Text("{source}, dès le {start}")
CLOSED = Text("{source}, du {start} au {end}")
ROW = Text("{item} {number}")

EXPLANATION_WORDS: Mapping[str, Text] = MappingProxyType(
    {
        "rounded": ROUNDED,
        "days": DAYS,
        "sum": SUM,
        "least": LEAST,
        "greatest": GREATEST,
        "and": AND,
        "open_ended": OPEN_ENDED,
        "closed": CLOSED,
        "row": ROW,
    }
)

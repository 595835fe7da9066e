"""What an author most likely meant who writes as in a spreadsheet or in prose."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

__all__ = [
    "WITHOUT_IT",
    "about_circle",
    "about_function",
    "about_name",
    "about_syntax",
    "about_text",
]

WITHOUT_IT = (
    "say what is meant without it: «… if condition else …», or «if_empty(…, …)»"
)
"""The advice on a value that may be empty."""

_WORDS = {
    "et": "and",
    "und": "and",
    "ou": "or",
    "oder": "or",
    "non": "not",
    "nicht": "not",
    "sinon": "else",
    "sonst": "else",
}
_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b")
_SYNTAX: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\b(\d+),(\d+)\b"), lambda found: f"write «{found[1]}.{found[2]}»"),
    (re.compile(r"%"), lambda _: "write a percentage as a factor: «0.05» for 5 %"),
    (_WORD, lambda found: f"write «{_WORDS[found[0]]}» for «{found[0]}»"),
)

_NAMES = {
    "true": "write the tick box alone, such as «donates»",
    "false": "write «not» before the tick box, such as «not donates»",
    "null": "write «is_empty(…)»",
    "none": "write «is_empty(…)»",
}

_FUNCTIONS = {
    "somme": "sum",
    "summe": "sum",
    "arrondi": "round",
    "arrondir": "round",
    "runden": "round",
    "nombre": "count",
    "anzahl": "count",
    "jours": "days",
    "tage": "days",
    "aujourdhui": "today",
    "heute": "today",
    "tarif": "rate",
}

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def about_syntax(text: str) -> str | None:
    """Advise on a text that is no expression; None where nothing is known."""
    for pattern, advice in _SYNTAX:
        found = pattern.search(text)
        if found:
            return advice(found)
    return None


def about_name(name: str, known: Iterable[str]) -> str | None:
    """Advise on a name that no field has."""
    return _NAMES.get(name.lower()) or did_you_mean(name, known)


def about_function(name: str, known: frozenset[str]) -> str:
    """Advise on a function that is none."""
    meant = _FUNCTIONS.get(name.lower())
    if meant is not None:
        return f"did you mean «{meant}»?"
    return did_you_mean(name, known) or f"there are {', '.join(sorted(known))}"


def about_circle(names: Sequence[str]) -> str:
    """Advise on values that need each other; the last name is the first again."""
    if len(names) <= 2:  # noqa: PLR2004 - a value and itself
        return f"take «{names[0]}» out of its own expression"
    return "take one of these names out of the other's expression"


def about_text(text: str) -> str:
    """Advise on a text in quotes that is compared with something else than texts."""
    day = _DAY.fullmatch(text)
    if day is not None:
        return f"write «date({day[1]}, {int(day[2])}, {int(day[3])})»"
    if _NUMBER.fullmatch(text):
        return f"write «{text}» without quotes"
    return "only the key of a choice stands in quotes"

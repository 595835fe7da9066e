"""Texts near to good ones, and JSON that no page sends."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random

__all__ = ["NAMES", "hostile", "spoilt"]

_NOISE = (
    *("\u00a0", "\u2009", " ", "\t", "\n", "\u200b", "\ufeff", "\u0301", "\x00"),
    *("0", "1", "9", "A", "z", "ß", "é", "-", "–", "−", "+", ".", ",", "'", "’", "/"),
    *("CHF", "Fr.", "@", "\U0001f600", "\u0661", "\uff11", "756", "CH", "IBAN", "\x85"),
    *("\u202e", "\ud800", "{", "}", "<b>", "%s", "e3", "_"),
)
_HOSTILE: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 12, 10**12, -(10**12), 10**30, Decimal("0.5")),
    *(Decimal("12.00"), Decimal("1E+400"), Decimal("1E-400"), "", " ", "\u200b"),
    *("null", "NaN", "Infinity", "-0", "1e3", "0x10", "٣", "true", "[]", "__proto__"),
    *("x" * 300, "é" * 70, "9" * 70, [], {}, [None], [[]], [""], ["x"], {"a": 1}),
    *([{}], [{"name": "a.pdf"}], {"0": "x"}, "2022-02-30", "0000-01-01", "31.12.2201"),
)
NAMES = (
    *("__proto__", "constructor", "toString", "hasOwnProperty", "length", "_id", ""),
    *(
        "1",
        "0",
        "x",
        "Z" * 150,
        "trips[0]",
        "a.b",
        "x[\u0663]",
        "é",
        "\U0001f600",
        "[1]",
    ),
)
"""Names that no form asks for, some of which mean something in other languages."""


def spoilt(text: str, chance: Random) -> str:
    """Give a text with one to three characters more, fewer or other."""
    for _ in range(chance.randint(1, 3)):
        place = chance.randint(0, len(text))
        dropped = chance.choice((0, 0, 1, 2))
        noise = chance.choice((chance.choice(_NOISE), ""))
        text = text[:place] + noise + text[place + dropped :]
    return text


def hostile(chance: Random) -> object:
    """Give any JSON."""
    return chance.choice(_HOSTILE)

"""The Swiss house format of numbers and dates, the same in every language.

Babel's patterns for `fr_CH` give `1 234,50` and two-digit years, the office writes
`1'234.50` and `06.06.2022`: so the format is written here, once, for pages, messages,
e-mails and PDFs. Numbers are also read here, because whoever shows `1'234.50` must
understand it again, and `CHF 12.–`, `12,5` and blanks of every kind with it.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from engine.diagnostics import EngineError

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "MAXIMUM_DIGITS",
    "NumberFault",
    "UnreadableNumberError",
    "beside_a_number",
    "day",
    "instant",
    "money",
    "month_text",
    "number",
    "read_number",
]

MAXIMUM_DIGITS = 12
"""How many digits an answer may have before the point."""

_LONGEST_NUMBER = 64
"""Characters beyond which a text is no number that somebody typed."""

_ZURICH = ZoneInfo("Europe/Zurich")

_GROUPED_FROM = 10_000
"""The smallest integer whose thousands are set apart."""

# Only what means the same to every reader: compatibility normalisation (NFKC) would
# also turn «5²» into 52.
_SAME_MEANING = str.maketrans(
    {
        **dict.fromkeys("\u00a0\u2007\u2009\u202f\u3000", " "),
        **dict.fromkeys("’‘\u02bc\u2032`\u00b4", "'"),
        **dict.fromkeys("\u2010\u2011\u2012–—−", "-"),
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "\uff0e": ".",
        "\uff0c": ",",
    }
)

_SPACE = r"[ \t\n\r\f\v]"
_CURRENCY = r"(?:chf|s?fr\.?|frs\.?)"

_NUMBER = (
    r"(?P<sign>[+-]?)"
    r"(?P<whole>\d{1,3}(?:(?P<group>[' ])\d{3})(?:(?P=group)\d{3})*|\d*)"
    r"(?:[.,](?P<part>\d+|-{1,2})?)?"
)


class NumberFault(StrEnum):
    """Why a text is no number of the wanted form."""

    UNREADABLE = "unreadable"
    TOO_MANY_PLACES = "too_many_places"
    TOO_MANY_DIGITS = "too_many_digits"


class UnreadableNumberError(EngineError):
    """A text that `read_number` does not take; `fault` says why."""

    def __init__(self, fault: NumberFault) -> None:
        """Keep the reason."""
        super().__init__(fault)
        self.fault = fault


def money(value: Decimal, *, places: int = 2) -> str:
    """Write an amount: `1'234.50`, without its currency."""
    return f"{value:z,.{places}f}".replace(",", "'")


def number(value: Decimal | int, *, places: int | None = None) -> str:
    """Write a number with its own places, or with `places`: `12'345`, `20.5`.

    An integer is grouped from five digits on, so that a year reads as one.
    """
    if isinstance(value, int):
        return (
            f"{value:d}"
            if abs(value) < _GROUPED_FROM
            else f"{value:,d}".replace(",", "'")
        )
    if places is None:
        return f"{value:z,f}".replace(",", "'")
    return money(value, places=places)


def day(value: date) -> str:
    """Write a date: `06.06.2022`."""
    return f"{value.day:02d}.{value.month:02d}.{value.year:04d}"


def month_text(value: date) -> str:
    """Write a month, given as one of its days: `06.2022`."""
    return f"{value.month:02d}.{value.year:04d}"


def instant(value: datetime, *, zone: ZoneInfo = _ZURICH) -> str:
    """Write a point in time as a clock in `zone` shows it: `06.06.2022 14:05`.

    Raises:
        ValueError: The instant does not say its own zone.
    """
    if value.tzinfo is None:
        message = "an instant without a zone could be any hour"
        raise ValueError(message)
    local = value.astimezone(zone)
    return f"{day(local)} {local.hour:02d}:{local.minute:02d}"


def read_number(text: str, *, places: int, unit: str = "") -> Decimal:
    """Read a number as a person types it, exactly; blanks around it do not count.

    number ::= [sign] (digits | groups) [("." | ",") [digits | "-" | "--"]]

    Thousands may be grouped by apostrophes or blanks, in threes. For `unit` CHF the
    currency may stand on either side, any other unit after the number. The result has
    the places that were typed.

    Raises:
        UnreadableNumberError: Two separators, letters, digits of other scripts, an
            exponent, more than `places` places or `MAXIMUM_DIGITS` digits.
    """
    if len(text) > _LONGEST_NUMBER:
        raise UnreadableNumberError(NumberFault.UNREADABLE)
    match = _pattern(unit).fullmatch(text.translate(_SAME_MEANING).strip())
    if match is None:
        raise UnreadableNumberError(NumberFault.UNREADABLE)
    whole = match["whole"].replace("'", "").replace(" ", "").lstrip("0")
    part = (match["part"] or "").replace("-", "")
    if len(whole) > MAXIMUM_DIGITS:
        raise UnreadableNumberError(NumberFault.TOO_MANY_DIGITS)
    if len(part) > places:
        raise UnreadableNumberError(NumberFault.TOO_MANY_PLACES)
    read = Decimal(f"{whole or '0'}.{part}" if part else whole or "0")
    return -read if read and match["sign"] == "-" else read


@lru_cache(maxsize=64)
def _pattern(unit: str) -> re.Pattern[str]:
    """Give the grammar of a number with this unit; a number has a digit somewhere."""
    before, after = beside_a_number(unit)
    return re.compile(
        rf"(?=[^\d]*\d){before}{_NUMBER}{after}", re.ASCII | re.IGNORECASE
    )


def beside_a_number(unit: str) -> tuple[str, str]:
    """Give the patterns of what may stand before and after a number with this unit.

    Case does not count; they mean the same in Python and in ECMA-262.
    """
    if unit == "CHF":
        return f"(?:{_CURRENCY}{_SPACE}?)?", f"(?:{_SPACE}?{_CURRENCY})?"
    return "", f"(?:{_SPACE}?{re.escape(unit)})?" if unit else ""

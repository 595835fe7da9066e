"""The closed set of kinds of value, their units, and what it means to be empty.

Everything that is typed, computed or stored is one of these kinds. At run time a value
is a plain Python object: `str`, `int`, `Decimal`, `bool`, `date` (a month is its first
day), `str` (the key of a choice), `tuple[str, ...]` (the keys of choices, in declared
order) or `tuple[FileReference, ...]`. An empty value is None and is never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

__all__ = [
    "CHF",
    "PURE",
    "FileReference",
    "Unit",
    "Value",
    "ValueKind",
    "multiply_units",
    "parse_unit",
    "unit_words",
]


class ValueKind(StrEnum):
    """The kinds of value of the language: no field type may invent another."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    MONEY = "money"
    BOOLEAN = "boolean"
    DATE = "date"
    MONTH = "month"
    CHOICE = "choice"
    CHOICES = "choices"
    LIST = "list"
    FILES = "files"

    @property
    def is_number(self) -> bool:
        """Tell whether values of this kind are computed with."""
        return self in (ValueKind.INTEGER, ValueKind.DECIMAL, ValueKind.MONEY)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReference:
    """A stored attachment as a record names it; `size` in bytes."""

    name: str
    type: str
    size: int
    sha256: str


Value = str | int | Decimal | bool | date | tuple[str, ...] | tuple[FileReference, ...]
"""What a field may hold; emptiness is None and is no Value."""

Unit = tuple[tuple[str, int], ...]
"""Base units with powers, sorted by name: CHF/day is (("CHF", 1), ("day", -1))."""


PURE: Unit = ()
CHF: Unit = (("CHF", 1),)

_SAME_UNIT = {"night": "day"}


def parse_unit(text: str) -> Unit:
    """Read `CHF`, `km` or `CHF/day`; blank is a pure number, `night` means `day`.

    Raises:
        ValueError: The text has more than one `/` or a part that is no word.
    """
    if not text.strip():
        return PURE
    parts = [part.strip() for part in text.split("/")]
    if len(parts) > 2 or not all(part.isalpha() for part in parts):  # noqa: PLR2004 - one numerator, one denominator
        message = f"not a unit: {text}"
        raise ValueError(message)
    powers = {_SAME_UNIT.get(parts[0], parts[0]): 1}
    if len(parts) > 1:
        below = _SAME_UNIT.get(parts[1], parts[1])
        powers[below] = powers.get(below, 0) - 1
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def multiply_units(left: Unit, right: Unit, *, sign: int = 1) -> Unit:
    """Give the unit of a product, or of a quotient where `sign` is -1."""
    powers = dict(left)
    for name, power in right:
        powers[name] = powers.get(name, 0) + sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def unit_words(unit: Unit) -> str:
    """Write a unit for a reader: `CHF/day`, `km`, or «a pure number»."""
    above = [name for name, power in unit for _ in range(max(power, 0))]
    below = [name for name, power in unit for _ in range(max(-power, 0))]
    if not above and not below:
        return "a pure number"
    return "/".join(["·".join(above) or "1", *below])

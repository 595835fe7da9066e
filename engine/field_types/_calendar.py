"""How days and months are read: ISO 8601 first, then as people here write them.

A year of two digits is read where it can mean one thing only: 00 to 30 is this century
and 60 to 99 the last one. From 31 to 59 it could be a birth or a service, so the answer
is refused and four digits are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engine.field_type import OptionError, Rejection
from engine.field_types._options import text_option
from engine.field_types._text import clean, cleaning_refusals
from engine.values import PURE, Unit, Value, ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.field_type import Control, Options, Reading

__all__ = ["CalendarCodec", "bounds", "full_year"]

_EARLIEST = date(1900, 1, 1)
_LATEST = date(2200, 12, 31)
_LONGEST = 40
_LAST_OF_THIS_CENTURY = 30
_FIRST_OF_LAST_CENTURY = 60


def full_year(digits: str) -> int:
    """Give the year that two or four digits mean.

    Raises:
        Rejection: Two digits that could mean either century.
    """
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - the year is written out
        return year
    if year <= _LAST_OF_THIS_CENTURY:
        return 2000 + year
    if year >= _FIRST_OF_LAST_CENTURY:
        return 1900 + year
    raise century_unknown()


def century_unknown() -> Rejection:
    """Refuse a year of two digits that could mean either century."""
    return Rejection("invalid", "Indiquez l'année avec ses quatre chiffres.")


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarCodec:
    """A field with a day, or with a month, which is its first day.

    `parse` reads a clean text and raises `Rejection`; `write_iso` and `write_house`
    give what is stored and what is shown. `pattern` describes what is stored;
    `refusals` are what `parse` says: `unreadable`, or `missing` of a day that is none.
    """

    kind: ValueKind
    control: Control
    parse: Callable[[str], date]
    write_iso: Callable[[date], str]
    write_house: Callable[[date], str]
    pattern: str
    refusals: Mapping[str, Rejection]
    earliest: date
    latest: date
    unit: Unit = PURE
    places: int = 0
    minimum: Value | None = None

    def read(self, raw: object) -> Value | None:
        """Read a day or a month; see `Codec.read`."""
        text = clean(raw, longest=_LONGEST)
        if text is None:
            return None
        found = self.parse(text)
        if not self.earliest <= found <= self.latest:
            raise self._out_of_range()
        return found

    def _out_of_range(self) -> Rejection:
        return Rejection(
            "out_of_range",
            "Indiquez une date du {earliest} au {latest}.",
            earliest=self.write_house(self.earliest),
            latest=self.write_house(self.latest),
        )

    @property
    def reading(self) -> Reading:
        """Describe a day, or a month, between two."""
        return {
            "kind": "calendar",
            "part": "month" if self.kind is ValueKind.MONTH else "day",
            "earliest": self.earliest.isoformat(),
            "latest": self.latest.isoformat(),
            "refusals": {
                **cleaning_refusals(_LONGEST),
                **self.refusals,
                "century": century_unknown(),
                "range": self._out_of_range(),
            },
        }

    def dump(self, value: Value) -> object:
        """Give the ISO spelling."""
        return self.write_iso(value) if isinstance(value, date) else value

    def text(self, value: Value) -> str:
        """Give the house format."""
        return self.write_house(value) if isinstance(value, date) else str(value)

    def json_schema(self) -> dict[str, object]:
        """Describe the ISO spelling."""
        return {"type": "string", "pattern": self.pattern}


def bounds(options: Options, parse: Callable[[str], date]) -> tuple[date, date]:
    """Give the first and last day allowed; by default those of the language.

    Raises:
        OptionError: A bound is no date, or the bounds exclude each other.
    """
    try:
        first = text_option(options, "min")
        last = text_option(options, "max")
        earliest = parse(first) if first else _EARLIEST
        latest = parse(last) if last else _LATEST
    except Rejection as error:
        message = "min and max are written as in ISO 8601, such as 2022-06-30"
        raise OptionError(message) from error
    if earliest > latest:
        message = f"min {first or earliest} is after max {last or latest}"
        raise OptionError(message)
    return earliest, latest

"""The type `date`: a day, kept as ISO 8601 and shown as 06.06.2022."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._calendar import CalendarCodec, bounds, full_year
from engine.i18n import formats
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options
    from engine.values import Value

__all__ = ["FIELD_TYPE"]

_YEAR_FIRST = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})[./-]([0-9]{1,2})")
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})\s?[./-]\s?([0-9]{1,2})\s?[./-]\s?([0-9]{4}|[0-9]{2})"
)
_STORED_LENGTH = len("2022-06-06")

_STORED = (
    "^(?:19[0-9]{2}|2[01][0-9]{2}|2200)-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DayCodec(CalendarCodec):
    """A field with a day."""

    def read(self, raw: object) -> Value | None:
        """Read a day; the spelling that is stored is read most, and needs no search."""
        if (
            isinstance(raw, str)
            and len(raw) == _STORED_LENGTH
            and raw[4] == "-" == raw[7]
        ):
            try:
                found = date.fromisoformat(raw)
            except ValueError:
                return CalendarCodec.read(self, raw)
            if self.earliest <= found <= self.latest:
                return found
        return CalendarCodec.read(self, raw)


def _parse(text: str) -> date:
    """Read a day: `2022-06-06`, `06.06.2022`, `6.6.22`, `01/09/1972`."""
    try:
        if len(text) == _STORED_LENGTH and text[4] == "-" == text[7]:
            return date.fromisoformat(text)
    except ValueError:
        # Something else of the same shape, such as a day that does not exist.
        pass
    if match := _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif match := _DAY_FIRST.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), full_year(match[3])
    else:
        raise _unreadable()
    try:
        return date(year, month, day)
    except ValueError as error:
        raise _missing() from error


def _unreadable() -> Rejection:
    return Rejection("invalid", "Indiquez une date comme 06.06.2022.")


def _missing() -> Rejection:
    return Rejection(
        "invalid",
        "Indiquez une date qui existe: jour, mois et année, comme 06.06.2022.",
    )


def _bind(options: Options) -> Codec:
    earliest, latest = bounds(options, _parse)
    return _DayCodec(
        kind=ValueKind.DATE,
        control=Control(
            kind=ControlKind.DATE, input_mode="decimal", example="06.06.2022"
        ),
        parse=_parse,
        write_iso=date.isoformat,
        write_house=formats.day,
        pattern=_STORED,
        refusals={"unreadable": _unreadable(), "missing": _missing()},
        earliest=earliest,
        latest=latest,
    )


def _accepted(typed: str, *numbers: int) -> TypeExample:
    day = date(*numbers)
    return TypeExample(options={}, raw=typed, value=day, json=day.isoformat())


_DAY = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}

FIELD_TYPE = DeclaredFieldType(
    name="date",
    kind=ValueKind.DATE,
    option_schemas={
        "min": {**_DAY, "description": "The first day allowed, such as 2020-01-01."},
        "max": {**_DAY, "description": "The last day allowed, such as 2099-12-31."},
    },
    binder=_bind,
    truths=(
        _accepted("2022-06-06", 2022, 6, 6),
        _accepted("06.06.2022", 2022, 6, 6),
        _accepted(" 6. 6. 22 ", 2022, 6, 6),
        _accepted("1.9.72", 1972, 9, 1),
        _accepted("01/09/1972", 1972, 9, 1),
        _accepted("29.02.2024", 2024, 2, 29),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw="29.02.2023", rejected="invalid"),
        TypeExample(options={}, raw="6.6.45", rejected="invalid"),
        TypeExample(options={}, raw="06.13.2022", rejected="invalid"),
        TypeExample(options={}, raw="2022-W06-1", rejected="invalid"),
        TypeExample(options={}, raw="2022-06-06T00:00", rejected="invalid"),
        TypeExample(options={}, raw="٠٦.٠٦.٢٠٢٢", rejected="invalid"),
        TypeExample(options={}, raw=20220606, rejected="invalid"),
        TypeExample(options={}, raw="31.12.1899", rejected="out_of_range"),
        TypeExample(options={}, raw="01.01.2201", rejected="out_of_range"),
        TypeExample(
            options={"min": "2022-01-01"}, raw="31.12.2021", rejected="out_of_range"
        ),
    ),
)

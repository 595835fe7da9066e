"""The type `month`: a calendar month, whose value is its first day."""

from __future__ import annotations

import re
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

__all__ = ["FIELD_TYPE"]

_YEAR_FIRST = re.compile(r"([0-9]{4})[./-]([0-9]{1,2})")
_MONTH_FIRST = re.compile(r"([0-9]{1,2})\s?[./-]\s?([0-9]{4}|[0-9]{2})")
_STORED = "^(?:19[0-9]{2}|2[01][0-9]{2}|2200)-(?:0[1-9]|1[0-2])$"


def _parse(text: str) -> date:
    """Read a month: `2022-06`, `06.2022`, `6/2022`."""
    if match := _YEAR_FIRST.fullmatch(text):
        year, month = int(match[1]), int(match[2])
    elif match := _MONTH_FIRST.fullmatch(text):
        month, year = int(match[1]), full_year(match[2])
    else:
        raise _unreadable()
    try:
        return date(year, month, 1)
    except ValueError as error:
        raise _missing() from error


def _unreadable() -> Rejection:
    return Rejection("invalid", "Indiquez un mois comme 06.2022.")


def _missing() -> Rejection:
    return Rejection(
        "invalid", "Indiquez un mois de 01 à 12 et l'année, comme 06.2022."
    )


def _iso(value: date) -> str:
    return value.isoformat()[:7]


def _bind(options: Options) -> Codec:
    earliest, latest = bounds(options, _parse)
    return CalendarCodec(
        kind=ValueKind.MONTH,
        control=Control(
            kind=ControlKind.MONTH, input_mode="decimal", example="06.2022"
        ),
        parse=_parse,
        write_iso=_iso,
        write_house=formats.month_text,
        pattern=_STORED,
        refusals={"unreadable": _unreadable(), "missing": _missing()},
        earliest=earliest,
        latest=latest,
    )


def _accepted(typed: str, year: int, month: int) -> TypeExample:
    first = date(year, month, 1)
    return TypeExample(options={}, raw=typed, value=first, json=_iso(first))


_MONTH = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}

FIELD_TYPE = DeclaredFieldType(
    name="month",
    kind=ValueKind.MONTH,
    option_schemas={
        "min": {**_MONTH, "description": "The first month allowed, such as 2020-01."},
        "max": {**_MONTH, "description": "The last month allowed, such as 2099-12."},
    },
    binder=_bind,
    truths=(
        _accepted("2022-06", 2022, 6),
        _accepted("06.2022", 2022, 6),
        _accepted(" 6/2022 ", 2022, 6),
        _accepted("6.22", 2022, 6),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw="2022-13", rejected="invalid"),
        TypeExample(options={}, raw="juin", rejected="invalid"),
        TypeExample(options={}, raw="06.06.2022", rejected="invalid"),
        TypeExample(options={}, raw=202206, rejected="invalid"),
        TypeExample(options={}, raw="12.1899", rejected="out_of_range"),
        TypeExample(options={"max": "2022-05"}, raw="2022-06", rejected="out_of_range"),
    ),
)

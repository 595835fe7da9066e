"""The calendar of the language: whole days, both ends counted, never reversed."""

from __future__ import annotations

from calendar import monthrange
from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache

__all__ = [
    "DateError",
    "add_days",
    "add_months",
    "age",
    "days",
    "last_day",
    "make_date",
    "month",
    "months_between",
    "overlap_days",
    "weekday",
    "year",
]

_MONTHS = 12


class DateError(ArithmeticError):
    """A day outside the years that a calendar can tell."""


def days(start: date, end: date) -> int:
    """Count the days from start to end, both included; 0 where they are reversed."""
    return max(0, (end - start).days + 1)


def overlap_days(start: date, end: date, other_start: date, other_end: date) -> int:
    """Count the days that two stretches share, both ends included."""
    return days(max(start, other_start), min(end, other_end))


def year(day: date) -> int:
    """Give a day's year."""
    return day.year


def month(day: date) -> date:
    """Give the first day of a day's month."""
    return date(day.year, day.month, 1)


def last_day(day: date) -> date:
    """Give the last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


@lru_cache(maxsize=1024)
def add_months(day: date, count: int) -> date:
    """Move by months, staying in the month: 31 January plus 1 is 28 or 29 February.

    Raises:
        DateError: The result is beyond the calendar's years.
    """
    index = day.year * _MONTHS + day.month - 1 + int(count)
    target_year, target_month = index // _MONTHS, index % _MONTHS + 1
    if not MINYEAR <= target_year <= MAXYEAR:
        raise DateError
    last = monthrange(target_year, target_month)[1]
    return date(target_year, target_month, min(day.day, last))


def add_days(day: date, count: int) -> date:
    """Move by days.

    Raises:
        DateError: The result is beyond the calendar's years.
    """
    try:
        return day + timedelta(days=int(count))
    except OverflowError as error:
        raise DateError from error


def weekday(day: date) -> int:
    """Give 1 for Monday to 7 for Sunday (ISO 8601)."""
    return day.isoweekday()


def months_between(start: date, end: date) -> int:
    """Count the months begun from start to end; 0 where they are reversed.

    One day is one month begun; so is the stretch from a day to the eve of the same day
    of the next month.
    """
    if end < start:
        return 0
    whole = (end.year - start.year) * _MONTHS + end.month - start.month
    return whole + (1 if add_months(start, whole) <= end else 0)


def age(birth: date, on: date) -> int:
    """Give completed years; who is born on 29 February completes them on 1 March.

    The law counts full years of life (CC art. 14: full age at 18); a day before the
    birth gives 0.
    """
    before_birthday = (on.month, on.day) < (birth.month, birth.day)
    return max(0, on.year - birth.year - before_birthday)


def make_date(of_year: int, of_month: int, of_day: int) -> date:
    """Give a date; 29 February of a year without it is its 28th.

    Raises:
        DateError: The year is beyond the calendar.
    """
    if not MINYEAR <= of_year <= MAXYEAR:
        raise DateError
    last = monthrange(of_year, of_month)[1]
    return date(of_year, of_month, min(of_day, last))

"""Effective-dated official rates, each with its source.

A tariff is a table of keys (`api_minor`: mild, moderate, severe) by date. It never
extrapolates: a day outside its rows has no rate.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from engine.diagnostics import Span
    from engine.i18n.texts import Text
    from engine.values import Unit

__all__ = ["Rate", "Step", "Tariff", "TariffKey"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a scale, up to and including `to`; None is the last, open one."""

    to: Decimal | None
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A value with its validity (both days included) and source.

    `end` None means still in force in the newest source. A scale has `steps` and no
    `value`.
    """

    start: date
    end: date | None
    value: Decimal | None
    source: Text
    note: str | None = None
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffKey:
    """One key with its history; `rates` ascend by date and never overlap.

    `places` is the number of decimal places of its values, at least 2 for a unit with
    CHF. `by` is the unit of a scale's number, None for a plain key; `slices` sums over
    the slices instead of taking one step. `unit_text` is the unit as written.
    """

    name: str
    label: Text
    unit: Unit
    unit_text: str
    places: int
    rates: tuple[Rate, ...]
    by: Unit | None = None
    slices: bool = False
    review_by: date | None = None
    span: Span
    _starts: tuple[date, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Keep the days on which a rate begins, for looking one up."""
        object.__setattr__(self, "_starts", tuple(rate.start for rate in self.rates))

    def at(self, day: date) -> Rate | None:
        """Give the rate of a day, or None where none is known."""
        newest = self.rates[-1] if self.rates else None
        if newest is not None and newest.end is None and newest.start <= day:
            return newest
        index = bisect_right(self._starts, day) - 1
        if index < 0:
            return None
        rate = self.rates[index]
        return rate if rate.end is None or day <= rate.end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """A group of rates. `source_text` is its file's text, archived with records."""

    name: str
    title: Text
    keys: Mapping[str, TariffKey]
    path: str
    source_text: str
    span: Span
    boundaries: tuple[date, ...] = ()
    """Every day on which one of its rows begins, or on which one has just ended."""

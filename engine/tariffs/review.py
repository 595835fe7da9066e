"""What is worth a warning about tariffs that are otherwise in order."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import date

    from engine.diagnostics import Collector
    from engine.tariffs.model import Tariff, TariffKey

__all__ = ["report_gaps", "report_overdue_reviews", "report_unused_keys"]

_A_DAY = timedelta(days=1)


def report_gaps(tariffs: Iterable[Tariff], collector: Collector) -> None:
    """Warn of each stretch of days without a value between two that have one."""
    for name, key in _keys(tariffs):
        for rate, following in pairwise(key.rates):
            if rate.end is not None and rate.end + _A_DAY < following.start:
                collector.add(
                    "W412",
                    key.span,
                    hint="add the row that is missing, or take the «to» away",
                    key=name,
                    start=rate.end + _A_DAY,
                    end=following.start - _A_DAY,
                )


def report_overdue_reviews(
    tariffs: Iterable[Tariff], day: date, collector: Collector
) -> None:
    """Warn of each key whose `review_by` lies before `day`."""
    for name, key in _keys(tariffs):
        if key.review_by is not None and key.review_by < day:
            collector.add("W410", key.span, key=name, day=key.review_by)


def report_unused_keys(
    tariffs: Iterable[Tariff], used: Collection[str], collector: Collector
) -> None:
    """Warn of each key that is not among `used`, which holds `group.key`s."""
    for name, key in _keys(tariffs):
        if name not in used:
            collector.add("W411", key.span, key=name)


def _keys(tariffs: Iterable[Tariff]) -> Iterator[tuple[str, TariffKey]]:
    for tariff in tariffs:
        for key in tariff.keys.values():
            yield f"{tariff.name}.{key.name}", key

"""Rows of the benchmark table: each a series of ratios, all taken in one run.

Absolute times mean nothing on a shared machine, so a row never tells one. The two sides
of a pair take turns in slices of about twenty milliseconds, the one that begins changes
from pair to pair, and the median of the ratios is read: what slows the machine down
slows both sides of most pairs down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, log
from resource import RUSAGE_CHILDREN, getrusage
from statistics import linear_regression, quantiles
from time import process_time
from typing import Protocol

__all__ = [
    "Finding",
    "Growth",
    "Pair",
    "Row",
    "Side",
    "Spread",
    "children_time",
    "exponent",
    "measure",
]

SLICE_S = 0.02
PAIRS = 25

Clock = Callable[[], float]


def children_time() -> float:
    """Give the seconds that ended child processes took of the processor."""
    usage = getrusage(RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _same(result: object) -> object:
    return result


@dataclass(frozen=True, slots=True)
class Side:
    """One way of doing the work; `told` makes of its result what both ways agree on."""

    run: Callable[[], object]
    told: Callable[[object], object] = _same

    def result(self) -> object:
        """Do the work once and tell what came out."""
        return self.told(self.run())


class Row(Protocol):
    """A row of the table, not measured yet."""

    @property
    def name(self) -> str:
        """What is measured beside what."""
        ...

    @property
    def inputs(self) -> str:
        """What the work is done on, in words."""
        ...

    @property
    def at_most(self) -> float:
        """The greatest median that is good enough."""
        ...

    def ratios(self) -> Sequence[float]:
        """Measure, several times."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Ours beside the other: how many times its time the same work takes us.

    `clock` counts what a side takes: by default the processor time of this process,
    which a neighbour's load changes least.
    """

    name: str
    inputs: str
    ours: Side
    other: Side
    at_most: float
    clock: Clock = field(default=process_time)
    pairs: int = PAIRS

    def ratios(self) -> Sequence[float]:
        """Take slices in turn; each pair of them gives a ratio."""
        calls = {side: self._calls(side) for side in (self.ours, self.other)}
        found: list[float] = []
        for number in range(self.pairs):
            turn = (self.ours, self.other)
            taken = {
                side: self._slice(side, calls[side])
                for side in (turn if number % 2 else reversed(turn))
            }
            found.append(taken[self.ours] / taken[self.other])
        return found

    def _calls(self, side: Side) -> int:
        """Give how often a side runs in a slice; its first run only warms up."""
        self._slice(side, 1)
        return max(1, round(SLICE_S / self._slice(side, 1)))

    def _slice(self, side: Side, calls: int) -> float:
        """Give the seconds of one call, of several made at a stretch."""
        run, clock = side.run, self.clock
        began = clock()
        for _ in range(calls):
            run()
        return (clock() - began) / calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The exponent with which work grows with its size: 1 is in proportion."""

    name: str
    inputs: str
    work: Mapping[int, Callable[[], object]]
    """What is done at each size."""
    at_most: float
    clock: Clock = field(default=process_time)
    rounds: int = PAIRS

    def ratios(self) -> Sequence[float]:
        """Fit a line through the logarithms of every round's sizes and times."""
        for run in self.work.values():
            run()
        return [
            exponent({size: self._time(run) for size, run in self._order(number)})
            for number in range(self.rounds)
        ]

    def _order(self, number: int) -> Sequence[tuple[int, Callable[[], object]]]:
        return sorted(self.work.items(), reverse=bool(number % 2))

    def _time(self, run: Callable[[], object]) -> float:
        began = self.clock()
        run()
        once = self.clock() - began
        calls = ceil(SLICE_S / once)
        began = self.clock()
        for _ in range(calls):
            run()
        return (self.clock() - began) / calls


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How much longer the slowest hundredth waits than the one in the middle."""

    name: str
    inputs: str
    waits: Callable[[], Sequence[float]]
    """Gives how long each of many took, in one run of them."""
    at_most: float
    runs: int = 3

    def ratios(self) -> Sequence[float]:
        """Give the ninety-ninth hundredth beside the median, run by run."""
        found: list[float] = []
        for _ in range(self.runs):
            hundredths = quantiles(self.waits(), n=100, method="inclusive")
            found.append(hundredths[98] / hundredths[49])
        return found


def exponent(time_by_size: Mapping[int, float]) -> float:
    """Give the slope of log time over log size."""
    sizes = [log(size) for size in time_by_size]
    return linear_regression(sizes, [log(t) for t in time_by_size.values()]).slope


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A measured row: the median of its ratios and the quartiles around it."""

    name: str
    inputs: str
    lower: float
    median: float
    upper: float
    at_most: float

    @property
    def holds(self) -> bool:
        """Tell whether the median is within the limit."""
        return self.median <= self.at_most


def measure(row: Row) -> Finding:
    """Measure a row."""
    lower, middle, upper = quantiles(row.ratios(), n=4, method="inclusive")
    return Finding(
        name=row.name,
        inputs=row.inputs,
        lower=lower,
        median=middle,
        upper=upper,
        at_most=row.at_most,
    )

"""The benchmarks measure what they say: fair sides, turns taken, ratios of both."""

from contextlib import AbstractContextManager
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from tests.benchmarks import assessing, pages, printing, serving, starting
from tests.benchmarks.pairs import Finding, Growth, Pair, Row, Side, Spread, measure
from tests.benchmarks.table import line, verdict


class _Clock:
    """Tells the time that the work says it took."""

    def __init__(self) -> None:
        self.now = 0.0
        self.done: list[float] = []

    def __call__(self) -> float:
        return self.now

    def work(self, seconds: float) -> None:
        self.now += seconds
        self.done.append(seconds)


def _pair(clock: _Clock, ours_s: float, other_s: float, pairs: int) -> Pair:
    return Pair(
        name="ours beside the other",
        inputs="nothing",
        ours=Side(partial(clock.work, ours_s)),
        other=Side(partial(clock.work, other_s)),
        at_most=2.0,
        clock=clock,
        pairs=pairs,
    )


@pytest.mark.parametrize(
    "theme",
    [
        partial(assessing.rows, trips=11),
        partial(pages.rows, trips=4),
        printing.rows,
        partial(starting.rows, forms=20),
        partial(serving.rows, trips=4, connections=1),
    ],
    ids=["assessing", "pages", "printing", "starting", "serving"],
)
def test_both_sides_do_the_same(theme: partial[object], tmp_path: Path) -> None:
    """What is compared gives the same result, or it would prove nothing."""
    rows = theme(tmp_path)
    assert isinstance(rows, AbstractContextManager)

    with rows as found:
        for pair in found:
            if isinstance(pair, Pair):
                assert pair.other.result() == pair.ours.result(), pair.name


def test_a_pair_gives_the_ratio_of_each_pair_of_slices() -> None:
    """Twice the time for the same work is 2, however many calls fill a slice."""
    pair = _pair(_Clock(), 0.008, 0.004, pairs=15)

    assert list(pair.ratios()) == pytest.approx([2.0] * 15)


def test_the_sides_of_a_pair_take_turns_and_the_first_turn_too() -> None:
    """After each side has warmed up and told its time, the one that begins changes."""
    clock = _Clock()

    _pair(clock, 0.03, 0.05, pairs=4).ratios()

    warm = [0.03, 0.03, 0.05, 0.05]
    assert clock.done == [*warm, 0.05, 0.03, 0.03, 0.05, 0.05, 0.03, 0.03, 0.05]


@pytest.mark.parametrize("power", [1, 2])
def test_growth_is_the_exponent_of_the_size(power: int) -> None:
    """Work in proportion to its size has exponent 1, to the square 2."""
    clock = _Clock()
    growth = Growth(
        name="growth",
        inputs="nothing",
        work={size: partial(clock.work, size**power / 1e4) for size in (10, 20, 40)},
        at_most=1.0,
        clock=clock,
        rounds=3,
    )

    assert list(growth.ratios()) == pytest.approx([power] * 3)


def test_spread_is_the_slowest_hundredth_beside_the_middle() -> None:
    """Of 1 to 101 the middle is 51 and the ninety-ninth hundredth 100."""
    waits = [float(number) for number in range(1, 102)]
    spread = Spread(name="s", inputs="n", waits=lambda: waits, at_most=5.0, runs=2)

    assert list(spread.ratios()) == pytest.approx([100 / 51] * 2)


def test_a_finding_is_the_median_with_its_quartiles() -> None:
    """The median decides whether the limit holds."""
    numbers = count(1)
    row: Row = Spread(
        name="s",
        inputs="n",
        waits=lambda: [1.0] * 98 + [float(next(numbers))] * 3,
        at_most=3.0,
        runs=5,
    )

    found = measure(row)

    assert (found.lower, found.median, found.upper) == (2.0, 3.0, 4.0)
    assert found.holds


def test_a_line_of_the_table_has_figures_limit_and_inputs() -> None:
    """Figures have as many digits as say something; the inputs stand below."""
    good, bad = (
        Finding(
            name="ours beside theirs",
            inputs="a hundred rows",
            lower=0.012,
            median=median,
            upper=12.34,
            at_most=0.5,
        )
        for median in (0.25, 1.0)
    )

    assert line(good) == (
        "    0.25    0.0120 – 12.3     0.50  holds  ours beside theirs\n"
        "          a hundred rows"
    )
    assert line(bad).splitlines()[0] == (
        "    1.00    0.0120 – 12.3     0.50  FAILS  ours beside theirs"
    )
    assert verdict([good, bad]) == "1 of 2 rows hold."

"""How long judging takes, beside a validator of the same form written by hand.

Run by `make bench`. Times mean little on a shared machine: read the ratio of a row's
two sides, and how each grows with the number of trips.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from engine.compiler.library import load_directory
from engine.compiler.plan import ListStep
from engine.runtime.assess import assess
from tests.benchmarks import plain_travel

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

    from engine.compiler.form import CompiledForm

FORMS = Path(__file__).parents[2] / "forms"
DAY = date(2025, 12, 20)
SIZES = (1, 10, 100, 1000)


@pytest.fixture(scope="module")
def travel() -> CompiledForm:
    """The travel form, its bound on rows lifted for the measurement."""
    form = load_directory(FORMS).forms["318.632.1"]
    steps = tuple(
        replace(step, list=replace(step.list, max=max(SIZES)))
        if isinstance(step, ListStep)
        else step
        for step in form.plan.steps
    )
    return replace(form, plan=replace(form.plan, steps=steps))


def answers(trips: int) -> dict[str, Any]:
    """Trips over a year, every other one by car; every tenth lacks its first day."""
    return {
        "decision_number": "320/2024/123456/0",
        "iban": "CH9300762011623852957",
        "period_from": "2025-01-01",
        "period_to": "2025-12-19",
        "meals": {"days_5_8h": 5},
        "trips": [
            {
                "start": "" if index % 10 == 9 else f"2025-{index % 11 + 1:02}-10",
                "end": f"2025-{index % 11 + 1:02}-11",
                "purpose": "Hôpital",
                "origin": "Genève",
                "destination": "Berne",
                "ticket": "private_car" if index % 2 else "public_return",
                "fare": "51.00",
                "distance_km": "12.3",
            }
            for index in range(trips)
        ],
    }


@pytest.mark.parametrize("trips", SIZES)
def test_by_hand(benchmark: BenchmarkFixture, trips: int) -> None:
    """The yardstick: plain Python for this one form."""
    given = answers(trips)
    values, _ = benchmark(plain_travel.judge, given, DAY)
    assert values["trips[0].amount"] == Decimal("51.00")


@pytest.mark.parametrize("trips", SIZES)
def test_by_the_engine(
    benchmark: BenchmarkFixture, travel: CompiledForm, trips: int
) -> None:
    """The compiled form."""
    given = answers(trips)
    assessment = benchmark(assess, travel, given, None, DAY)
    assert assessment.values["trips[0].amount"] == Decimal("51.00")


@pytest.mark.parametrize("trips", SIZES)
def test_both_find_the_same(travel: CompiledForm, trips: int) -> None:
    """The yardstick is fair: the same values, the same problems."""
    given = answers(trips)
    values, problems = plain_travel.judge(given, DAY)

    assessment = assess(travel, given, None, DAY)

    assert values == {path: assessment.values[path] for path in values}
    assert {(code, path) for code, path, _ in problems} == {
        (each.code, each.path) for each in assessment.problems
    }

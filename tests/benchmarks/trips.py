"""The requests that the benchmarks judge, draw and send: 318.632.1 with many trips."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engine.compiler.library import load_directory
from engine.compiler.plan import ListStep

if TYPE_CHECKING:
    from engine.compiler.form import CompiledForm

__all__ = ["DAY", "FORMS", "answers", "travel_form"]

FORMS = Path(__file__).parents[2] / "forms"
DAY = date(2025, 12, 20)
_MOST_TRIPS = 1000


def travel_form() -> CompiledForm:
    """Compile the travel form, its bound on rows lifted for the measurement."""
    form = load_directory(FORMS).forms["318.632.1"]
    steps = tuple(
        replace(step, list=replace(step.list, max=_MOST_TRIPS))
        if isinstance(step, ListStep)
        else step
        for step in form.plan.steps
    )
    return replace(form, plan=replace(form.plan, steps=steps))


def answers(trips: int, *, wrong_every: int | None = None) -> dict[str, Any]:
    """Give trips over a year, every other one by car.

    Args:
        trips: How many.
        wrong_every: Of so many trips the last one lacks its first day; None: no trip.
    """
    return {
        "decision_number": "320/2024/123456/0",
        "iban": "CH9300762011623852957",
        "period_from": "2025-01-01",
        "period_to": "2025-12-19",
        "meals": {"days_5_8h": 5},
        "trips": [_trip(index, wrong_every) for index in range(trips)],
    }


def _trip(index: int, wrong_every: int | None) -> dict[str, Any]:
    is_wrong = wrong_every is not None and index % wrong_every == wrong_every - 1
    month = index % 11 + 1
    paid = (
        {"ticket": "private_car", "distance_km": "12.3"}
        if index % 2
        else {"ticket": "public_return", "fare": "51.00"}
    )
    return {
        "start": "" if is_wrong else f"2025-{month:02}-10",
        "end": f"2025-{month:02}-11",
        "purpose": "Hôpital",
        "origin": "Genève",
        "destination": "Berne",
        **paid,
    }

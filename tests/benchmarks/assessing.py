"""Judging a request beside judges written by hand."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, cast

from engine.runtime.assess import assess
from tests.benchmarks import plain_travel, pydantic_travel, wtforms_travel
from tests.benchmarks.pairs import Growth, Pair, Side
from tests.benchmarks.trips import DAY, answers, travel_form

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from engine.compiler.form import CompiledForm
    from engine.runtime.assessment import Assessment
    from tests.benchmarks.pairs import Row

__all__ = ["rows"]

_SIZES = (100, 178, 316, 562, 1000)
_TOTALS = ("travel_total", "meals_total", "grand_total")


@contextmanager
def rows(_folder: Path, trips: int = 100) -> Generator[tuple[Row, ...]]:
    """Give the rows of this theme, each pair judging so many trips."""
    form = travel_form()
    yield (*_pairs(form, trips), _growth(form))


def _pairs(form: CompiledForm, trips: int) -> tuple[Pair, ...]:
    """Give the pairs."""
    valid, wrong = answers(trips), answers(trips, wrong_every=10)
    sent = wtforms_travel.sent(valid)
    described = f"318.632.1, {trips} trips, every other one by car"
    return (
        Pair(
            name="assess beside plain Python, valid",
            inputs=f"{described}; nothing is wrong. Beside it a validator with totals "
            "for this one form, by hand: same values, same problems in words.",
            ours=Side(partial(assess, form, valid, None, DAY), _told),
            other=Side(partial(plain_travel.judge, valid, DAY), _told_by_hand),
            at_most=1.3,
        ),
        Pair(
            name="assess beside plain Python, 10 % wrong",
            inputs=f"{described}; every tenth lacks its first day.",
            ours=Side(partial(assess, form, wrong, None, DAY), _told),
            other=Side(partial(plain_travel.judge, wrong, DAY), _told_by_hand),
            at_most=1.3,
        ),
        Pair(
            name="assess beside pydantic v2 and totals",
            inputs=f"{described}; nothing is wrong. Beside it a model that reads days "
            "and amounts as people write them, totals and warnings in Python.",
            ours=Side(partial(assess, form, valid, None, DAY), _told),
            other=Side(partial(pydantic_travel.judge, valid, DAY), _told_by_pydantic),
            at_most=1.0,
        ),
        Pair(
            name="assess beside WTForms FieldList(FormField)",
            inputs=f"{described}; nothing is wrong. Beside it WTForms on what Werkzeug "
            "parsed, with validate() and the totals.",
            ours=Side(partial(assess, form, valid, None, DAY), _totals_told),
            other=Side(partial(wtforms_travel.judge, sent, DAY), _told_by_wtforms),
            at_most=1 / 50,
        ),
    )


def _growth(form: CompiledForm) -> Growth:
    """Give the row about growth; the rule on local traffic is in the form."""
    return Growth(
        name="assess, growth from 100 to 1000 trips (exponent)",
        inputs=f"318.632.1 with {', '.join(map(str, _SIZES))} trips, every tenth "
        "wrong; the sum of the month's local traffic is among the rules.",
        work={
            size: partial(assess, form, answers(size, wrong_every=10), None, DAY)
            for size in _SIZES
        },
        at_most=1.05,
    )


def _told(result: object) -> object:
    assessment = cast("Assessment", result)
    return _shared(assessment.values), {
        (each.code, each.path) for each in assessment.problems
    }


def _told_by_hand(result: object) -> object:
    values, problems = cast("tuple[plain_travel.Values, plain_travel.Problems]", result)
    return _shared(values), {(code, path) for code, path, _ in problems}


def _told_by_pydantic(result: object) -> object:
    judged = cast("pydantic_travel.Judged", result)
    values: dict[str, object] = dict(judged.totals)
    if judged.request is not None:
        rows = zip(judged.request.trips, judged.amounts, strict=True)
        for index, (trip, amount) in enumerate(rows):
            row = {**trip.model_dump(exclude_none=True), "amount": amount}
            values |= {f"trips[{index}].{key}": row[key] for key in row}
    return _shared(values), set(judged.problems)


def _totals_told(result: object) -> object:
    assessment = cast("Assessment", result)
    return {key: assessment.values.get(key) for key in _TOTALS}, not any(
        each.level == "error" for each in assessment.problems
    )


def _told_by_wtforms(result: object) -> object:
    form, totals = cast("tuple[wtforms_travel.RequestForm, dict[str, Decimal]]", result)
    return {key: totals.get(key) for key in _TOTALS}, not form.errors


def _shared(values: Mapping[str, object]) -> Mapping[str, object]:
    """Give what every side tells: the trips and the totals."""
    return {
        path: value
        for path, value in values.items()
        if path.startswith("trips[") or path in _TOTALS
    }

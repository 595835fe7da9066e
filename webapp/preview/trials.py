"""The examples of a form with their verdict, and what they reach together."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.runtime.assess import assess
from engine.runtime.explain import derivable, explain
from engine.trials.coverage import coverage_of
from engine.trials.verdict import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.compiler.form import CompiledForm
    from engine.definition.model import Example
    from engine.runtime.assessment import Assessment
    from engine.runtime.derivation import Derivation, RateUse
    from engine.trials.coverage import Coverage

__all__ = ["Trial", "Trials", "rates_asked", "trials_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """An example, the total that it expects and gets, and what differs in it.

    The totals are blank where the example expects none, or the form has none.
    """

    example: Example
    expected: str
    got: str
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """Every example of a form, in its order, and what they reach together."""

    trials: tuple[Trial, ...]
    coverage: Coverage

    @property
    def failed(self) -> int:
        """Count the examples in which something differs."""
        return sum(bool(trial.differences) for trial in self.trials)


@lru_cache(maxsize=4)
def trials_of(form: CompiledForm) -> Trials:
    """Judge the examples of a form."""
    return Trials(
        trials=tuple(_trial(form, example) for example in form.examples),
        coverage=coverage_of(form),
    )


def _trial(form: CompiledForm, example: Example) -> Trial:
    key = form.total.key if form.total else ""
    assessment = assess(form, example.answers, example.applicant, example.day)
    got = assessment.root.values.get(key)
    expected = example.values.get(key)
    return Trial(
        example=example,
        expected="" if expected is None else str(expected),
        got="" if got is None else form.fields[key].codec.text(got),
        differences=differences(form, example),
    )


def rates_asked(assessment: Assessment) -> tuple[RateUse, ...]:
    """Give the official rates behind the amounts, each once."""
    found: dict[tuple[object, ...], RateUse] = {}
    for path in derivable(assessment):
        for use in _rates(explain(assessment, path)):
            found.setdefault((use.tariff, use.key, use.start, use.value), use)
    return tuple(found[key] for key in sorted(found, key=str))


def _rates(derivation: Derivation) -> Iterator[RateUse]:
    yield from derivation.rates
    for part in derivation.parts:
        yield from _rates(part)

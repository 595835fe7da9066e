"""What of a form its examples reach.

A copy of the form whose conditions and rates note when they are asked is judged with
every example. Reached must be: every field with a value, every choice chosen, every
condition both ways (what is shown, what is required, each rule, and each `if` inside an
expression), and every dated row of each rate that the form may ask.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.compiler.plan import ContainerStep
from engine.expressions.canonical import canonical
from engine.expressions.functions import Function
from engine.expressions.python_program import program
from engine.expressions.typed import (
    Call,
    Conditional,
    Each,
    RateLookup,
    TypedNode,
    mapped,
    walk,
)
from engine.expressions.types import BOOLEAN
from engine.runtime.assess import assess
from engine.tariffs.model import TariffKey
from engine.trials.sites import Site, exchanged, path_of, rates_asked, sites_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.expressions.program import Program
    from engine.runtime.assessment import Assessment
    from engine.tariffs.model import Rate

__all__ = ["Coverage", "coverage_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How many points of a form there are, and a line for each that none reaches."""

    points: int
    missed: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Give the share that is reached, rounded down so that 100 means all."""
        return 100 * (self.points - len(self.missed)) // max(1, self.points)


def coverage_of(form: CompiledForm) -> Coverage:
    """Judge a form's examples and tell what they do not reach."""
    notes = _Notes()
    watched = exchanged(form, notes.watched)
    for example in form.examples:
        assessment = assess(watched, example.answers, example.applicant, example.day)
        notes.note_values(assessment)
    points = (*_fields(form, notes), *_conditions(form, notes), *_rates(form, notes))
    reached = {words for words, is_reached in points if is_reached}
    every = dict.fromkeys(words for words, _ in points)
    missed = tuple(words for words in every if words not in reached)
    return Coverage(points=len(every), missed=missed)


@dataclass(slots=True)
class _Notes:
    """What was reached: values and outcomes by place, rows of rates by key."""

    values: dict[str, set[object]] = field(
        default_factory=lambda: defaultdict(set[object])
    )
    outcomes: dict[tuple[Site, str], set[bool]] = field(
        default_factory=lambda: defaultdict(set[bool])
    )
    rates: set[tuple[str, date]] = field(default_factory=set["tuple[str, date]"])

    def note_values(self, assessment: Assessment) -> None:
        for _, compiled, value in assessment.entries():
            found = value if isinstance(value, tuple) else (value,)
            self.values[path_of(compiled.list, compiled.key)].update(found)

    def watched(self, site: Site, original: Program) -> Program:
        """Give a program that notes how its conditions come out."""
        tree = self._watched_parts(site, original.tree)
        if site.is_condition:
            tree = self._noting(site, "", tree)
        return program(tree, original.source)

    def _watched_parts(self, site: Site, node: TypedNode) -> TypedNode:
        made = mapped(node, lambda part: self._watched_parts(site, part))
        if isinstance(made, Conditional | Each) and made.condition is not None:
            inner = "".join(canonical(each) for each in _conditions_in(node))
            made = replace(made, condition=self._noting(site, inner, made.condition))
        if isinstance(made, RateLookup):
            keys = tuple(
                (name, _WatchedKey.of(made.tariff, key, self.rates))
                for name, key in made.keys
            )
            return replace(made, keys=keys)
        return made

    def _noting(self, site: Site, inner: str, condition: TypedNode) -> TypedNode:
        outcomes = self.outcomes[site, inner]

        def note(outcome: object) -> object:
            outcomes.add(bool(outcome))
            return outcome

        function = Function(
            name="noted",
            parameters=(BOOLEAN,),
            result=BOOLEAN,
            run=note,
            usage="",
            is_pure=False,
        )
        return Call(function, (condition,), BOOLEAN)


@dataclass(frozen=True, slots=True, kw_only=True)
class _WatchedKey(TariffKey):
    """A rate that notes which of its rows is asked."""

    tariff: str
    asked: set[tuple[str, date]] = field(compare=False)

    @classmethod
    def of(
        cls, tariff: str, key: TariffKey, asked: set[tuple[str, date]]
    ) -> _WatchedKey:
        return cls(
            name=key.name,
            label=key.label,
            unit=key.unit,
            unit_text=key.unit_text,
            places=key.places,
            rates=key.rates,
            by=key.by,
            slices=key.slices,
            review_by=key.review_by,
            span=key.span,
            tariff=tariff,
            asked=asked,
        )

    def at(self, day: date) -> Rate | None:
        """Give the rate of a day, noted."""
        found = TariffKey.at(self, day)
        if found is not None:
            self.asked.add((f"{self.tariff}.{self.name}", found.start))
        return found


_Point = tuple[str, bool]


def _all_fields(form: CompiledForm) -> Iterator[CompiledField]:
    yield from form.fields.values()
    for of_list in form.lists.values():
        yield from of_list.fields


def _fields(form: CompiledForm, notes: _Notes) -> Iterator[_Point]:
    for compiled in _all_fields(form):
        path = path_of(compiled.list, compiled.key)
        seen = notes.values.get(path, set())
        yield f"{path} has no value in any example", bool(seen)
        if not compiled.is_computed:
            for choice in compiled.codec.control.choices:
                yield f"{path} is never «{choice.key}»", choice.key in seen


def _conditions_in(node: TypedNode) -> tuple[TypedNode, ...]:
    """Give the condition on which a node itself decides."""
    match node:
        case Conditional(condition):
            return (condition,)
        case Each(condition=condition) if condition is not None:
            return (condition,)
        case _:
            return ()


def _conditions(form: CompiledForm, notes: _Notes) -> Iterator[_Point]:
    implied = frozenset(_implied(form))
    for site, of_site in sites_of(form):
        if site.is_condition and site.owner not in implied:
            yield from _outcomes(site, "", of_site.source, notes)
        for node in walk(of_site.tree):
            for condition in _conditions_in(node):
                inner = canonical(condition)
                yield from _outcomes(site, inner, inner, notes)


def _implied(form: CompiledForm) -> Iterator[str]:
    """Name what asks once more what already shows its surroundings."""
    steps = [step for step in form.plan.steps if isinstance(step, ContainerStep)]
    texts = {(step.owner, step.key): canonical(step.visible_if.tree) for step in steps}
    for step in steps:
        around = {texts.get((step.owner, parent)) for parent in step.parents}
        if texts[step.owner, step.key] in around:
            yield path_of(step.owner, step.key)


def _outcomes(site: Site, inner: str, words: str, notes: _Notes) -> Iterator[_Point]:
    seen = notes.outcomes.get((site, inner), set())
    for outcome in (True, False):
        verb = "holds" if outcome else "fails"
        # A rule of a type counts once, however many fields are of that type.
        yield f"{site.name}, {site.role}: «{words}» never {verb}", outcome in seen


def _rates(form: CompiledForm, notes: _Notes) -> Iterator[_Point]:
    for name, key in rates_asked(form).items():
        for rate in key.rates:
            words = f"{name}: the rate from {rate.start} is never asked"
            yield words, (name, rate.start) in notes.rates

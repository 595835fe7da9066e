"""Whole requests: answers nested as a page nests them, an applicant, a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from engine.fuzz.answers import Temper, answer
from engine.fuzz.spoiling import NAMES, hostile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from random import Random

    from engine.compiler.form import CompiledField, CompiledForm, CompiledList

__all__ = ["RandomRequest", "random_request"]

_TEMPERS = (
    Temper(),
    Temper(bound=0.03),
    Temper(missing=0.1),
    Temper(missing=0.05, bound=0.1, spoilt=0.05),
    Temper(missing=0.2, bound=0.1, spoilt=0.2, hostile=0.1),
)
_MOST_ROWS_OFTEN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomRequest:
    """What `engine.runtime.assess` is asked; answers and applicant may be any JSON."""

    answers: Any
    applicant: Any
    day: date


def random_request(form: CompiledForm, chance: Random) -> RandomRequest:
    """Make a request to a form."""
    known = _days_that_matter(form)
    base = chance.choice(known) if chance.random() < 0.3 else _recent(chance)  # noqa: PLR2004 - a third at an edge
    return _Writer(form, chance.choice(_TEMPERS), (base, *known), chance).request()


@lru_cache(maxsize=32)
def _days_that_matter(form: CompiledForm) -> tuple[date, ...]:
    """Give the days on which some rate of the form begins or has ended."""
    days = {
        edge
        for tariff in form.tariffs.values()
        for key in tariff.keys.values()
        for rate in key.rates
        for edge in (rate.start, rate.end)
        if edge is not None
    }
    return tuple(sorted(days)) or (date(2024, 1, 1),)


def _recent(chance: Random) -> date:
    return date(2021, 1, 1) + timedelta(days=chance.randrange(2000))


@dataclass(slots=True)
class _Writer:
    """Writes one request."""

    form: CompiledForm
    temper: Temper
    days: tuple[date, ...]
    chance: Random

    def request(self) -> RandomRequest:
        after = self.chance.choice((0, 30, 200, 2000))
        return RandomRequest(
            answers=self.answers(),
            applicant=self.applicant(),
            day=self.days[0] + timedelta(days=self.chance.randint(0, after)),
        )

    def answers(self) -> Any:  # noqa: ANN401 - any JSON
        if self.rarely(0.05):
            return hostile(self.chance)
        found = self.scope(self.form.fields.values())
        for compiled in self.form.lists.values():
            if not compiled.is_computed or self.rarely(0.5):
                _put(found, compiled.key, self.rows(compiled))
        return found

    def applicant(self) -> Any:  # noqa: ANN401 - any JSON
        if self.rarely(0.3):
            return self.chance.choice((None, {}, [], "x", {"x": 5}))
        return self.scope(self.form.applicant)

    def rows(self, compiled: CompiledList) -> Any:  # noqa: ANN401 - any JSON
        if self.rarely(0.2):
            return hostile(self.chance)
        count = self.chance.randint(0, _MOST_ROWS_OFTEN)
        if self.rarely(0.02):
            count = compiled.max + self.chance.choice((-1, 0, 1))
        return [self.row(compiled) for _ in range(count)]

    def row(self, compiled: CompiledList) -> Any:  # noqa: ANN401 - any JSON
        if self.rarely(0.1):
            return hostile(self.chance)
        row = self.scope(compiled.fields)
        if self.chance.random() < 0.5:  # noqa: PLR2004 - with and without
            row["_id"] = f"r{self.chance.randrange(100)}"
        return row

    def scope(self, fields: Iterable[CompiledField]) -> dict[str, Any]:
        """Answer the questions of the form, the applicant or a row."""
        found: dict[str, Any] = {}
        # What comes later on the page mostly happened later.
        at = self.days[0] + timedelta(days=self.chance.randint(-20, 40))
        for compiled in fields:
            is_asked = not compiled.is_computed or self.rarely(0.1)
            is_left_out = compiled.default is not None and self.chance.random() < 0.5  # noqa: PLR2004 - as often as not
            if is_asked and not is_left_out:
                days = (at, *self.days)
                given = answer(compiled.codec, self.temper, days, self.chance)
                _put(found, compiled.key, given)
                at += timedelta(days=self.chance.randint(0, 4))
        if self.rarely(0.1):
            found[self.chance.choice(NAMES)] = hostile(self.chance)
        return found

    def rarely(self, share: float) -> bool:
        """Tell whether something odd happens; never to those who are careful."""
        return self.chance.random() < share * self.temper.hostile * 5


def _put(found: dict[str, Any], key: str, value: object) -> None:
    """Nest an answer under its dotted key; what is no group is left as it is."""
    name, _, rest = key.partition(".")
    if not rest:
        found[name] = value
        return
    inner: object = found.setdefault(name, {})
    if isinstance(inner, dict):
        _put(cast("dict[str, Any]", inner), rest, value)

"""Every place of a form that holds an expression, and the form with some exchanged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from engine.compiler.plan import ContainerStep, CutListStep, FieldStep, ListStep
from engine.expressions.typed import RateLookup, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from _typeshed import DataclassInstance

    from engine.compiler.form import (
        CompiledField,
        CompiledForm,
        CompiledList,
        CompiledRule,
    )
    from engine.compiler.plan import Step
    from engine.expressions.program import Program
    from engine.tariffs.model import TariffKey

__all__ = ["Site", "exchanged", "path_of", "rates_asked", "sites_of"]


@dataclass(frozen=True, slots=True)
class Site:
    """A place with an expression.

    `owner` is the path pattern of a field, list or container (`trips.fare`), or the
    rule's id with where it speaks (`too_many_days@meals.days_5_8h`); `role` is the
    key under which the expression is written: `visible_if`, `required_if`, `compute`
    or the rule's `error_if`, `warn_if`, `info_if`.
    """

    owner: str
    role: str

    @property
    def is_condition(self) -> bool:
        """Tell an expression that decides something from one that gives a value."""
        return self.role != "compute"

    @property
    def name(self) -> str:
        """Give the owner as its author knows it.

        A rule of a type has one id, however many fields are of that type; a group that
        stands among the sections is written once, its heading and its answers alike.
        """
        return self.owner.partition("@")[0].removeprefix("section:")


_Item = TypeVar("_Item", bound="DataclassInstance")

Exchange = Callable[[Site, "Program"], "Program | None"]


def sites_of(form: CompiledForm) -> Iterator[tuple[Site, Program]]:
    """Give every expression of a form once, in the order of its evaluation."""
    found: dict[Site, Program] = {}

    def note(site: Site, program: Program) -> Program:
        found.setdefault(site, program)
        return program

    exchanged(form, note)
    yield from found.items()


def exchanged(form: CompiledForm, exchange: Exchange) -> CompiledForm:
    """Give the form with other expressions, as `engine.runtime.assess` judges it.

    Args:
        form: The form.
        exchange: Gives what stands at a site instead; None takes it away.
    """
    return _Exchanging(exchange).form(form)


@dataclass(slots=True)
class _Exchanging:
    """Remembers what stood where: a rule waits for the conditions that show it."""

    exchange: Exchange
    _made: dict[int, Program | None] = field(
        default_factory=dict[int, "Program | None"]
    )

    def form(self, form: CompiledForm) -> CompiledForm:
        """Exchange; steps and rules in which nothing changes stay the same objects."""
        steps = (self.step(step) for step in form.plan.steps)
        plan = replace(form.plan, steps=tuple(each for each in steps if each))
        rules = (self.rule(rule) for rule in form.rules)
        return replace(form, plan=plan, rules=tuple(each for each in rules if each))

    def program(self, owner: str, role: str, program: Program) -> Program | None:
        made = self.exchange(Site(owner, role), program)
        self._made[id(program)] = made
        return made

    def step(self, step: Step) -> Step | None:
        match step:
            case FieldStep():
                return _with(step, field=self.field(step.field))
            case ContainerStep():
                owner = path_of(step.owner, step.key)
                condition = self.program(owner, "visible_if", step.visible_if)
                return _with(step, visible_if=condition) if condition else None
            case ListStep() | CutListStep():
                return _with(step, list=self.list(step.list))

    def list(self, compiled: CompiledList) -> CompiledList:
        if compiled.visible_if is None:
            return compiled
        condition = self.program(compiled.key, "visible_if", compiled.visible_if)
        return _with(compiled, visible_if=condition)

    def field(self, compiled: CompiledField) -> CompiledField:
        owner = path_of(compiled.list, compiled.key)

        def made(role: str, program: Program | None) -> Program | None:
            return program and self.program(owner, role, program)

        return _with(
            compiled,
            visible_if=made("visible_if", compiled.visible_if),
            required_if=made("required_if", compiled.required_if),
            compute=made("compute", compiled.compute),
        )

    def rule(self, rule: CompiledRule) -> CompiledRule | None:
        of_list, key = rule.at
        owner = f"{rule.id}@{path_of(of_list, key)}"
        condition = self.program(owner, _ROLES[rule.level], rule.condition)
        guards = (self._made.get(id(guard), guard) for guard in rule.guards)
        if condition is None:
            return None
        kept = tuple(each for each in guards if each)
        return _with(rule, condition=condition, guards=kept)


def _with(item: _Item, **changes: object) -> _Item:
    """Give an item with changes; the same where nothing changes."""
    if all(getattr(item, name) == value for name, value in changes.items()):
        return item
    return replace(item, **changes)


def rates_asked(form: CompiledForm) -> Mapping[str, TariffKey]:
    """Give every rate that an expression of a form may ask, by `group.key`, sorted."""
    asked = {
        f"{node.tariff}.{name}": key
        for _, program in sites_of(form)
        for node in walk(program.tree)
        if isinstance(node, RateLookup)
        for name, key in node.keys
    }
    return dict(sorted(asked.items()))


def path_of(of_list: str | None, key: str) -> str:
    """Give the path pattern of a key: `trips.fare`, `iban`."""
    return ".".join(part for part in (of_list, key) if part)


_ROLES = {"error": "error_if", "warning": "warn_if", "info": "info_if"}

"""How a form is judged: passes over the scopes of one owner, each one function.

A pass takes steps that follow each other with one owner, and goes once through its
scopes, all steps in a row. What looks at a whole list waits until the rows are through:
it begins a pass of its own. So does the second expression that asks an official rate:
a day without one is reported by the first step that asks, whatever the row.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from engine.compiler.pass_source import PassWriter
from engine.compiler.plan import ContainerStep, CutListStep, FieldStep, ListStep
from engine.expressions.symbols import ListSymbol
from engine.expressions.typed import (
    APPLICANT,
    Each,
    IsEmpty,
    RateLookup,
    TypedNode,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.compiler.form import CompiledRule
    from engine.compiler.plan import Plan, Step
    from engine.expressions.program import Program

__all__ = ["Judge", "Pass", "judge_of"]

_LONGEST = 12
"""At most so many steps of the form's scope are one function: more save nothing."""

_KEPT = 512
"""How many passes are kept for forms that have the very same steps or rules.

Steps and rules are immutable and equal to themselves only. A form that differs from
another in one expression, as those do that put a form's examples to the test, takes all
other passes over.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pass:
    """A function over all scopes of an owner: a list's path, or None for the form.

    `judge(rows, form, env, problems)` takes the values of the scopes and of the form,
    the environment and the book of problems.
    """

    owner: str | None
    judge: Callable[..., None] = field(repr=False)
    module: ast.Module = field(repr=False)

    @property
    def source(self) -> str:
        """Give the function's text, for readers."""
        return ast.unparse(self.module)


@dataclass(frozen=True, kw_only=True, eq=False)
class Judge:
    """Everything that `engine.runtime.assess` runs for one form.

    `required` are the keys that must be answered wherever they are shown, by the list's
    path, None for the form and `applicant`.
    """

    applicant: Pass
    steps: tuple[Pass | ListStep | CutListStep, ...]
    rules: tuple[Pass, ...]
    required: Mapping[str | None, frozenset[str]]

    @cached_property
    def source(self) -> str:
        """Give the text of all functions, in the order in which they run."""
        passes = [each for each in self.steps if isinstance(each, Pass)]
        every = (self.applicant, *passes, *self.rules)
        return "\n\n\n".join(
            f"# {each.owner or 'form'}\n{each.source}" for each in every
        )


def judge_of(plan: Plan, rules: Sequence[CompiledRule]) -> Judge:
    """Generate the functions that judge a form."""
    required = {**plan.always_required, APPLICANT: _required_of_applicant(plan)}
    return Judge(
        applicant=_pass_of_steps(
            APPLICANT, plan.applicant, required[APPLICANT], plan.applicant_inputs
        ),
        steps=tuple(_steps(plan, required)),
        rules=tuple(_rule_passes(rules)),
        required=required,
    )


def _required_of_applicant(plan: Plan) -> frozenset[str]:
    return frozenset(
        step.field.key
        for step in plan.applicant
        if step.field.requirement == "always"
        and step.field.key in plan.applicant_inputs
    )


def _steps(
    plan: Plan, required: Mapping[str | None, frozenset[str]]
) -> Iterator[Pass | ListStep | CutListStep]:
    together: list[FieldStep | ContainerStep] = []
    for step in plan.steps:
        if together and not _goes_on(together, step):
            owner = together[0].owner
            yield _pass_of_steps(owner, tuple(together), required[owner])
            together = []
        if isinstance(step, FieldStep | ContainerStep):
            together.append(step)
        else:
            yield step
    if together:
        owner = together[0].owner
        yield _pass_of_steps(owner, tuple(together), required[owner])


def _goes_on(together: Sequence[FieldStep | ContainerStep], step: Step) -> bool:
    """Tell whether a step belongs into the pass of those before it."""
    if not isinstance(step, FieldStep | ContainerStep):
        return False
    owner = together[0].owner
    if step.owner != owner:
        return False
    if owner is None:
        return len(together) < _LONGEST
    trees = tuple(_trees(step))
    if any(_looks_at(tree, owner) for tree in trees):
        return False
    asks = any(map(_asks_rate, trees))
    return not (asks and any(_asks_rate(t) for each in together for t in _trees(each)))


def _trees(step: FieldStep | ContainerStep) -> Iterator[TypedNode]:
    programs: tuple[Program | None, ...]
    if isinstance(step, ContainerStep):
        programs = (step.visible_if,)
    else:
        of = step.field
        programs = (of.visible_if, of.required_if, of.compute)
    return (each.tree for each in programs if each is not None)


def _looks_at(tree: TypedNode, of_list: str) -> bool:
    return any(
        isinstance(each, Each | IsEmpty)
        and isinstance(each.list, ListSymbol)
        and each.list.path == of_list
        for each in walk(tree)
    )


def _asks_rate(tree: TypedNode) -> bool:
    return any(isinstance(each, RateLookup) for each in walk(tree))


@lru_cache(maxsize=_KEPT)
def _pass_of_steps(
    owner: str | None,
    steps: tuple[FieldStep | ContainerStep, ...],
    required: frozenset[str],
    asked: frozenset[str] | None = None,
) -> Pass:
    writer = PassWriter(owner, required, asked)
    for step in steps:
        writer.add_step(step)
    return _written(writer)


def _rule_passes(rules: Sequence[CompiledRule]) -> Iterator[Pass]:
    together: list[CompiledRule] = []
    for rule in rules:
        if together and not _is_judged_with(together, rule):
            yield _pass_of_rules(tuple(together))
            together = []
        together.append(rule)
    if together:
        yield _pass_of_rules(tuple(together))


def _is_judged_with(together: Sequence[CompiledRule], rule: CompiledRule) -> bool:
    """Tell whether a rule belongs into the pass of those before it.

    What is noted outside of the row at hand is noted in the order of the rules.
    """
    if rule.owner != together[0].owner:
        return False
    if rule.owner is None:
        return len(together) < _LONGEST
    every = (*together, rule)
    asking = sum(any(map(_asks_rate, _trees_of_rule(each))) for each in every)
    return asking <= 1 and all(each.at[0] == each.owner for each in every)


def _trees_of_rule(rule: CompiledRule) -> Iterator[TypedNode]:
    return (each.tree for each in (*rule.guards, rule.condition))


@lru_cache(maxsize=_KEPT)
def _pass_of_rules(rules: tuple[CompiledRule, ...]) -> Pass:
    writer = PassWriter(rules[0].owner)
    for rule in rules:
        writer.add_rule(rule)
    return _written(writer)


def _written(writer: PassWriter) -> Pass:
    module, function = writer.function()
    return Pass(owner=writer.owner, judge=function, module=module)

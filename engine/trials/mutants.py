"""Forms made wrong in one place, to see whether an example notices.

Operators turn into their neighbours, branches change places, steps of rounding and
official rates differ a little, questions need no answer, rules are gone. A mutant that
passes every example is something that the form could get wrong unseen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.plan import FieldStep
from engine.expressions.functions import ROUND
from engine.expressions.python_program import program
from engine.expressions.typed import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Literal,
    Logic,
    Membership,
    Not,
    RateLookup,
    Select,
    TypedNode,
    mapped,
    walk,
)
from engine.trials.sites import Site, exchanged, path_of, rates_asked, sites_of
from engine.trials.verdict import differences
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.compiler.form import CompiledForm
    from engine.expressions.program import Program
    from engine.tariffs.model import Rate, TariffKey

__all__ = ["Mutant", "is_noticed", "mutants_of"]

_NEIGHBOURS = MappingProxyType(
    {
        "<": "<=",
        "<=": "<",
        ">": ">=",
        ">=": ">",
        "==": "!=",
        "!=": "==",
        "+": "-",
        "-": "+",
        "*": "/",
        "/": "*",
        "and": "or",
        "or": "and",
        "min": "max",
        "max": "min",
        "any": "all",
        "all": "any",
    }
)
_OTHER_STEP = MappingProxyType({Decimal("0.05"): Decimal("0.01")})
_COARSE_STEP = Decimal("0.05")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A form with one fault, and the fault in words."""

    fault: str
    form: CompiledForm


def is_noticed(mutant: Mutant) -> bool:
    """Tell whether an example of the form comes out otherwise than expected."""
    try:
        return any(
            differences(mutant.form, example) for example in mutant.form.examples
        )
    except (LookupError, TypeError):
        # The checker would refuse it: it asks what cannot be there.
        return True


def mutants_of(form: CompiledForm) -> Iterator[Mutant]:
    """Make every mutant of a form, one at a time."""
    written = {
        (site.name, site.role, original.source): (site, original)
        for site, original in sites_of(form)
    }
    for site, original in written.values():
        source = original.source
        for index, (fault, _) in enumerate(_variants(original.tree)):
            words = f"{site.name}, {site.role}: {fault} in «{source}»"
            yield Mutant(words, _with(form, site, source, partial(_variant, index)))
        if site.is_condition:
            words = f"{site.name}: without its {site.role} «{source}»"
            yield Mutant(words, _with(form, site, source, lambda _: None))
    yield from _without_answers(form)
    yield from _with_other_rates(form)


def _with(
    form: CompiledForm,
    wanted: Site,
    source: str,
    changed: Callable[[Program], Program | None],
) -> CompiledForm:
    """Change what is written once, wherever it speaks (see `Site.name`)."""

    def exchange(site: Site, original: Program) -> Program | None:
        is_it = (site.name, site.role) == (wanted.name, wanted.role)
        return changed(original) if is_it and original.source == source else original

    return exchanged(form, exchange)


def _variant(index: int, original: Program) -> Program:
    """Give a program's variant of this index: a rule of a type has one per field."""
    variants = islice(_variants(original.tree), index, None)
    _, tree = next(variants, ("", original.tree))
    return program(tree, original.source)


def _variants(tree: TypedNode) -> Iterator[tuple[str, TypedNode]]:
    """Give a tree with one of its nodes changed, for each node and change."""
    if isinstance(tree, Select):
        yield from _variants_of_branches(tree)
        return
    for node in walk(tree):
        for fault, changed in _changes(node):
            yield fault, _replaced(tree, node, changed)


def _variants_of_branches(tree: Select) -> Iterator[tuple[str, TypedNode]]:
    for index, (key, branch) in enumerate(tree.branches):
        for fault, changed in _variants(branch):
            branches = list(tree.branches)
            branches[index] = (key, changed)
            changed_tree = replace(tree, branches=tuple(branches))
            yield f"{fault}, for «{key}»,", changed_tree


def _replaced(tree: TypedNode, node: TypedNode, changed: TypedNode) -> TypedNode:
    if tree is node:
        return changed
    return mapped(tree, lambda part: _replaced(part, node, changed))


def _changes(node: TypedNode) -> Iterator[tuple[str, TypedNode]]:
    match node:
        case Comparison(operator) | Arithmetic(operator) | Logic(operator):
            other = _NEIGHBOURS[operator]
            yield f"«{other}» for «{operator}»", replace(node, operator=other)
        case Aggregate(function=function) if function in _NEIGHBOURS:
            other = _NEIGHBOURS[function]
            yield f"«{other}» for «{function}»", replace(node, function=other)
        case Not(operand):
            yield "without «not»", operand
        case Membership(negated=negated):
            yield "the opposite of «in»", replace(node, negated=not negated)
        case Conditional(then=then, otherwise=otherwise):
            swapped = replace(node, then=otherwise, otherwise=then)
            yield "branches of «if» exchanged", swapped
        case Call(function, arguments) if function.name == ROUND.name:
            yield (
                "another step of rounding",
                replace(node, arguments=(arguments[0], _other_step(arguments[1]))),
            )
        case Literal(value) if isinstance(value, (int, Decimal)) and not isinstance(
            value, bool
        ):
            yield f"{value + 1} for {value}", replace(node, value=value + 1)
        case _:
            pass


def _other_step(step: TypedNode) -> TypedNode:
    if not isinstance(step, Literal):
        return step
    return replace(step, value=_OTHER_STEP.get(Decimal(str(step.value)), _COARSE_STEP))


def _without_answers(form: CompiledForm) -> Iterator[Mutant]:
    """Make each question that must be answered one that need not be."""
    for step in form.plan.steps:
        if not isinstance(step, FieldStep):
            continue
        needed = form.plan.always_required[step.owner]
        key = step.field.key
        is_ticked = step.field.codec.kind is ValueKind.BOOLEAN
        if key in needed and step.field.default is None and not is_ticked:
            required = {**form.plan.always_required, step.owner: needed - {key}}
            plan = replace(form.plan, always_required=required)
            words = f"{path_of(step.owner, key)}: needs no answer"
            yield Mutant(words, replace(form, plan=plan))


def _with_other_rates(form: CompiledForm) -> Iterator[Mutant]:
    """Make each dated row of each rate that the form may ask a little higher."""
    for name, key in rates_asked(form).items():
        for rate in key.rates:
            words = f"{name}: another rate from {rate.start}"
            yield Mutant(words, _with_rate(form, key, _raised(key, rate)))


def _raised(key: TariffKey, rate: Rate) -> TariffKey:
    # Five of the last place: rounding to five centimes does not swallow them.
    unit = Decimal(5).scaleb(-key.places)
    value = None if rate.value is None else rate.value + unit
    steps = tuple(replace(step, value=step.value + unit) for step in rate.steps)
    higher = replace(rate, value=value, steps=steps)
    rates = tuple(higher if each is rate else each for each in key.rates)
    return replace(key, rates=rates)


def _with_rate(form: CompiledForm, key: TariffKey, other: TariffKey) -> CompiledForm:
    def changed(node: TypedNode) -> TypedNode:
        made = mapped(node, changed)
        if not isinstance(made, RateLookup):
            return made
        keys = ((name, other if each is key else each) for name, each in made.keys)
        return replace(made, keys=tuple(keys))

    def exchange(_: Site, original: Program) -> Program:
        asks = any(
            isinstance(node, RateLookup) and any(each is key for _, each in node.keys)
            for node in walk(original.tree)
        )
        if not asks:
            return original
        return program(changed(original.tree), original.source)

    return exchanged(form, exchange)

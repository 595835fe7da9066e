"""What is right and yet decides nothing: conditions that always or never hold.

A rule that can never appear, a question that nobody can ever see, a branch that is
never taken: most likely a bound or a sign was written the wrong way round. Only what is
certain is told (`engine.compiler.certainty`).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from engine.compiler.certainty import Known
from engine.compiler.codecs import Codecs
from engine.compiler.names import facts_of, name_everything
from engine.compiler.ranges import ANY, Range, Ranges
from engine.definition.model import Field, Group, ListItem, TariffTable
from engine.diagnostics import Collector
from engine.expressions.checker import Checker
from engine.expressions.context import Context
from engine.expressions.symbols import FieldSymbol
from engine.expressions.typed import Comparison, TypedNode

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.compiler.names import Condition, Names, Place
    from engine.definition.model import FormDefinition, Item, Rule, Section
    from engine.expressions.symbols import NameScope
    from engine.field_type import FieldType
    from engine.tariffs.model import Tariff

__all__ = ["report_doubts"]


def report_doubts(
    definition: FormDefinition,
    form: CompiledForm,
    *,
    tariffs: Mapping[str, Tariff],
    types: Mapping[str, FieldType],
    collector: Collector,
) -> None:
    """Warn of conditions of a form without errors that are certain from the start.

    Args:
        definition: What the author wrote, with its places.
        form: The same, compiled.
        tariffs: Every tariff.
        types: The field types.
        collector: Where warnings go.
    """
    codecs = Codecs(types, tariffs)
    # What is wrong has been told; names are made again to ask them.
    checker = Checker(tariffs, Collector())
    names = name_everything(definition, codecs, checker)
    doubts = _Doubts(definition, form, names, checker, collector)
    for section in definition.sections:
        doubts.section(section)
    doubts.rules(definition.rules, names.form, ())


@dataclass(slots=True)
class _Doubts:
    """Asks every condition of one form."""

    definition: FormDefinition
    form: CompiledForm
    names: Names
    checker: Checker
    collector: Collector
    ranges: Ranges | None = None

    def known(self, conditions: tuple[Condition, ...]) -> Known:
        """Give what holds where all of some conditions hold."""
        if self.ranges is None:
            self.ranges = _ranges(self.definition, self.form, self.names)
        known = Known(ranges=self.ranges, facts=facts_of(conditions))
        for condition in conditions:
            tree = condition.tree()
            known = known if tree is None else known.assume(tree)
        return known

    def section(self, section: Section) -> None:
        place = self.names.place(section)
        self.condition("visible_if", section.id, place.own, place.around)
        self.members(section.items)
        self.rules(section.rules, place.inner, place.shown)

    def members(self, items: tuple[Item, ...]) -> None:
        for item in items:
            place = self.names.place(item)
            self.condition("visible_if", item.id, place.own, place.around)
            match item:
                case Field():
                    self.field(item, place)
                case Group() | ListItem():
                    self.members(item.items)
                    self.rules(item.rules, place.inner, place.shown)
                case _:
                    pass

    def condition(
        self,
        key: str,
        name: str,
        condition: Condition | None,
        around: tuple[Condition, ...],
    ) -> None:
        tree = None if condition is None else condition.tree()
        if condition is None or tree is None or _is_told(condition, around):
            return
        known = self.known(around)
        if known.is_impossible:
            return
        truth = known.truth(tree)
        if truth is not None:
            self.collector.add(
                "W372" if truth else "W373",
                condition.source.text_span,
                hint=_reason(tree, known) or ("leave it out" if truth else None),
                key=key,
                name=name,
            )

    def field(self, item: Field, place: Place) -> None:
        self.condition("required_if", item.id, place.required_if, place.shown)
        compiled = _compiled(self.form, place)
        source = item.compute or item.by
        known = self.known(place.shown)
        if compiled is None or compiled.compute is None or source is None:
            return
        if known.is_impossible:
            return
        for found, truth in known.decided(compiled.compute.tree):
            part = "after «else»" if truth else "before «if»"
            self.collector.add(
                "W374",
                source.text_span,
                hint=_reason(found.condition, known),
                name=item.id,
                part=part,
            )

    def rules(
        self,
        rules: tuple[Rule, ...],
        scope: NameScope,
        conditions: tuple[Condition, ...],
    ) -> None:
        known = self.known(conditions)
        if known.is_impossible:
            return
        open_errors: list[tuple[Rule, TypedNode]] = []
        for rule in rules:
            context = Context(scope=scope, facts=known.facts, waits=True)
            tree = self.checker.check_condition(rule.condition, context)
            truth = None if tree is None else known.truth(tree)
            if tree is not None and truth is not None:
                self.collector.add(
                    "W371" if truth else "W370",
                    rule.condition.text_span,
                    hint=_reason(tree, known),
                    rule=rule.id,
                )
            elif tree is not None and rule.level == "error":
                open_errors.append((rule, tree))
        self.pairs(open_errors, known)

    def pairs(self, errors: list[tuple[Rule, TypedNode]], known: Known) -> None:
        """Tell two rules of which one always holds where the other does not."""
        for (first, tree), (second, other) in combinations(errors, 2):
            if known.assume(tree, holds=False).truth(other):
                self.collector.add(
                    "W375",
                    second.condition.text_span,
                    hint="one of the two has its sign the wrong way round",
                    rule=first.id,
                    other=second.id,
                )


def _is_told(condition: Condition, around: tuple[Condition, ...]) -> bool:
    """Tell whether a condition is that of the section whose only group has it."""
    return any(each.source is condition.source for each in around)


def _compiled(form: CompiledForm, place: Place) -> CompiledField | None:
    if place.owner is None:
        return form.fields.get(place.key)
    fields = form.lists[place.owner].fields if place.owner in form.lists else ()
    return next((each for each in fields if each.key == place.key), None)


def _ranges(definition: FormDefinition, form: CompiledForm, names: Names) -> Ranges:
    inputs: dict[str, Range] = {}
    computed: dict[str, TypedNode] = {}
    items = [item for section in definition.sections for item in section.items]
    for item in _fields(tuple(items), names):
        place = names.place(item)
        compiled = _compiled(form, place)
        if not isinstance(place.symbol, FieldSymbol) or compiled is None:
            continue
        if compiled.compute is not None:
            computed[place.symbol.path] = compiled.compute.tree
        elif compiled.codec.kind.is_number:
            inputs[place.symbol.path] = _bounds(compiled)
    return Ranges(inputs, computed)


def _bounds(compiled: CompiledField) -> Range:
    """Give the range of a number that is typed; others are a problem, and no value."""
    codec = compiled.codec
    return Range(getattr(codec, "minimum", None), getattr(codec, "maximum", None))


def _fields(items: tuple[Item, ...], names: Names) -> Iterator[Field]:
    for item in items:
        match item:
            case Field():
                yield item
            case Group() | ListItem():
                yield from _fields(item.items, names)
            case TariffTable():
                yield from _fields(names.tables[id(item)].items, names)
            case _:
                pass


def _reason(tree: TypedNode, known: Known) -> str | None:
    """Say what decides a comparison: the bounds of its left side."""
    if not isinstance(tree, Comparison):
        return None
    found = known.range_of(tree.left)
    if found == ANY or found.is_empty:
        return None
    match found.low, found.high:
        case low, None:
            bounds = f"at least {low}"
        case None, high:
            bounds = f"at most {high}"
        case low, high:
            bounds = f"from {low} to {high}" if low != high else f"always {low}"
    return f"the left side is {bounds}"

"""The third pass: rules, the author's and the built-in one of periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.compiler.form import CompiledRule
from engine.compiler.tables import synthetic
from engine.definition.model import (
    Field,
    Group,
    Item,
    ListItem,
    Period,
    Rule,
    Section,
    TariffTable,
)
from engine.expressions.symbols import (
    FieldSymbol,
    GroupSymbol,
    ListSymbol,
    NameScope,
    Symbol,
    TextSymbol,
)
from engine.i18n.texts import Text
from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.compiler.names import Condition, Names, Place
    from engine.compiler.programs import Programs
    from engine.diagnostics import Span
    from engine.expressions.program import Program
    from engine.source.nodes import ScalarNode

__all__ = ["END_BEFORE_START", "RuleCompiler"]

END_BEFORE_START = "end_before_start"
_END_BEFORE_START = Text("La fin ne peut pas être avant le début.")

Target = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class _Owner:
    """What rules belong to: its names, its list, and the conditions that show it."""

    scope: NameScope
    list: str | None
    conditions: tuple[Condition, ...]
    span: Span


@dataclass(slots=True)
class RuleCompiler:
    """Compiles the rules of one form, in page order."""

    names: Names
    programs: Programs

    def section(self, section: Section) -> Iterator[CompiledRule]:
        """Compile the rules of a section and of everything in it."""
        place = self.names.place(section)
        owner = _Owner(place.inner, None, place.shown, section.span)
        yield from self._members(section.items, section.periods, owner)
        yield from self.rules(section.rules, owner)

    def form(self, rules: tuple[Rule, ...], span: Span) -> Iterator[CompiledRule]:
        """Compile the rules of the form itself."""
        yield from self.rules(rules, _Owner(self.names.form, None, (), span))

    def _members(
        self, items: tuple[Item, ...], periods: tuple[Period, ...], owner: _Owner
    ) -> Iterator[CompiledRule]:
        ends = {period.end: period for period in periods}
        for item in items:
            yield from self._item(item)
            if isinstance(item, Field) and item.id in ends:
                yield from self._period(ends[item.id], item, owner)

    def _item(self, item: Item) -> Iterator[CompiledRule]:
        place = self.names.place(item)
        match item:
            case Field():
                yield from self._of_type(item, place)
            case Group():
                owner = _Owner(place.inner, place.owner, place.shown, item.span)
                yield from self._members(item.items, item.periods, owner)
                yield from self.rules(item.rules, owner)
            case ListItem():
                owner = _Owner(place.inner, place.key, place.shown, item.span)
                yield from self._members(item.items, item.periods, owner)
                yield from self.rules(item.rules, owner)
            case TariffTable():
                group = self.names.tables[id(item)]
                yield from self._members(
                    group.items,
                    (),
                    _Owner(place.inner, place.owner, place.shown, item.span),
                )
            case _:
                pass

    def _of_type(self, item: Field, place: Place) -> Iterator[CompiledRule]:
        symbol = place.symbol
        if not isinstance(symbol, FieldSymbol):
            return
        for rule in item.type_rules:
            condition = self.programs.of_rule(
                rule.condition, place.scope, place.shown, it=symbol
            )
            if condition is not None:
                yield _compiled(
                    rule, place.owner, condition, (), (symbol.owner, symbol.key)
                )

    def _period(
        self, period: Period, end: Field, owner: _Owner
    ) -> Iterator[CompiledRule]:
        source = synthetic(f"{period.end} < {period.start}", end.span)
        condition = self.programs.of_rule(source, owner.scope, owner.conditions)
        symbol = self.names.place(end).symbol
        if condition is not None and isinstance(symbol, FieldSymbol):
            yield CompiledRule(
                id=END_BEFORE_START,
                level="error",
                owner=owner.list,
                condition=condition,
                guards=(),
                at=(symbol.owner, symbol.key),
                message=_END_BEFORE_START,
            )

    def rules(self, rules: tuple[Rule, ...], owner: _Owner) -> Iterator[CompiledRule]:
        """Compile an owner's own rules."""
        guards = tuple(
            guard
            for condition in owner.conditions
            if (guard := self.programs.of_condition(condition)) is not None
        )
        for rule in rules:
            condition = self.programs.of_rule(
                rule.condition, owner.scope, owner.conditions
            )
            target = self._place_of(rule.at, owner)
            if condition is not None and target is not None:
                yield _compiled(rule, owner.list, condition, guards, target)

    def _place_of(self, at: ScalarNode | None, owner: _Owner) -> Target | None:
        """Find what a rule reports at; None where that is reported as nothing."""
        if at is None:
            return (None, owner.list or "")
        first, *rest = at.text.split(".")
        symbol = owner.scope.find(first)
        for part in rest:
            members = getattr(symbol, "members", {})
            symbol = members.get(part)
        target = _target_in(symbol, owner.list)
        if target is None:
            collector = self.programs.checker.collector
            is_known = owner.scope.find(first) is not None
            hint = None if is_known else did_you_mean(first, owner.scope.names())
            collector.add("E360", at.span, hint=hint, name=at.text)
        return target


def _target_in(symbol: Symbol | None, row_of: str | None) -> Target | None:
    """Find the one place that a rule of a list's rows, or of the form, reports at."""
    match symbol:
        case FieldSymbol() | GroupSymbol() | TextSymbol():
            is_one = symbol.owner in (None, row_of)
            return (symbol.owner, symbol.key) if is_one else None
        case ListSymbol():
            return (None, symbol.path)
        case _:
            return None


def _compiled(
    rule: Rule,
    owner: str | None,
    condition: Program,
    guards: tuple[Program, ...],
    target: Target,
) -> CompiledRule:
    return CompiledRule(
        id=rule.id,
        level=rule.level,
        owner=owner,
        condition=condition,
        guards=guards,
        at=target,
        message=rule.message,
    )

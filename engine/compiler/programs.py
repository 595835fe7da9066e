"""Expressions of a definition to programs: checked where they stand, then generated."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.compiler.names import Condition, Place, facts_of, static_type
from engine.expressions.context import Context
from engine.expressions.facts import Facts
from engine.expressions.python_program import program
from engine.expressions.typed import (
    FORM,
    ROW,
    Arithmetic,
    Each,
    Reference,
    TypedNode,
    children,
    walk,
)
from engine.expressions.types import (
    ChoiceType,
    NumberType,
    StaticType,
    describe,
    places_words,
    unify,
)
from engine.values import multiply_units, unit_words

if TYPE_CHECKING:
    from engine.definition.model import Field
    from engine.expressions.checker import Checker
    from engine.expressions.program import Program
    from engine.expressions.symbols import FieldSymbol, NameScope
    from engine.field_type import Codec
    from engine.source.nodes import ScalarNode

__all__ = ["MAX_ROWS_LOOKED_AT", "Programs"]

MAX_ROWS_LOOKED_AT = 50_000


@dataclass(slots=True)
class Programs:
    """Makes the programs of one form."""

    checker: Checker
    _conditions: dict[Condition, Program | None] = field(
        default_factory=dict["Condition", "Program | None"]
    )

    def of_condition(self, condition: Condition | None) -> Program | None:
        """Generate a condition once; None where there is none, or it is wrong."""
        if condition is None:
            return None
        if condition not in self._conditions:
            self._conditions[condition] = self._generated(condition)
        return self._conditions[condition]

    def _generated(self, condition: Condition) -> Program | None:
        tree = condition.tree()
        if tree is None:
            return None
        self._limit_work(tree, condition.source, condition.scope)
        return program(tree, condition.source.text.strip())

    def of_rule(
        self,
        source: ScalarNode,
        scope: NameScope,
        around: tuple[Condition, ...],
        it: FieldSymbol | None = None,
    ) -> Program | None:
        """Check and generate a rule's condition, which may wait for answers."""
        context = Context(scope=scope, facts=facts_of(around), waits=True, it=it)
        tree = self.checker.check_condition(source, context)
        if tree is None:
            return None
        self._limit_work(tree, source, scope)
        return program(tree, source.text.strip())

    def of_field(self, item: Field, place: Place, codec: Codec) -> Program | None:
        """Check and generate a computed field's expression."""
        context = Context(scope=place.scope, facts=facts_of(place.shown))
        source = item.compute or item.by
        if source is None:
            return None
        if item.by is None:
            tree = self.checker.check(source, context)
        else:
            tree = self._select(item, item.by, context)
        if tree is None:
            return None
        self._limit_work(tree, source, place.scope)
        wanted = static_type(codec)
        if not self._fits(item, tree, wanted, source, codec):
            return None
        return program(tree, source.text.strip())

    def _select(
        self, item: Field, by: ScalarNode, context: Context
    ) -> TypedNode | None:
        choice = self.checker.check(by, context)
        if choice is None:
            return None
        if not (isinstance(choice, Reference) and isinstance(choice.type, ChoiceType)):
            self.checker.collector.add("E367", by.span, name=by.text)
            return None
        return self.checker.select(choice, item.branches, context)

    def check_let(self, source: ScalarNode, scope: NameScope) -> None:
        """Check a let on its own, so that one that nobody uses is right too."""
        self.checker.check(source, Context(scope=scope, facts=Facts(), waits=True))

    def _fits(
        self,
        item: Field,
        tree: TypedNode,
        wanted: StaticType,
        source: ScalarNode,
        codec: Codec,
    ) -> bool:
        collector = self.checker.collector
        joined = unify(tree.type, wanted)
        is_subset = not isinstance(joined, ChoiceType) or joined == wanted
        if joined is None or not is_subset:
            declared, found = describe(wanted), describe(tree.type)
            collector.add(
                "E347",
                source.text_span,
                hint=_unit_hint(tree.type, wanted),
                name=item.id,
                declared=declared,
                found=found,
            )
            return False
        if not (isinstance(tree.type, NumberType) and isinstance(wanted, NumberType)):
            return True
        declared_places = wanted.places or 0
        found_places = tree.type.places
        if found_places is not None and found_places <= declared_places:
            return True
        collector.add(
            "E330",
            source.text_span,
            hint=_rounding_hint(codec, declared_places),
            name=item.id,
            kind=codec.kind.value,
            declared=places_words(declared_places),
            found=_found_places(tree, declared_places, found_places),
        )
        return False

    def _limit_work(
        self, tree: TypedNode, source: ScalarNode, scope: NameScope
    ) -> None:
        """Report an expression that looks at too many rows for one request."""
        own = scope.list.max if scope.list is not None and _reads_row(tree) else 1
        steps = own * _rows_looked_at(tree)
        if steps > MAX_ROWS_LOOKED_AT:
            self.checker.collector.add(
                "E352", source.text_span, steps=steps, limit=MAX_ROWS_LOOKED_AT
            )


def _reads_row(tree: TypedNode) -> bool:
    return any(
        isinstance(node, Reference) and node.frame in (ROW, FORM) for node in walk(tree)
    )


def _rows_looked_at(tree: TypedNode) -> int:
    inner = max((_rows_looked_at(child) for child in children(tree)), default=1)
    return inner * tree.list.max if isinstance(tree, Each) else inner


def _found_places(tree: TypedNode, declared: int, found: int | None) -> str:
    words = places_words(None) if found is None else str(found)
    factors = _guilty_product(tree, declared)
    return f"{words} ({factors})" if factors else words


def _guilty_product(tree: TypedNode, declared: int) -> str | None:
    """Name the factors of the product that has too many places."""
    for node in walk(tree):
        if (
            isinstance(node, Arithmetic)
            and node.operator == "*"
            and isinstance(node.type, NumberType)
            and (node.type.places or 0) > declared
        ):
            return f"{_factor(node.left)} × {_factor(node.right)}"
    return None


def _factor(node: TypedNode) -> str:
    assert isinstance(node.type, NumberType)  # noqa: S101 - a factor is a number
    unit = unit_words(node.type.unit) if node.type.unit else "a number"
    return f"{unit} with {places_words(node.type.places)}"


def _unit_hint(found: StaticType, wanted: StaticType) -> str | None:
    """Advise on a product that lacks the unit of one factor, such as CHF/month."""
    if not (isinstance(found, NumberType) and isinstance(wanted, NumberType)):
        return None
    match multiply_units(wanted.unit or (), found.unit or (), sign=-1):
        case ((name, 1),) if (name, -1) in (found.unit or ()):
            return f"write «unit: {name}» at the field that is multiplied"
        case _:
            return None


def _rounding_hint(codec: Codec, places: int) -> str:
    if dict(codec.unit) == {"CHF": 1}:
        return (
            "write «round(…, 0.05)» for an official rate, «round(…, 0.01)» for a cost"
        )
    step = "1" if places == 0 else f"0.{'0' * (places - 1)}1"
    return f"write «round(…, {step})»"

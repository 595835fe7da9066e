"""What a condition certainly is, given what holds where it stands: true, false or open.

Three kinds of knowledge, none of which ever concludes wrongly: the facts of guards
(`engine.expressions.facts`), the ranges of numbers, and how two expressions stand to
each other (`start < end` excludes `start > end`, whatever their values are).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.ranges import Range, Ranges
from engine.expressions.canonical import canonical
from engine.expressions.facts import (
    AllOf,
    Facts,
    KeyIn,
    formula_of,
    negate,
    rebind_formula,
)
from engine.expressions.typed import (
    Comparison,
    Conditional,
    Each,
    IsEmpty,
    Literal,
    Logic,
    Not,
    TypedNode,
    children,
)
from engine.expressions.types import NumberType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

__all__ = ["Known"]

_RELATIONS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "==": frozenset("="),
        "!=": frozenset("<>"),
        "<": frozenset("<"),
        "<=": frozenset("<="),
        ">": frozenset(">"),
        ">=": frozenset(">="),
    }
)
_EVERY_RELATION = frozenset("<=>")
_MIRRORED = str.maketrans("<>", "><")

Pair = tuple[str, str]
"""Two expressions in their canonical form, the lesser text first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is taken to hold; `is_impossible` says that it contradicts itself."""

    ranges: Ranges
    facts: Facts = field(default_factory=Facts)
    relations: Mapping[Pair, frozenset[str]] = field(
        default_factory=dict[Pair, frozenset[str]]
    )
    narrowed: Mapping[str, Range] = field(default_factory=dict[str, Range])
    """Ranges of expressions that have been compared, by canonical form."""
    is_impossible: bool = False

    def truth(self, tree: TypedNode) -> bool | None:
        """Give what a condition certainly is; None where it may be either."""
        match tree:
            case Literal(value=bool() as value):
                return value
            case Not(operand):
                inner = self.truth(operand)
                return None if inner is None else not inner
            case Logic(operator, operands):
                return self._truth_of_logic(operands, stops_at=operator == "or")
            case Comparison():
                decided = self._truth_by_facts(tree)
                return self._truth_by_relation(tree) if decided is None else decided
            case _:
                return self._truth_by_facts(tree)

    def _truth_of_logic(
        self, operands: tuple[TypedNode, ...], *, stops_at: bool
    ) -> bool | None:
        """Judge operands from left to right, each knowing that those before passed."""
        known, is_open = self, False
        for operand in operands:
            truth = known.truth(operand)
            if truth is stops_at:
                return stops_at
            is_open = is_open or truth is None
            known = known.assume(operand, holds=not stops_at)
            if known.is_impossible:
                return stops_at
        return None if is_open else not stops_at

    def _truth_by_facts(self, tree: TypedNode) -> bool | None:
        if isinstance(tree, IsEmpty) and self._is_answered(tree):
            return False
        formula = formula_of(tree)
        if isinstance(formula, KeyIn) and formula.keys in (set(), formula.declared):
            # Where a choice is asked it is present, and one of its keys.
            return bool(formula.keys)
        if self.facts.implies(formula):
            return True
        return False if self.facts.implies(negate(formula)) else None

    def _is_answered(self, tree: IsEmpty) -> bool:
        """Tell whether a field is shown and required here.

        While such a field is not answered, whatever asks it waits.
        """
        if tree.field is None:
            return False
        symbol = tree.field.symbol
        both = AllOf((symbol.visibility(), symbol.requirement()))
        return self.facts.implies(rebind_formula(both, tree.field.frame))

    def _truth_by_relation(self, tree: Comparison) -> bool | None:
        possible = self._relations(tree)
        if possible <= _RELATIONS[tree.operator]:
            return True
        return None if possible & _RELATIONS[tree.operator] else False

    def _relations(self, tree: Comparison) -> frozenset[str]:
        """Give how the two sides may stand to each other."""
        left, right = canonical(tree.left), canonical(tree.right)
        if left == right:
            return frozenset("=")
        pair, is_mirrored = _pair(left, right)
        known = self.relations.get(pair, _EVERY_RELATION)
        known = _mirrored(known) if is_mirrored else known
        if not isinstance(tree.left.type, NumberType):
            return known
        return known & self.range_of(tree.left).relations(self.range_of(tree.right))

    def range_of(self, tree: TypedNode) -> Range:
        """Give the range of a number here."""
        return self.ranges.of(tree).within(self.narrowed.get(canonical(tree), Range()))

    def assume(self, tree: TypedNode, *, holds: bool = True) -> Known:
        """Give what is known where a condition holds, or does not."""
        match tree:
            case Not(operand):
                return self.assume(operand, holds=not holds)
            case Logic(operator, operands) if (operator == "and") is holds:
                known = self
                for operand in operands:
                    known = known.assume(operand, holds=holds)
                return known
            case Comparison():
                known = self._with_facts(tree, holds=holds)
                return known.compare(tree, holds=holds)
            case _:
                return self._with_facts(tree, holds=holds)

    def _with_facts(self, tree: TypedNode, *, holds: bool) -> Known:
        formula = formula_of(tree)
        facts = self.facts.assume(formula if holds else negate(formula))
        return replace(
            self, facts=facts, is_impossible=self.is_impossible or facts.impossible
        )

    def compare(self, tree: Comparison, *, holds: bool) -> Known:
        """Give what is known of the two sides where a comparison holds, or does not."""
        wanted = _RELATIONS[tree.operator]
        allowed = wanted if holds else _EVERY_RELATION - wanted
        left, right = canonical(tree.left), canonical(tree.right)
        possible = self._relations(tree) & allowed
        pair, is_mirrored = _pair(left, right)
        kept = _mirrored(possible) if is_mirrored else possible
        known = replace(
            self,
            relations={**self.relations, pair: kept},
            is_impossible=self.is_impossible or not possible,
        )
        if not isinstance(tree.left.type, NumberType):
            return known
        return known.narrow(tree, allowed)

    def narrow(self, tree: Comparison, allowed: frozenset[str]) -> Known:
        """Bound each side of a comparison by the other."""
        mine, other = self.range_of(tree.left), self.range_of(tree.right)
        left = mine.within(_bounds(other, allowed, tree.left))
        right = other.within(_bounds(mine, _mirrored(allowed), tree.right))
        narrowed = {
            **self.narrowed,
            canonical(tree.left): left,
            canonical(tree.right): right,
        }
        is_impossible = self.is_impossible or left.is_empty or right.is_empty
        return replace(self, narrowed=narrowed, is_impossible=is_impossible)

    def decided(self, tree: TypedNode) -> Iterator[tuple[Conditional, bool]]:
        """Give each `a if c else b` whose condition is certain where it stands."""
        if isinstance(tree, Each):
            return
        if not isinstance(tree, Conditional):
            for child in children(tree):
                yield from self.decided(child)
            return
        truth = self.truth(tree.condition)
        if truth is not None:
            yield tree, truth
            return
        yield from self.assume(tree.condition).decided(tree.then)
        yield from self.assume(tree.condition, holds=False).decided(tree.otherwise)


def _pair(left: str, right: str) -> tuple[Pair, bool]:
    return ((right, left), True) if right < left else ((left, right), False)


def _mirrored(relations: frozenset[str]) -> frozenset[str]:
    return frozenset(each.translate(_MIRRORED) for each in relations)


def _bounds(other: Range, allowed: frozenset[str], side: TypedNode) -> Range:
    """Give where a number lies that stands in an allowed relation to another's range.

    `x > 3` is at least 4 for a whole number, and 3.01 for money.
    """
    low, high = other.low, other.high
    step = _step(side)
    if "=" not in allowed and step is not None:
        low = None if low is None else (low // step) * step + step
        high = None if high is None else -((-high) // step) * step - step
    return Range(
        low if "<" not in allowed else None, high if ">" not in allowed else None
    )


def _step(side: TypedNode) -> Decimal | None:
    """Give the least distance between two values of a number; None where any is."""
    places = side.type.places if isinstance(side.type, NumberType) else None
    return None if places is None else Decimal(1).scaleb(-places)

"""Between which bounds a number certainly lies: intervals with both ends included.

Deliberately weak: where nothing is certain an end is open (None), so that whoever
concludes from a range never concludes wrongly. Official rates are taken as any number,
since rows are added to tariffs without looking at every form.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.expressions.evaluation import DECIMAL_CONTEXT
from engine.expressions.functions import round_half_up
from engine.expressions.typed import (
    Aggregate,
    Arithmetic,
    Call,
    Conditional,
    IfEmpty,
    Literal,
    Reference,
    Select,
    TypedNode,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["ANY", "Range", "Ranges"]


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`; None is no bound."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_empty(self) -> bool:
        """Tell bounds that exclude each other."""
        return self.low is not None and self.high is not None and self.low > self.high

    @property
    def is_positive(self) -> bool:
        """Tell whether no number below 0 is in it."""
        return self.low is not None and self.low >= 0

    def within(self, other: Range) -> Range:
        """Give what both have in common."""
        lows = [end for end in (self.low, other.low) if end is not None]
        highs = [end for end in (self.high, other.high) if end is not None]
        return Range(max(lows, default=None), min(highs, default=None))

    def relations(self, other: Range) -> frozenset[str]:
        """Give how a number of this one may stand to one of the other: `<`, `=`, `>`.

        Nothing is left where one of the two is empty.
        """
        if self.is_empty or other.is_empty:
            return frozenset()
        can: set[str] = set()
        if _is_below(self.low, other.high):
            can.add("<")
        if _is_below(other.low, self.high):
            can.add(">")
        if not self.within(other).is_empty:
            can.add("=")
        return frozenset(can)


ANY = Range()
_NOT_NEGATIVE = Range(Decimal(0))


def _is_below(low: Decimal | None, high: Decimal | None) -> bool:
    return low is None or high is None or low < high


@dataclass(frozen=True, slots=True)
class Ranges:
    """The ranges of one form's expressions.

    Args:
        inputs: Bounds of the numbers that are typed, by path pattern.
        computed: The trees of the computed values, by path pattern.
    """

    inputs: Mapping[str, Range]
    computed: Mapping[str, TypedNode]

    def of(self, tree: TypedNode) -> Range:
        """Give the range of a number."""
        with localcontext(DECIMAL_CONTEXT):
            return self._of(tree)

    def _of(self, tree: TypedNode) -> Range:  # noqa: C901, PLR0911 - one arm per node
        match tree:
            case Literal(value=int() | Decimal() as value):
                return Range(Decimal(value), Decimal(value))
            case Reference(symbol=symbol) if symbol.path in self.computed:
                # A form has no circles, so this comes to an end.
                return self._of(self.computed[symbol.path])
            case Reference(symbol=symbol):
                return self.inputs.get(symbol.path, ANY)
            case Arithmetic(operator, left, right):
                return _ARITHMETIC[operator](self._of(left), self._of(right))
            case Call():
                return self._of_call(tree)
            case Conditional(_, then, otherwise):
                return _union((self._of(then), self._of(otherwise)))
            case Select(_, branches):
                return _union(self._of(branch) for _, branch in branches)
            case IfEmpty(subject, otherwise):
                return _union((self._of(subject), self._of(otherwise)))
            case Aggregate():
                return self._of_aggregate(tree)
            case _:
                return ANY

    def _of_call(self, tree: Call) -> Range:
        name = tree.function.name
        match tree.arguments:
            case (value, Literal(value=int() | Decimal() as step)) if name == "round":
                return _rounded(self._of(value), Decimal(step))
            case arguments if name in _COMBINED:
                return _COMBINED[name]([self._of(argument) for argument in arguments])
            case _:
                return _RESULTS.get(name, ANY)

    def _of_aggregate(self, tree: Aggregate) -> Range:
        """Give the range of what is drawn from rows, of which there may be any number.

        Rows beyond the list's `max` are a problem of their own, and counted all the
        same.
        """
        element = self._of(tree.values.element)
        if tree.function in ("min", "max"):
            return element
        is_positive = tree.function == "count" or element.is_positive
        return _NOT_NEGATIVE if is_positive else ANY


def _add(left: Range, right: Range) -> Range:
    return Range(_sum(left.low, right.low), _sum(left.high, right.high))


def _subtract(left: Range, right: Range) -> Range:
    low = None if right.high is None else -right.high
    high = None if right.low is None else -right.low
    return _add(left, Range(low, high))


def _sum(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else one + other


def _multiply(left: Range, right: Range) -> Range:
    ends = (left.low, left.high, right.low, right.high)
    known = [end for end in ends if end is not None]
    if len(known) == len(ends):
        products = [one * other for one in known[:2] for other in known[2:]]
        return Range(min(products), max(products))
    is_positive = left.is_positive and right.is_positive
    if is_positive and left.low is not None and right.low is not None:
        return Range(left.low * right.low)
    return ANY


def _divide(left: Range, right: Range) -> Range:
    """Only the sign is certain: a quotient may have no end."""
    return _NOT_NEGATIVE if left.is_positive and right.is_positive else ANY


def _rounded(value: Range, step: Decimal) -> Range:
    return Range(
        None if value.low is None else round_half_up(value.low, step),
        None if value.high is None else round_half_up(value.high, step),
    )


def _union(ranges: Iterable[Range]) -> Range:
    lows, highs = zip(*((each.low, each.high) for each in ranges), strict=True)
    return Range(_least(lows), _greatest(highs))


def _least(ends: Iterable[Decimal | None]) -> Decimal | None:
    """Give the least of bounds, None being below all."""
    known: list[Decimal] = []
    for end in ends:
        if end is None:
            return None
        known.append(end)
    return min(known)


def _greatest(ends: Iterable[Decimal | None]) -> Decimal | None:
    """Give the greatest of bounds, None being above all."""
    known: list[Decimal] = []
    for end in ends:
        if end is None:
            return None
        known.append(end)
    return max(known)


def _least_of(ranges: list[Range]) -> Range:
    highs = [each.high for each in ranges if each.high is not None]
    return Range(_least(each.low for each in ranges), min(highs, default=None))


def _greatest_of(ranges: list[Range]) -> Range:
    lows = [each.low for each in ranges if each.low is not None]
    return Range(max(lows, default=None), _greatest(each.high for each in ranges))


_ARITHMETIC: Mapping[str, Callable[[Range, Range], Range]] = MappingProxyType(
    {"+": _add, "-": _subtract, "*": _multiply, "/": _divide}
)
_COMBINED: Mapping[str, Callable[[list[Range]], Range]] = MappingProxyType(
    {"min": _least_of, "max": _greatest_of}
)
_RESULTS: Mapping[str, Range] = MappingProxyType(
    {
        "days": _NOT_NEGATIVE,
        "overlap_days": _NOT_NEGATIVE,
        "months_between": _NOT_NEGATIVE,
        "age": _NOT_NEGATIVE,
        "year": Range(Decimal(1), Decimal(9999)),
        "weekday": Range(Decimal(1), Decimal(7)),
    }
)

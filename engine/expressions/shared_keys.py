"""Aggregates over the rows that share something with the row at hand.

`sum(t.amount for t in trips if t.public and month(t.start) == month(start))`, asked for
every trip, would walk all trips every time. What such an aggregate gives depends only
on the shared key, so that the generator groups the rows once and aggregates each group
once. Found here: which condition is that equality, and whether the rest allows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.expressions.typed import (
    APPLICANT,
    FORM,
    Comparison,
    Each,
    Logic,
    RateLookup,
    Reference,
    TypedNode,
    walk,
)
from engine.expressions.types import BOOLEAN

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["SharedKey", "is_about", "shared_key"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedKey:
    """A generator's condition, taken apart.

    `before` and `after` are the conditions around the equality, about the generator's
    row alone; `of_row` is the key of that row, `asked` that of the row at hand.
    """

    before: tuple[TypedNode, ...]
    of_row: TypedNode
    asked: TypedNode
    after: TypedNode | None


def is_about(node: TypedNode, *frames: str) -> bool:
    """Tell whether an expression reads fields in these frames only.

    Frames of generators inside the expression are its own affair.
    """
    own = {each.variable for each in walk(node) if isinstance(each, Each)}
    return all(
        each.frame in frames or each.frame in own
        for each in walk(node)
        if isinstance(each, Reference)
    )


def shared_key(each: Each) -> SharedKey | None:
    """Take a generator's condition apart; None where it shares no key.

    Only where the order of evaluation cannot be noticed: nothing asks a rate, whose
    absence would be reported at the row that asks first.
    """
    frames = (FORM, APPLICANT, each.variable)
    if not is_about(each.element, *frames) or _asks_rate((each,)):
        return None
    conjuncts = _conjuncts(each.condition)
    for index, part in enumerate(conjuncts):
        others = (*conjuncts[:index], *conjuncts[index + 1 :])
        if not all(is_about(other, *frames) for other in others):
            continue
        sides = _sides(part, each.variable)
        if sides is not None:
            return SharedKey(
                before=conjuncts[:index],
                of_row=sides[0],
                asked=sides[1],
                after=_all(conjuncts[index + 1 :]),
            )
    return None


def _sides(part: TypedNode, variable: str) -> tuple[TypedNode, TypedNode] | None:
    """Give the row's side of an equality, then the side without the row."""
    if not (isinstance(part, Comparison) and part.operator == "=="):
        return None
    for of_row, asked in ((part.left, part.right), (part.right, part.left)):
        if (
            is_about(of_row, FORM, APPLICANT, variable)
            and not is_about(of_row, FORM, APPLICANT)
            and not _mentions(asked, variable)
            and not is_about(asked, FORM, APPLICANT)
        ):
            return of_row, asked
    return None


def _mentions(node: TypedNode, frame: str) -> bool:
    return any(
        isinstance(each, Reference) and each.frame == frame for each in walk(node)
    )


def _asks_rate(nodes: Iterable[TypedNode]) -> bool:
    return any(isinstance(each, RateLookup) for node in nodes for each in walk(node))


def _conjuncts(condition: TypedNode | None) -> tuple[TypedNode, ...]:
    match condition:
        case None:
            return ()
        case Logic("and", operands):
            return tuple(part for each in operands for part in _conjuncts(each))
        case _:
            return (condition,)


def _all(conditions: tuple[TypedNode, ...]) -> TypedNode | None:
    if len(conditions) > 1:
        return Logic("and", conditions, BOOLEAN)
    return conditions[0] if conditions else None

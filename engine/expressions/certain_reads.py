"""What an expression reads in any case, before anything about it can be noticed.

Where one of these is missing the expression has no value, whatever else it says. So a
generated function asks for them first, and raises nothing. An official rate ends the
search: whether it is asked can be noticed, as a day without one is a problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.expressions.typed import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Logic,
    Membership,
    Not,
    RateLookup,
    Reference,
    Select,
    TypedNode,
    children,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["certain_reads", "is_noticed"]


def certain_reads(
    node: TypedNode, is_read: Callable[[TypedNode], bool]
) -> tuple[TypedNode, ...]:
    """Give the parts that are read in any case, in the order of evaluation.

    Args:
        node: An expression.
        is_read: Tells a part that counts as one reading, besides references.
    """
    search = _Search(is_read)
    search.visit(node)
    return tuple(search.found)


def is_noticed(node: TypedNode) -> bool:
    """Tell whether it can be noticed that an expression was asked."""
    return any(
        isinstance(each, RateLookup)
        or (isinstance(each, Call) and not each.function.is_pure)
        for each in walk(node)
    )


class _Search:
    def __init__(self, is_read: Callable[[TypedNode], bool]) -> None:
        self.is_read = is_read
        self.found: list[TypedNode] = []

    def visit(self, node: TypedNode) -> bool:
        """Find what a part reads; False where the search ends in it."""
        if isinstance(node, Reference) or self.is_read(node):
            self.found.append(node)
            return True
        always, sometimes = _parts(node)
        return all(map(self.visit, always)) and not any(map(is_noticed, sometimes))


def _parts(  # noqa: C901, PLR0911 - one arm per node
    node: TypedNode,
) -> tuple[tuple[TypedNode, ...], tuple[TypedNode, ...]]:
    """Give what is evaluated first and always, and what may be evaluated then."""
    match node:
        case Arithmetic() | Comparison() | Not():
            return children(node), ()
        case Membership(item=item, options=options):
            # Nothing chosen is an answer, too: choices may be empty.
            return (item, *(options or ())), ()
        case Logic(operands=(first, *others)):
            return (first,), tuple(others)
        case Conditional():
            return (node.condition,), (node.then, node.otherwise)
        case Select():
            return (node.choice,), tuple(branch for _, branch in node.branches)
        case Call(function=function) if function.is_pure:
            return node.arguments, ()
        case Call():
            return node.arguments, (node,)
        case RateLookup():
            return children(node), (node,)
        case _:
            return (), (node,)

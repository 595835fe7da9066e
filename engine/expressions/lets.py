"""Lets: names for expressions, written out wherever they are used.

So that a guard holds through its name, a let is checked again in each place. A chain of
lets that each name the next one twice grows beyond measure: what an expression takes
with all its lets written out has a limit.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.expressions.advice import about_circle
from engine.expressions.parser import parse

if TYPE_CHECKING:
    from engine.expressions.checker import Checker
    from engine.expressions.context import Context
    from engine.expressions.symbols import LetSymbol
    from engine.expressions.typed import TypedNode

__all__ = ["MAX_WRITTEN_OUT", "expand"]

MAX_WRITTEN_OUT = 20_000
"""Characters of an expression's lets, each counted as often as it is used."""


def expand(
    checker: Checker, let: LetSymbol, frame: str, context: Context
) -> TypedNode | None:
    """Type what a let stands for; None where a fault has been reported."""
    if let in context.lets:
        return _report_circle(checker, context.lets[context.lets.index(let) :])
    if not _is_within_limit(checker, let):
        return None
    syntax = parse(let.expression, checker.collector)
    if syntax is None:
        checker.faults += 1
        return None
    inside = replace(
        context,
        scope=let.scope,
        frame=frame,
        lets=(*context.lets, let),
        syntax=syntax,
    )
    return checker.type_of(syntax.tree, inside)


def _is_within_limit(checker: Checker, let: LetSymbol) -> bool:
    if checker.written_out > MAX_WRITTEN_OUT:
        return False
    checker.written_out += len(let.expression.text)
    if checker.written_out <= MAX_WRITTEN_OUT:
        return True
    checker.faults += 1
    if not checker.has_told_of_length:
        # Every let around this one is too long as well: one of them is enough.
        checker.has_told_of_length = True
        hint = "lets count as often as they are used"
        span, length = let.expression.text_span, checker.written_out
        checker.fault("E304", span, hint=hint, length=length, limit=MAX_WRITTEN_OUT)
    return False


def _report_circle(checker: Checker, circle: tuple[LetSymbol, ...]) -> None:
    """Report lets that need each other, once: at the first in the file."""
    first = min(circle, key=lambda each: each.expression.span)
    start = circle.index(first)
    names = [each.name for each in (*circle[start:], *circle[:start], first)]
    hint = about_circle(names)
    checker.fault(
        "E350", first.expression.text_span, hint=hint, chain=" → ".join(names)
    )

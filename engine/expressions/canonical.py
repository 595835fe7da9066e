"""Conditions written so that equal ones read equal.

A guard that is no choice and no presence counts as its canonical text: full paths with
frames, `>` turned into `<`, `not` worked into the comparison, lets expanded.
"""

from __future__ import annotations

from engine.expressions.typed import (
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Each,
    IfEmpty,
    IsEmpty,
    Literal,
    Logic,
    Membership,
    Not,
    RateLookup,
    Reference,
    Select,
    Today,
    TypedNode,
)

__all__ = ["canonical"]


def canonical(tree: TypedNode, *, negated: bool = False) -> str:
    """Write a condition, or any expression, in its canonical form."""
    if isinstance(tree, Not):
        return canonical(tree.operand, negated=not negated)
    if isinstance(tree, Comparison):
        return _canonical_comparison(tree, negated=negated)
    if isinstance(tree, Membership):
        return _canonical_membership(tree, negated=negated)
    text = _canonical_text(tree)
    return f"not {text}" if negated else text


_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


def _canonical_comparison(tree: Comparison, *, negated: bool) -> str:
    operator = _OPPOSITE[tree.operator] if negated else tree.operator
    left, right = canonical(tree.left), canonical(tree.right)
    if operator in (">", ">="):
        operator, left, right = operator.replace(">", "<"), right, left
    elif operator in ("==", "!=") and right < left:
        left, right = right, left
    return f"({left} {operator} {right})"


def _canonical_membership(tree: Membership, *, negated: bool) -> str:
    options = sorted(map(canonical, tree.options or ()))
    where = canonical(tree.choices) if tree.choices else ", ".join(options)
    operator = "in" if tree.negated == negated else "not in"
    return f"({canonical(tree.item)} {operator} {where})"


def _canonical_text(tree: TypedNode) -> str:  # noqa: C901, PLR0911 - one arm per node
    match tree:
        case Literal(value):
            return repr(value) if isinstance(value, str) else str(value)
        case Reference(frame, symbol):
            return f"{frame}:{symbol.path}"
        case Today():
            return "today()"
        case Arithmetic(operator, left, right):
            return f"({canonical(left)} {operator} {canonical(right)})"
        case Logic(operator, operands):
            return "(" + f" {operator} ".join(map(canonical, operands)) + ")"
        case Call(function, arguments):
            return f"{function.name}({', '.join(map(canonical, arguments))})"
        case IsEmpty(reference, of_list):
            subject = canonical(reference) if reference else of_list and of_list.path
            return f"is_empty({subject})"
        case Aggregate(function, values):
            return f"{function}({canonical(values)})"
        case Each():
            guard = f" if {canonical(tree.condition)}" if tree.condition else ""
            return (
                f"{canonical(tree.element)} for {tree.variable} "
                f"in {tree.list.path}{guard}"
            )
        case _:
            return _canonical_rest(tree)


def _canonical_rest(tree: TypedNode) -> str:
    match tree:
        case Conditional(condition, then, otherwise):
            guard, rest = canonical(condition), canonical(otherwise)
            return f"({canonical(then)} if {guard} else {rest})"
        case Select(choice, branches):
            written = (f"{key}: {canonical(branch)}" for key, branch in branches)
            return f"by {canonical(choice)} {{{', '.join(written)}}}"
        case IfEmpty(subject, otherwise):
            return f"if_empty({canonical(subject)}, {canonical(otherwise)})"
        case RateLookup():
            parts = [tree.tariff, *(key for key, _ in tree.keys)]
            parts += [canonical(part) for part in (tree.key, tree.on, tree.at) if part]
            return f"rate({', '.join(parts)})"
        case _:
            return canonical(tree)

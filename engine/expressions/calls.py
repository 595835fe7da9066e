"""Typing rules of everything that is written with parentheses."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from engine.expressions.advice import about_function
from engine.expressions.aggregates import aggregate
from engine.expressions.functions import (
    AGGREGATES,
    FUNCTIONS,
    GREATEST,
    LEAST,
    MAKE_DATE,
    ROUND,
    Function,
    function_names,
    usage_of,
)
from engine.expressions.rates import rate
from engine.expressions.symbols import FieldSymbol, ListSymbol
from engine.expressions.typed import (
    Aggregate,
    Call,
    IfEmpty,
    IsEmpty,
    Literal,
    Reference,
    Today,
    TypedNode,
)
from engine.expressions.types import (
    BOOLEAN,
    DATE,
    NumberType,
    StaticType,
    describe,
    unify,
)

if TYPE_CHECKING:
    from engine.expressions.checker import Checker
    from engine.expressions.context import Context

__all__ = ["call"]

_WHOLE = NumberType((), 0)


def call(  # noqa: PLR0911 - one exit per kind of function
    checker: Checker, node: ast.Call, context: Context
) -> TypedNode | None:
    """Type a call by its function's rule."""
    if not isinstance(node.func, ast.Name):
        what = "call of something that is no function"
        return checker.fault("E303", checker.span(node.func, context), what=what)
    name = node.func.id
    if name == "rate":
        return rate(checker, node, context)
    if node.keywords:
        span = checker.span(node.keywords[0], context)
        return checker.fault("E306", span, usage=usage_of(name))
    if name in AGGREGATES:
        return _aggregate_or_extreme(checker, node, name, context)
    special = _SPECIAL.get(name)
    if special is not None:
        return special(checker, node, context)
    if name in FUNCTIONS:
        return _plain(checker, node, FUNCTIONS[name], context)
    hint = about_function(name, function_names())
    return checker.fault("E302", checker.span(node.func, context), name=name, hint=hint)


def _arguments(
    checker: Checker, node: ast.Call, name: str, count: int, context: Context
) -> list[TypedNode] | None:
    if len(node.args) != count:
        checker.fault("E306", checker.span(node, context), usage=usage_of(name))
        return None
    typed = [checker.type_of(argument, context) for argument in node.args]
    found = [each for each in typed if each is not None]
    return found if len(found) == count else None


def _plain(
    checker: Checker, node: ast.Call, function: Function, context: Context
) -> TypedNode | None:
    count = len(function.parameters)
    arguments = _arguments(checker, node, function.name, count, context)
    if arguments is None:
        return None
    for argument, expected, place in zip(
        arguments, function.parameters, node.args, strict=True
    ):
        if not _fits(argument.type, expected):
            span = checker.span(place, context)
            found, wanted = describe(argument.type), describe(expected)
            return checker.fault("E338", span, found=found, wanted=wanted)
    return Call(function, tuple(arguments), function.result)


def _fits(found: StaticType, wanted: StaticType) -> bool:
    if isinstance(wanted, NumberType):
        return isinstance(found, NumberType) and found.places == 0
    return found == wanted


def _today(checker: Checker, node: ast.Call, context: Context) -> TypedNode | None:
    if _arguments(checker, node, "today", 0, context) is None:
        return None
    return Today(DATE)


def _round(checker: Checker, node: ast.Call, context: Context) -> TypedNode | None:
    arguments = _arguments(checker, node, "round", 2, context)
    if arguments is None:
        return None
    value, step = arguments
    if not (
        isinstance(step, Literal)
        and isinstance(step.type, NumberType)
        and not isinstance(step.value, str)
        and step.value > 0
    ):
        return checker.fault("E339", checker.span(node.args[1], context))
    if not isinstance(value.type, NumberType):
        found = describe(value.type)
        span = checker.span(node.args[0], context)
        return checker.fault("E334", span, found=found)
    return Call(ROUND, (value, step), NumberType(value.type.unit, step.type.places))


_LAST_MONTH = 12
_LAST_DAY = 31


def _date(checker: Checker, node: ast.Call, context: Context) -> TypedNode | None:
    arguments = _arguments(checker, node, "date", 3, context)
    if arguments is None:
        return None
    year, month, day = arguments
    if not _fits(year.type, _WHOLE):
        found = describe(year.type)
        span = checker.span(node.args[0], context)
        return checker.fault("E338", span, found=found, wanted="a year")
    for part, limit, place in (
        (month, _LAST_MONTH, node.args[1]),
        (day, _LAST_DAY, node.args[2]),
    ):
        if not (
            isinstance(part, Literal)
            and isinstance(part.value, int)
            and 1 <= part.value <= limit
        ):
            return checker.fault("E338", checker.span(place, context), **_LITERAL_DAY)
    return Call(MAKE_DATE, (year, month, day), DATE)


_LITERAL_DAY = {"found": "something else", "wanted": "a month or day as a number"}


def _is_empty(checker: Checker, node: ast.Call, context: Context) -> TypedNode | None:
    if len(node.args) != 1:
        usage = usage_of("is_empty")
        return checker.fault("E306", checker.span(node, context), usage=usage)
    found = checker.resolve(node.args[0], context)
    if isinstance(found, ListSymbol):
        return IsEmpty(None, found, BOOLEAN)
    reference = _field(found)
    if reference is None:
        return _no_field(checker, node.args[0], found, context)
    return IsEmpty(reference, None, BOOLEAN)


def _field(found: object) -> Reference | None:
    symbol = getattr(found, "symbol", None)
    if isinstance(symbol, FieldSymbol):
        return Reference(getattr(found, "frame", ""), symbol, symbol.type)
    return None


def _no_field(
    checker: Checker, place: ast.expr, found: object, context: Context
) -> None:
    if found is not None:
        span = checker.span(place, context)
        checker.fault("E314", span, name=ast.unparse(place))


def _if_empty(checker: Checker, node: ast.Call, context: Context) -> TypedNode | None:
    if len(node.args) != 2:  # noqa: PLR2004 - the field and what stands for it
        usage = usage_of("if_empty")
        return checker.fault("E306", checker.span(node, context), usage=usage)
    subject = _subject(checker, node.args[0], context)
    otherwise = checker.type_of(node.args[1], context)
    if subject is None or otherwise is None:
        return None
    joined = unify(subject.type, otherwise.type)
    if joined is None:
        left, right = describe(subject.type), describe(otherwise.type)
        span = checker.span(node.args[1], context)
        return checker.fault("E332", span, left=left, right=right)
    return IfEmpty(subject, otherwise, joined)


def _subject(
    checker: Checker, node: ast.expr, context: Context
) -> Reference | Aggregate | None:
    if isinstance(node, ast.Call):
        is_extreme = isinstance(node.func, ast.Name) and node.func.id in ("min", "max")
        if is_extreme and len(node.args) == 1:
            name = ast.unparse(node.func)
            return aggregate(checker, node, name, context, may_be_nothing=True)
        return _no_field(checker, node, node, context)
    found = checker.resolve(node, context)
    return _field(found) or _no_field(checker, node, found, context)


_SPECIAL = {
    "today": _today,
    "round": _round,
    "date": _date,
    "is_empty": _is_empty,
    "if_empty": _if_empty,
}


def _aggregate_or_extreme(
    checker: Checker, node: ast.Call, name: str, context: Context
) -> TypedNode | None:
    if name in ("min", "max") and len(node.args) > 1:
        return _extreme(checker, node, LEAST if name == "min" else GREATEST, context)
    return aggregate(checker, node, name, context, may_be_nothing=False)


def _extreme(
    checker: Checker, node: ast.Call, function: Function, context: Context
) -> TypedNode | None:
    arguments = _arguments(checker, node, function.name, len(node.args), context)
    if arguments is None:
        return None
    joined = arguments[0].type
    for argument, place in zip(arguments, node.args, strict=True):
        both = unify(joined, argument.type)
        if both is None or not (isinstance(both, NumberType) or both == DATE):
            left, right = describe(joined), describe(argument.type)
            span = checker.span(place, context)
            return checker.fault("E332", span, left=left, right=right)
        joined = both
    return Call(function, tuple(arguments), joined)

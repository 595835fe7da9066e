"""Typing rules of `sum count min max any all` over a column or a generator."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from engine.expressions.context import Column
from engine.expressions.facts import formula_of
from engine.expressions.functions import usage_of
from engine.expressions.symbols import FieldSymbol, ListSymbol
from engine.expressions.typed import (
    Aggregate,
    Each,
    Literal,
    Logic,
    Reference,
    TypedNode,
)
from engine.expressions.types import (
    BOOLEAN,
    DATE,
    NumberType,
    SequenceType,
    StaticType,
    describe,
)

if TYPE_CHECKING:
    from engine.expressions.checker import Checker
    from engine.expressions.context import Context

__all__ = ["aggregate"]

_WHOLE = NumberType((), 0)


def aggregate(
    checker: Checker,
    node: ast.Call,
    name: str,
    context: Context,
    *,
    may_be_nothing: bool,
) -> Aggregate | None:
    """Type an aggregate; `may_be_nothing` allows an extreme of no values."""
    if len(node.args) != 1:
        return checker.fault("E306", checker.span(node, context), usage=usage_of(name))
    values = _values(checker, node.args[0], name, context)
    if values is None:
        return None
    result = _aggregated_type(name, values)
    if result is None:
        found = describe(_element(values))
        span = checker.span(node.args[0], context)
        return checker.fault("E315", span, function=name, found=found)
    if name in ("min", "max") and not (may_be_nothing or context.waits):
        _demand_something(checker, node, name, values, context)
    return Aggregate(name, values, result)


def _element(values: Each) -> StaticType:
    assert isinstance(values.type, SequenceType)  # noqa: S101 - made by `_values`
    return values.type.element


def _aggregated_type(name: str, values: Each) -> StaticType | None:
    element = _element(values)
    if name == "count":
        return _WHOLE
    if name in ("any", "all"):
        return BOOLEAN if element == BOOLEAN else None
    if isinstance(element, NumberType):
        return element
    return element if name in ("min", "max") and element == DATE else None


def _demand_something(
    checker: Checker, node: ast.Call, name: str, values: Each, context: Context
) -> None:
    """Report an extreme that may be of nothing."""
    certain = (
        values.list.min >= 1
        and values.condition is None
        and context.facts.implies(values.list.visibility())
        and (not values.skips_empty or _cell_is_present(checker, values, context))
    )
    if not certain:
        hint = f"write «if_empty({name}(…), otherwise)»"
        span = checker.span(node, context)
        checker.fault("E321", span, function=name, hint=hint)


def _cell_is_present(checker: Checker, values: Each, context: Context) -> bool:
    inside = context.assume(values.list.visibility())
    cell = values.element
    return isinstance(cell, Reference) and checker.is_present(cell, inside)


def _values(
    checker: Checker, node: ast.expr, name: str, context: Context
) -> Each | None:
    """Type what an aggregate takes: a generator, a column or (`count`) a list."""
    if isinstance(node, ast.GeneratorExp):
        return _generator(checker, node, name, context)
    if not isinstance(node, (ast.Name, ast.Attribute)):
        return checker.fault("E316", checker.span(node, context), usage=usage_of(name))
    found = checker.resolve(node, context)
    if isinstance(found, ListSymbol) and name == "count":
        frame = f"{found.name}@{len(context.variables)}"
        one = Literal(1, _WHOLE)
        return _every(found, frame, one)
    if found is None:
        return None
    if not isinstance(found, Column):
        return checker.fault("E316", checker.span(node, context), usage=usage_of(name))
    return _of_column(checker, node, found, context)


def _every(of_list: ListSymbol, frame: str, element: TypedNode) -> Each:
    return Each(
        list=of_list,
        variable=frame,
        element=element,
        condition=None,
        skips_empty=False,
        type=SequenceType(element.type),
    )


def _of_column(
    checker: Checker, node: ast.expr, column: Column, context: Context
) -> Each | None:
    frame = f"{column.list.name}@{len(context.variables)}"
    if isinstance(column.member, FieldSymbol):
        cell = Reference(frame, column.member, column.member.type)
        kind = SequenceType(cell.type)
        return Each(
            list=column.list,
            variable=frame,
            element=cell,
            condition=None,
            skips_empty=True,
            type=kind,
        )
    return checker.fault("E314", checker.span(node, context), name=ast.unparse(node))


def _generator(
    checker: Checker, node: ast.GeneratorExp, name: str, context: Context
) -> Each | None:
    clause = node.generators[0]
    if len(node.generators) > 1 or not isinstance(clause.target, ast.Name):
        what = "more than one «for» in an aggregate: put one aggregate in the other"
        return checker.fault("E303", checker.span(node, context), what=what)
    variable = clause.target.id
    if context.scope.find(variable) is not None:
        span = checker.span(clause.target, context)
        checker.fault("E317", span, name=variable)
    found = checker.resolve(clause.iter, context)
    if not isinstance(found, ListSymbol):
        if found is not None:
            span = checker.span(clause.iter, context)
            checker.fault("E318", span, name=ast.unparse(clause.iter))
        return None
    return _each(checker, node, name, (variable, found), context)


def _each(
    checker: Checker,
    node: ast.GeneratorExp,
    name: str,
    over: tuple[str, ListSymbol],
    context: Context,
) -> Each | None:
    variable, of_list = over
    frame = f"{variable}@{len(context.variables)}"
    inside = replace(
        context.assume(of_list.visibility()),
        variables=(*context.variables, (variable, frame, of_list)),
    )
    condition: TypedNode | None = None
    for guard in node.generators[0].ifs:
        typed = checker.condition(guard, inside)
        if typed is None:
            return None
        inside = inside.assume(formula_of(typed))
        condition = typed if condition is None else _both(condition, typed)
    if name == "count" and _is_variable(node.elt, variable):
        element: TypedNode | None = Literal(1, _WHOLE)
    else:
        element = checker.type_of(node.elt, inside)
    if element is None:
        return None
    kind = SequenceType(element.type)
    return Each(
        list=of_list,
        variable=frame,
        element=element,
        condition=condition,
        skips_empty=False,
        type=kind,
    )


def _both(left: TypedNode, right: TypedNode) -> TypedNode:
    return Logic("and", (left, right), BOOLEAN)


def _is_variable(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name

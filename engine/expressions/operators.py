"""Typing rules of the operators: units, places, comparisons, `in`."""

from __future__ import annotations

import ast
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.expressions.advice import about_text
from engine.expressions.canonical import canonical
from engine.expressions.symbols import FieldSymbol
from engine.expressions.typed import (
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Literal,
    Logic,
    Membership,
    Reference,
    TypedNode,
)
from engine.expressions.types import (
    BOOLEAN,
    DATE,
    TEXT,
    ChoicesType,
    ChoiceType,
    NumberType,
    describe,
    unify,
)
from engine.source.near_miss import did_you_mean
from engine.values import CHF, multiply_units, unit_words

if TYPE_CHECKING:
    from engine.expressions.checker import Checker
    from engine.expressions.context import Context
    from engine.expressions.facts import Facts
    from engine.values import Unit

__all__ = ["arithmetic", "comparison", "is_positive", "negative"]

_ZERO = Literal(0, NumberType(None, 0))


def negative(checker: Checker, node: ast.UnaryOp, context: Context) -> TypedNode | None:
    """Type `- x` as `0 - x`."""
    operand = checker.type_of(node.operand, context)
    if operand is None:
        return None
    if not isinstance(operand.type, NumberType):
        found = describe(operand.type)
        return checker.fault("E334", checker.span(node, context), found=found)
    return Arithmetic("-", _ZERO, operand, operand.type)


def arithmetic(checker: Checker, node: ast.BinOp, context: Context) -> TypedNode | None:
    """Type `+ - * /` of two numbers."""
    left = checker.type_of(node.left, context)
    right = checker.type_of(node.right, context)
    if left is None or right is None:
        return None
    for part, typed in ((node.left, left), (node.right, right)):
        if not isinstance(typed.type, NumberType):
            found = describe(typed.type)
            return checker.fault("E334", checker.span(part, context), found=found)
    if isinstance(node.op, (ast.Add, ast.Sub)):
        return _sum(checker, node, left, right, context)
    if isinstance(node.op, ast.Mult):
        return _product(left, right)
    return _quotient(checker, node, left, right, context)


def _number(node: TypedNode) -> NumberType:
    assert isinstance(node.type, NumberType)  # noqa: S101 - checked by `arithmetic`
    return node.type


def _sum(
    checker: Checker,
    node: ast.BinOp,
    left: TypedNode,
    right: TypedNode,
    context: Context,
) -> TypedNode | None:
    operator, verb = (
        ("+", "added") if isinstance(node.op, ast.Add) else ("-", "subtracted")
    )
    joined = unify(left.type, right.type)
    if joined is None:
        one, other = _number(left).unit or (), _number(right).unit or ()
        product = multiply_units(one, other)
        hint = "both must count the same: see to the «unit» of each field"
        if product == CHF:
            written = f"{ast.unparse(node.left)} * {ast.unparse(node.right)}"
            factors = f"{unit_words(one)} × {unit_words(other)}"
            hint = f"did you mean «{written}»? {factors} = {unit_words(product)}"
        return checker.fault(
            "E331",
            checker.span(node, context),
            hint=hint,
            left=unit_words(one),
            right=unit_words(other),
            verb=verb,
        )
    return Arithmetic(operator, left, right, joined)


def _product(left: TypedNode, right: TypedNode) -> TypedNode:
    one, other = _number(left), _number(right)
    unit: Unit | None = None
    if one.unit is not None or other.unit is not None:
        unit = multiply_units(one.unit or (), other.unit or ())
    places = (
        None
        if one.places is None or other.places is None
        else one.places + other.places
    )
    return Arithmetic("*", left, right, NumberType(unit, places))


def _quotient(
    checker: Checker,
    node: ast.BinOp,
    left: TypedNode,
    right: TypedNode,
    context: Context,
) -> TypedNode | None:
    if not is_positive(right, context.facts):
        name = ast.unparse(node.right)
        span = checker.span(node.right, context)
        whole = f"({name})" if isinstance(node.right, ast.IfExp) else name
        hint = f"write «… if {whole} > 0 else …», or give the field «min:» above 0"
        return checker.fault("E335", span, name=name, hint=hint)
    one, other = _number(left), _number(right)
    unit: Unit | None = None
    if one.unit is not None or other.unit is not None:
        unit = multiply_units(one.unit or (), other.unit or (), sign=-1)
    return Arithmetic("/", left, right, NumberType(unit, None))


def is_positive(node: TypedNode, facts: Facts) -> bool:
    """Tell whether a number is certainly above 0 (a negative literal divides too)."""
    if isinstance(node, Literal):
        return node.value != 0
    return _exceeds_zero(node, facts)


def _exceeds_zero(  # noqa: PLR0911 - one arm per node
    node: TypedNode, facts: Facts
) -> bool:
    if f"(0 < {canonical(node)})" in facts.texts or facts.impossible:
        return True
    match node:
        case Literal(value):
            return isinstance(value, (int, Decimal)) and value > 0
        case Reference(_, FieldSymbol() as symbol):
            return _bound(symbol) > 0
        case Arithmetic("+", left, right):
            return (_exceeds_zero(left, facts) and _not_negative(right, facts)) or (
                _not_negative(left, facts) and _exceeds_zero(right, facts)
            )
        case Arithmetic("*" | "/", left, right):
            return _exceeds_zero(left, facts) and _exceeds_zero(right, facts)
        case Conditional(_, then, otherwise):
            return _exceeds_zero(then, facts) and _exceeds_zero(otherwise, facts)
        case _:
            return False


def _not_negative(node: TypedNode, facts: Facts) -> bool:
    match node:
        case Literal(value):
            return isinstance(value, (int, Decimal)) and value >= 0
        case Reference(_, FieldSymbol() as symbol):
            return _bound(symbol) >= 0
        case Arithmetic("+" | "*" | "/", left, right):
            return _not_negative(left, facts) and _not_negative(right, facts)
        case Call(function, _):
            return function.name in ("days", "overlap_days", "age", "months_between")
        case _:
            return _exceeds_zero(node, facts)


def _bound(symbol: FieldSymbol) -> Decimal:
    minimum = symbol.minimum
    return Decimal(minimum) if isinstance(minimum, (int, Decimal)) else Decimal(-1)


_SYMBOLS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}


def comparison(
    checker: Checker, node: ast.Compare, context: Context
) -> TypedNode | None:
    """Type a comparison; `a < b < c` is `a < b and b < c`."""
    parts: list[TypedNode] = []
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        typed = (
            _membership(checker, left, right, context, negated=_is_negated(operator))
            if isinstance(operator, (ast.In, ast.NotIn))
            else _pair(checker, _SYMBOLS[type(operator)], left, right, context)
        )
        if typed is not None:
            parts.append(typed)
        left = right
    if len(parts) != len(node.ops):
        return None
    return parts[0] if len(parts) == 1 else Logic("and", tuple(parts), BOOLEAN)


def _is_negated(operator: ast.cmpop) -> bool:
    return isinstance(operator, ast.NotIn)


def _pair(
    checker: Checker,
    operator: str,
    left_node: ast.expr,
    right_node: ast.expr,
    context: Context,
) -> TypedNode | None:
    left = checker.type_of(left_node, context)
    right = checker.type_of(right_node, context)
    if left is None or right is None:
        return None
    for typed, other, place in ((left, right, right_node), (right, left, left_node)):
        if not _is_possible_key(checker, typed, other, place, context):
            return None
    joined = unify(left.type, right.type)
    if joined == TEXT and not (_is_text(left) and _is_text(right)):
        joined = None
    ordered = isinstance(joined, NumberType) or joined == DATE
    if joined is None or (operator not in ("==", "!=") and not ordered):
        one, other_words = describe(left.type), describe(right.type)
        span = checker.span(right_node, context)
        hint = _about_text(left, right)
        return checker.fault(
            "E336", span, left=one, right=other_words, operator=operator, hint=hint
        )
    return Comparison(operator, left, right, BOOLEAN)


def _about_text(left: TypedNode, right: TypedNode) -> str | None:
    """Advise on a text in quotes beside a number, a day or a condition."""
    for typed, other in ((left, right), (right, left)):
        is_key = other.type == TEXT or isinstance(other.type, (ChoiceType, ChoicesType))
        match typed:
            case Literal(str() as text) if not is_key:
                return about_text(text)
            case _:
                pass
    return None


def _is_text(node: TypedNode) -> bool:
    """Tell a text from the key of a choice, which only a literal may stand for."""
    return node.type == TEXT or isinstance(node, Literal)


def _is_possible_key(
    checker: Checker,
    choice: TypedNode,
    key: TypedNode,
    place: ast.expr,
    context: Context,
) -> bool:
    """Report a key that a choice does not declare."""
    if not (isinstance(choice, Reference) and isinstance(key, Literal)):
        return True
    declared = choice.symbol.type
    if not isinstance(declared, (ChoiceType, ChoicesType)):
        return True
    if isinstance(key.value, str) and key.value not in declared.keys:
        name, written = choice.symbol.name, key.value
        known = f"its choices are {', '.join(sorted(declared.keys))}"
        hint = did_you_mean(written, declared.keys) or known
        span = checker.span(place, context)
        checker.fault("E340", span, name=name, key=written, hint=hint)
        return False
    return True


def _membership(
    checker: Checker,
    left: ast.expr,
    right: ast.expr,
    context: Context,
    *,
    negated: bool,
) -> TypedNode | None:
    if not isinstance(right, (ast.Tuple, ast.Constant)):
        return _chosen(checker, left, right, context, negated=negated)
    item = checker.type_of(left, context)
    places = right.elts if isinstance(right, ast.Tuple) else [right]
    if item is None:
        return None
    options: list[TypedNode] = []
    for place in places:
        option = checker.type_of(place, context)
        if option is None or not _is_possible_key(
            checker, item, option, place, context
        ):
            return None
        if unify(item.type, option.type) is None:
            one, other = describe(item.type), describe(option.type)
            span = checker.span(place, context)
            return checker.fault("E336", span, left=one, right=other, operator="in")
        options.append(option)
    return Membership(item, tuple(options), None, negated, BOOLEAN)


def _chosen(
    checker: Checker,
    left: ast.expr,
    right: ast.expr,
    context: Context,
    *,
    negated: bool,
) -> TypedNode | None:
    """Type `"k" in x` of several choices; nothing chosen holds no key."""
    found = checker.resolve(right, context)
    symbol = getattr(found, "symbol", None)
    if not (isinstance(symbol, FieldSymbol) and isinstance(symbol.type, ChoicesType)):
        if found is not None:
            name = ast.unparse(right)
            checker.fault("E337", checker.span(right, context), name=name)
        return None
    item = checker.type_of(left, context)
    frame: str = getattr(found, "frame", "")
    reference = Reference(frame, symbol, symbol.type)
    if item is None or not _is_possible_key(checker, reference, item, left, context):
        return None
    return Membership(item, None, reference, negated, BOOLEAN)

"""The typing rule of `rate(…)`: keys that exist, one unit, a date, known inputs."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from engine.expressions.facts import rebind
from engine.expressions.typed import (
    APPLICANT,
    ROW,
    Aggregate,
    RateLookup,
    Reference,
    TypedNode,
    children,
)
from engine.expressions.types import (
    DATE,
    ChoiceType,
    NumberType,
    describe,
    largest_places,
)
from engine.source.near_miss import did_you_mean
from engine.values import unit_words

if TYPE_CHECKING:
    from engine.expressions.checker import Checker
    from engine.expressions.context import Context
    from engine.expressions.symbols import FieldSymbol, ListSymbol
    from engine.tariffs.model import Tariff, TariffKey

__all__ = ["inputs_behind", "rate"]

_USAGE = 'rate("group.key", on=date) or rate("group", choice, on=date)'


def rate(checker: Checker, node: ast.Call, context: Context) -> TypedNode | None:
    """Type a rate lookup."""
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    if not 1 <= len(node.args) <= 2 or not {"on"} <= named.keys() <= {"on", "at"}:  # noqa: PLR2004 - group and choice
        hint = None if "on" in named else "add «on=» and the field that holds the day"
        span = checker.span(node, context)
        return checker.fault("E306", span, hint=hint, usage=_USAGE)
    name = node.args[0]
    if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
        return checker.fault("E306", checker.span(name, context), usage=_USAGE)
    group, _, key = name.value.partition(".")
    tariff = checker.tariffs.get(group)
    if tariff is None:
        hint = did_you_mean(group, frozenset(checker.tariffs))
        span = checker.span(name, context)
        return checker.fault("E341", span, tariff=group, hint=hint)
    choice = None
    if len(node.args) > 1:
        choice = checker.type_of(node.args[1], context)
        if choice is None:
            return None
    keys = _keys(checker, node, tariff, key, choice, context)
    if keys is None:
        return None
    checker.used_rates.update(f"{group}.{each.name}" for _, each in keys)
    return _lookup(checker, node, tariff, keys, choice, context)


def _keys(
    checker: Checker,
    node: ast.Call,
    tariff: Tariff,
    key: str,
    choice: TypedNode | None,
    context: Context,
) -> tuple[tuple[str, TariffKey], ...] | None:
    """Find every key that may be asked, or report the first that does not exist."""
    wanted: tuple[str, ...] = (key,)
    place = node.args[0]
    if choice is not None:
        if key or not isinstance(choice.type, ChoiceType):
            checker.fault("E306", checker.span(place, context), usage=_USAGE)
            return None
        place, wanted = node.args[1], tuple(sorted(choice.type.keys))
    found: list[tuple[str, TariffKey]] = []
    for each in wanted:
        if each not in tariff.keys:
            _report_missing(checker, place, tariff, each, choice, context)
            return None
        found.append((each, tariff.keys[each]))
    return tuple(found)


def _report_missing(
    checker: Checker,
    place: ast.expr,
    tariff: Tariff,
    key: str,
    choice: TypedNode | None,
    context: Context,
) -> None:
    span = checker.span(place, context)
    if choice is None:
        hint = did_you_mean(key, frozenset(tariff.keys))
        checker.fault("E343", span, tariff=tariff.name, key=key, hint=hint)
        return
    name = ast.unparse(place)
    checker.fault("E342", span, tariff=tariff.name, key=key, name=name)


def _lookup(
    checker: Checker,
    node: ast.Call,
    tariff: Tariff,
    keys: tuple[tuple[str, TariffKey], ...],
    choice: TypedNode | None,
    context: Context,
) -> TypedNode | None:
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    on = checker.type_of(named["on"], context)
    if on is not None and on.type != DATE:
        found = describe(on.type)
        span = checker.span(named["on"], context)
        return checker.fault("E338", span, found=found, wanted="a date")
    if len({(key.unit, key.by) for _, key in keys}) > 1:
        units = ", ".join(sorted({unit_words(key.unit) for _, key in keys}))
        span = checker.span(node.args[0], context)
        return checker.fault("E346", span, tariff=tariff.name, units=units)
    first = keys[0][1]
    at = _scale_argument(checker, node, named.get("at"), first, context)
    if on is None or (at is None and first.by is not None):
        return None
    places = largest_places(key.places for _, key in keys)
    return RateLookup(
        tariff=tariff.name,
        key=choice,
        keys=keys,
        on=on,
        at=at,
        inputs=inputs_behind(on),
        type=NumberType(first.unit, places if first.by is None else None),
    )


def _scale_argument(
    checker: Checker,
    node: ast.Call,
    at: ast.expr | None,
    key: TariffKey,
    context: Context,
) -> TypedNode | None:
    if (at is None) != (key.by is None):
        usage = _USAGE if key.by is None else 'rate("group.key", at=number, on=date)'
        return checker.fault("E306", checker.span(node, context), usage=usage)
    if at is None or key.by is None:
        return None
    typed = checker.type_of(at, context)
    if typed is None:
        return None
    if not isinstance(typed.type, NumberType) or typed.type.unit not in (None, key.by):
        found, wanted = describe(typed.type), unit_words(key.by)
        return checker.fault(
            "E338", checker.span(at, context), found=found, wanted=wanted
        )
    return typed


def inputs_behind(node: TypedNode) -> tuple[Reference | ListSymbol, ...]:
    """Give the answers that a date comes from, at which an unknown rate is reported.

    Through computed dates, lets and `date(…)` down to what is typed; a column stands
    for its list; `start` and `end` of a cut list stand for themselves, since which
    answer is behind them depends on the row.
    """
    found: dict[object, Reference | ListSymbol] = {}
    for each in _inputs(node, frozenset()):
        found.setdefault(
            (each.frame, each.symbol.path)
            if isinstance(each, Reference)
            else each.path,
            each,
        )
    return tuple(found.values())


def _inputs(
    node: TypedNode, seen: frozenset[FieldSymbol]
) -> tuple[Reference | ListSymbol, ...]:
    match node:
        case Reference(frame, symbol):
            return _inputs_of_field(node, symbol, frame, seen)
        case Aggregate(_, values):
            return (values.list,)
        case _:
            return tuple(
                each for child in children(node) for each in _inputs(child, seen)
            )


def _inputs_of_field(
    reference: Reference, symbol: FieldSymbol, frame: str, seen: frozenset[FieldSymbol]
) -> tuple[Reference | ListSymbol, ...]:
    if not symbol.computed or symbol.given or symbol in seen:
        return (reference,)
    tree = symbol.computation()
    if tree is None:
        return (reference,)
    own = rebind(tree, frame) if frame not in (ROW, APPLICANT) else tree
    return _inputs(own, seen | {symbol})

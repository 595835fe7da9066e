"""The type checker: syntax to typed tree, with every rule of «Static types».

An expression is checked where it stands: in a `Context` of names, facts and, for a
rule, the leave to wait for an answer. All faults of an expression are reported, but
«may be empty» only when nothing else is wrong with it.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.expressions import calls, operators
from engine.expressions.advice import WITHOUT_IT, about_name
from engine.expressions.context import Column, Context, Found
from engine.expressions.facts import (
    TRUE,
    Facts,
    KeyIn,
    formula_of,
    negate,
    rebind_formula,
)
from engine.expressions.lets import expand
from engine.expressions.parser import parse
from engine.expressions.symbols import (
    FieldSymbol,
    GroupSymbol,
    LetSymbol,
    ListSymbol,
    Symbol,
    TextSymbol,
)
from engine.expressions.typed import (
    APPLICANT,
    FORM,
    ROW,
    Conditional,
    Literal,
    Logic,
    Not,
    Reference,
    Select,
    TypedNode,
)
from engine.expressions.types import (
    BOOLEAN,
    ChoiceType,
    NumberType,
    StaticType,
    describe,
    unify,
)
from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Collector, Span
    from engine.source.nodes import ScalarNode
    from engine.tariffs.model import Tariff

__all__ = ["Checker"]


@dataclass(slots=True)
class Checker:
    """Checks expressions against one form's names and tariffs.

    `used_rates` gathers the tariff keys that some expression may ask, as `group.key`.
    """

    tariffs: Mapping[str, Tariff]
    collector: Collector
    used_rates: set[str] = field(default_factory=set[str])
    _may_be_empty: list[tuple[Span, str, str]] = field(
        default_factory=list[tuple["Span", str, str]]
    )
    faults: int = 0
    """Of the expression at hand."""
    written_out: int = 0
    """Characters of the lets of the expression at hand."""
    has_told_of_length: bool = False

    def fault(
        self, code: str, span: Span, *, hint: str | None = None, **params: object
    ) -> None:
        """Report a fault of the expression at hand; returns None for its callers."""
        self.faults += 1
        self.collector.add(code, span, hint=hint, fix=None, **params)

    def check(self, source: ScalarNode, context: Context) -> TypedNode | None:
        """Check one expression; None where a fault has been reported."""
        before, self._may_be_empty = self._may_be_empty, []
        faults, self.faults = self.faults, 0
        written_out, self.written_out = self.written_out, 0
        syntax = parse(source, self.collector)
        node = None
        if syntax is not None:
            node = self.type_of(syntax.tree, replace(context, syntax=syntax))
        clean = node is not None and not self.faults
        if clean:
            for span, name, reason in self._may_be_empty:
                self.collector.add(
                    "E320", span, hint=WITHOUT_IT, name=name, reason=reason
                )
            clean = not self._may_be_empty
        self._may_be_empty, self.faults = before, faults + (0 if clean else 1)
        self.written_out = written_out
        return node if clean else None

    def check_condition(self, source: ScalarNode, context: Context) -> TypedNode | None:
        """Check an expression that must be a condition."""
        node = self.check(source, context)
        if node is not None and node.type != BOOLEAN:
            self.collector.add("E333", source.text_span, found=describe(node.type))
            return None
        return node

    def select(
        self,
        choice: Reference,
        branches: tuple[tuple[ScalarNode, ScalarNode], ...],
        context: Context,
    ) -> TypedNode | None:
        """Check `by`: one branch per key, each knowing its key."""
        possible = context.facts.possible_keys(choice)
        typed: list[tuple[str, TypedNode]] = []
        for key, source in branches:
            if key.text not in possible:
                hint = did_you_mean(key.text, possible)
                self.collector.add("E344", key.span, key=key.text, hint=hint)
                continue
            known = KeyIn(choice, frozenset((key.text,)), possible)
            branch = self.check(source, context.assume(known))
            if branch is not None:
                typed.append((key.text, branch))
        missing = possible - {key.text for key, _ in branches}
        if missing and branches:
            keys = ", ".join(sorted(missing))
            self.collector.add("E345", branches[0][0].span, keys=keys)
        if missing or len(typed) != len(branches):
            return None
        return self._joined_branches(choice, tuple(typed), branches)

    def _joined_branches(
        self,
        choice: Reference,
        typed: tuple[tuple[str, TypedNode], ...],
        branches: tuple[tuple[ScalarNode, ScalarNode], ...],
    ) -> TypedNode | None:
        joined: StaticType = typed[0][1].type
        for (_, branch), (_, source) in zip(typed, branches, strict=True):
            both = unify(joined, branch.type)
            if both is None:
                left, right = describe(joined), describe(branch.type)
                self.collector.add("E332", source.text_span, left=left, right=right)
                return None
            joined = both
        return Select(choice, typed, joined)

    def type_of(  # noqa: C901, PLR0911 - one arm per construct
        self, node: ast.expr, context: Context
    ) -> TypedNode | None:
        """Give the typed tree of a part of the expression at hand."""
        match node:
            case ast.Constant():
                return self._literal(node, context)
            case ast.Name() | ast.Attribute():
                return self._name(node, context)
            case ast.UnaryOp(op=ast.Not()):
                return self._not(node, context)
            case ast.UnaryOp():
                return operators.negative(self, node, context)
            case ast.BinOp():
                return operators.arithmetic(self, node, context)
            case ast.BoolOp():
                return self._logic(node, context)
            case ast.Compare():
                return operators.comparison(self, node, context)
            case ast.IfExp():
                return self._conditional(node, context)
            case ast.Call():
                return calls.call(self, node, context)
            case _:
                what = "list of values outside «in (…)»"
                return self.fault("E303", self.span(node, context), what=what)

    def span(self, node: ast.expr | ast.keyword, context: Context) -> Span:
        """Give the place of a part of the expression at hand."""
        assert context.syntax is not None  # noqa: S101 - set by `check`
        return context.syntax.span(node)

    def condition(self, node: ast.expr, context: Context) -> TypedNode | None:
        """Give the typed tree of a part that must be a condition."""
        typed = self.type_of(node, context)
        if typed is not None and typed.type != BOOLEAN:
            found = describe(typed.type)
            return self.fault("E333", self.span(node, context), found=found)
        return typed

    def _literal(self, node: ast.Constant, context: Context) -> TypedNode | None:
        if isinstance(node.value, bool):
            return Literal(node.value, BOOLEAN)
        if isinstance(node.value, str):
            return Literal(node.value, ChoiceType(frozenset((node.value,))))
        assert context.syntax is not None  # noqa: S101 - set by `check`
        value = context.syntax.number(node)
        if value is None:
            return self.fault("E307", self.span(node, context))
        places = 0 if isinstance(value, int) else -int(value.as_tuple().exponent)
        return Literal(value, NumberType(None, places))

    def _not(self, node: ast.UnaryOp, context: Context) -> TypedNode | None:
        operand = self.condition(node.operand, context)
        return None if operand is None else Not(operand, BOOLEAN)

    def _logic(self, node: ast.BoolOp, context: Context) -> TypedNode | None:
        operator = "and" if isinstance(node.op, ast.And) else "or"
        operands: list[TypedNode] = []
        for part in node.values:
            typed = self.condition(part, context)
            if typed is None:
                continue
            operands.append(typed)
            known = formula_of(typed)
            context = context.assume(known if operator == "and" else negate(known))
        if len(operands) != len(node.values):
            return None
        return Logic(operator, tuple(operands), BOOLEAN)

    def _conditional(self, node: ast.IfExp, context: Context) -> TypedNode | None:
        condition = self.condition(node.test, context)
        known = TRUE if condition is None else formula_of(condition)
        then = self.type_of(node.body, context.assume(known))
        unknown = TRUE if condition is None else negate(known)
        otherwise = self.type_of(node.orelse, context.assume(unknown))
        if condition is None or then is None or otherwise is None:
            return None
        joined = unify(then.type, otherwise.type)
        if joined is None:
            left, right = describe(then.type), describe(otherwise.type)
            span = self.span(node.orelse, context)
            return self.fault("E332", span, left=left, right=right)
        return Conditional(condition, then, otherwise, joined)

    def _name(
        self, node: ast.Name | ast.Attribute, context: Context
    ) -> TypedNode | None:
        found = self.resolve(node, context)
        match found:
            case None:
                return None
            case Found(FieldSymbol() as symbol, frame):
                return self._read(node, symbol, frame, context)
            case Found(LetSymbol() as let, frame):
                return expand(self, let, frame, context)
            case Found(TextSymbol() as text, _):
                return self.fault("E311", self.span(node, context), name=text.name)
            case _:
                name = ast.unparse(node)
                hint = "put it inside sum(…), count(…), min(…), max(…), any(…), all(…)"
                span = self.span(node, context)
                return self.fault("E312", span, name=name, hint=hint)

    def reference(self, symbol: FieldSymbol, frame: str, context: Context) -> Reference:
        """Make the reference to a field, a choice narrowed to its possible keys."""
        reference = Reference(frame, symbol, symbol.type)
        if isinstance(symbol.type, ChoiceType):
            keys = context.facts.possible_keys(reference)
            return replace(reference, type=ChoiceType(keys))
        return reference

    def is_present(self, reference: Reference, context: Context) -> bool:
        """Tell whether a field is known to be visible and answered here."""
        return context.facts.is_present(reference) or all(
            context.facts.implies(rebind_formula(formula, reference.frame))
            for formula in (
                reference.symbol.visibility(),
                reference.symbol.requirement(),
            )
        )

    def _read(
        self, node: ast.expr, symbol: FieldSymbol, frame: str, context: Context
    ) -> TypedNode:
        reference = self.reference(symbol, frame, context)
        waits = context.waits and frame in (FORM, ROW, APPLICANT)
        if not waits and not self.is_present(reference, context):
            if _is_never_shown(reference):  # which is told at its condition
                return reference
            reason = self._reason(reference, context)
            name = ast.unparse(node)
            self._may_be_empty.append((self.span(node, context), name, reason))
        return reference

    def _reason(self, reference: Reference, context: Context) -> str:
        symbol = reference.symbol
        visible = rebind_formula(symbol.visibility(), reference.frame)
        if not context.facts.implies(visible):
            return f"it is shown only if {symbol.visible_text}"
        if symbol.required_text:
            return f"it is required only if {symbol.required_text}"
        return "it is optional"

    def resolve(  # noqa: C901, PLR0911 - one arm per kind of name
        self, node: ast.expr, context: Context
    ) -> Found | Column | ListSymbol | GroupSymbol | None:
        """Find what a name or a dotted name means; None where that is reported."""
        if isinstance(node, ast.Name):
            return self._resolve_name(node, context)
        if not isinstance(node, ast.Attribute):
            name = ast.unparse(node)
            return self.fault("E314", self.span(node, context), name=name)
        if not isinstance(node.value, (ast.Name, ast.Attribute)):
            what = "dot after something that is no name"
            return self.fault("E303", self.span(node.value, context), what=what)
        if isinstance(node.value, ast.Name):
            variable = context.variable(node.value.id)
            if variable is not None:
                frame, of_list = variable
                return self._member(node, of_list.members, frame, context)
        base = self.resolve(node.value, context)
        match base:
            case GroupSymbol():
                return self._member(node, base.members, context.frame, context)
            case Found(GroupSymbol() as group, frame):
                return self._member(node, group.members, frame, context)
            case ListSymbol():
                found = self._member(node, base.members, context.frame, context)
                return Column(base, found.symbol) if isinstance(found, Found) else None
            case None:
                return None
            case _:
                name, part = ast.unparse(node.value), node.attr
                span = self.span(node, context)
                return self.fault("E310", span, name=name, part=part)

    def _resolve_name(
        self, node: ast.Name, context: Context
    ) -> Found | ListSymbol | GroupSymbol | None:
        if node.id == "it" and context.it is not None:
            return Found(context.it, frame_of(context.it, context.frame))
        if context.variable(node.id) is not None:
            return self.fault("E313", self.span(node, context), name=node.id)
        symbol = context.scope.find(node.id)
        if symbol is None:
            known = context.scope.names() | {name for name, _, _ in context.variables}
            hint = about_name(node.id, known)
            span = self.span(node, context)
            return self.fault("E301", span, name=node.id, hint=hint)
        if isinstance(symbol, (ListSymbol, GroupSymbol)):
            return symbol
        return Found(symbol, frame_of(symbol, context.frame))

    def _member(
        self,
        node: ast.Attribute,
        members: Mapping[str, Symbol],
        frame: str,
        context: Context,
    ) -> Found | ListSymbol | GroupSymbol | None:
        symbol = members.get(node.attr)
        if symbol is None:
            hint = did_you_mean(node.attr, frozenset(members))
            name, part = ast.unparse(node.value), node.attr
            span = self.span(node, context)
            return self.fault("E310", span, name=name, part=part, hint=hint)
        if isinstance(symbol, ListSymbol):
            return symbol
        return Found(symbol, frame_of(symbol, frame))


def _is_never_shown(reference: Reference) -> bool:
    return Facts().assume(reference.symbol.visibility()).impossible


def frame_of(symbol: Symbol, row_frame: str) -> str:
    """Give the frame in which a symbol is read: the form's, or the row's at hand."""
    if isinstance(symbol, (FieldSymbol, LetSymbol)):
        if symbol.owner is None:
            return FORM
        if symbol.owner == APPLICANT:
            return APPLICANT
    return row_frame

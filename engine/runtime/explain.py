"""Explain a computed value: the expression with its values, rates and their law.

The typed tree that was evaluated is read again over the assessment's values. Each part
whose value is needed is run by the same generated program, so there is no second judge.
Branches not taken and terms of 0 are left out; what only passes another value on
(`meals_total` = `meals.total`) is told by what it passes on.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, cast

from engine.expressions.evaluation import (
    DECIMAL_CONTEXT,
    Environment,
    Rows,
    Values,
)
from engine.expressions.typed import (
    APPLICANT,
    FORM,
    Aggregate,
    Arithmetic,
    Call,
    Conditional,
    Each,
    IfEmpty,
    Literal,
    RateLookup,
    Reference,
    Select,
    TypedNode,
)
from engine.expressions.types import NumberType
from engine.i18n.texts import Message, Text
from engine.runtime import explanation_words as said
from engine.runtime.derivation import Derivation, Piece, RateUse
from engine.runtime.explanation_parts import Spot, Term, Writing
from engine.runtime.explanation_programs import programs_of
from engine.runtime.value_words import (
    exact_words,
    number_words,
    plain_words,
    value_words,
)
from engine.values import CHF, ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import date

    from engine.compiler.form import CompiledField
    from engine.i18n.units import Quantity
    from engine.runtime.assessment import Assessment
    from engine.values import Value

__all__ = ["derivable", "explain", "explainer", "is_derivable"]

_ROW_PATH = re.compile(r"(.+)\[(\d+)\]\.(.+)")
_LONGEST_SUM = 6
_OPERATORS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


def derivable(assessment: Assessment) -> tuple[str, ...]:
    """Give the paths of the computed amounts that are worth explaining."""
    return tuple(
        path
        for path, compiled, value in assessment.entries()
        if is_derivable(compiled, value)
    )


def is_derivable(compiled: CompiledField, value: Value | None) -> bool:
    """Tell a computed amount that is worth explaining; None where there is none."""
    return (
        compiled.compute is not None
        and compiled.codec.kind is ValueKind.MONEY
        and value not in (None, 0)
        and not isinstance(compiled.compute.tree, RateLookup)
    )


def explain(assessment: Assessment, path: str) -> Derivation:
    """Explain the value at a flat path.

    Raises:
        KeyError: There is no value at that path.
    """
    return explainer(assessment)(path)


def explainer(assessment: Assessment) -> Callable[[str], Derivation]:
    """Give what explains values of one assessment as `explain` does."""
    return _Explainer(assessment).at


class _Explainer:
    """Explains values of one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.form = assessment.form
        self.root = assessment.root.values
        rows = Rows(assessment.root.lists)
        self.env = Environment(assessment.day, assessment.applicant.values, rows)
        self.programs = programs_of(assessment.form)

    def at(self, path: str) -> Derivation:
        spot = self.find(path)
        if spot.compiled.key not in self.row(spot):
            raise KeyError(path)
        with localcontext(DECIMAL_CONTEXT):
            return self.derive(spot)

    def find(self, path: str) -> Spot:
        in_row = _ROW_PATH.fullmatch(path)
        if in_row is None:
            return Spot(self.form.fields[path], -1)
        of_list, index, key = in_row.groups()
        rows = self.assessment.root.rows.get(of_list, ())
        if int(index) >= len(rows):
            raise KeyError(path)
        fields = {each.key: each for each in self.form.lists[of_list].fields}
        return Spot(fields[key], int(index))

    def row(self, spot: Spot) -> Values:
        if spot.compiled.list is None:
            return self.root
        return self.env.rows[spot.compiled.list][spot.index]

    def derive(self, spot: Spot) -> Derivation:
        compiled = spot.compiled
        writing = Writing(self.row(spot), spot.index)
        pieces: list[Piece] = []
        if compiled.compute is not None:
            node, writing = self.passed_on(compiled.compute.tree, writing)
            pieces = self.write(node, writing)
        value = value_words(compiled.codec, self.row(spot)[compiled.key])
        of_list = None if compiled.list is None else self.form.lists[compiled.list]
        return Derivation(
            path=spot.path,
            label=compiled.label,
            item=None if of_list is None else of_list.item,
            row=spot.index + 1,
            value=value,
            pieces=() if pieces in (["0"], [value]) else tuple(pieces),
            rates=tuple(writing.rates),
            parts=tuple(self.derive(part) for part in writing.parts),
        )

    def passed_on(self, node: TypedNode, writing: Writing) -> tuple[TypedNode, Writing]:
        """Follow a value that is only another computed value, to what that one is."""
        node = self.taken(node, writing)
        spot = self.only_source(node, writing)
        while spot is not None and spot.compiled.compute is not None:
            writing = Writing(self.row(spot), spot.index)
            node = self.taken(spot.compiled.compute.tree, writing)
            spot = self.only_source(node, writing)
        return node, writing

    def only_source(self, node: TypedNode, writing: Writing) -> Spot | None:
        """Give the one field that a node's value is, be it the only term of a sum."""
        if isinstance(node, Reference) and node.frame != APPLICANT:
            return self.spot(node, writing)
        if isinstance(node, Aggregate) and node.function == "sum":
            counted = self.counted(node.values, writing)
            terms = (
                self.terms(node.values, counted, writing) if len(counted) == 1 else ()
            )
            for term in terms:
                return term.parts[0] if len(term.parts) == 1 else None
        return None

    def run(self, node: TypedNode, writing: Writing) -> object:
        return self.programs.of(node).run(self.root, writing.row, self.env)

    def taken(  # noqa: PLR0911 - one arm per node
        self, node: TypedNode, writing: Writing
    ) -> TypedNode:
        """Leave out branches not taken and terms of 0."""
        match node:
            case Conditional(condition, then, otherwise):
                branch = then if self.run(condition, writing) else otherwise
                return self.taken(branch, writing)
            case Select(choice, branches):
                chosen = self.run(choice, writing)
                branch = next(tree for key, tree in branches if key == chosen)
                return self.taken(branch, writing)
            case Arithmetic("+", left, right):
                return self._without_zero(node, left, right, writing)
            case Arithmetic("-", left, right) if self.run(right, writing) == 0:
                return self.taken(left, writing)
            case Call(function, (Literal(value=0), other)) if function.name == "max":
                positive = self.run(node, writing) != 0
                return self.taken(other, writing) if positive else node
            case IfEmpty(Reference() as subject, otherwise):
                scope = self.scope(subject.frame, writing)
                there = subject.symbol.key in scope
                return self.taken(subject if there else otherwise, writing)
            case _:
                return node

    def _without_zero(
        self, node: Arithmetic, left: TypedNode, right: TypedNode, writing: Writing
    ) -> TypedNode:
        if self.run(right, writing) == 0:
            return self.taken(left, writing)
        if self.run(left, writing) == 0:
            return self.taken(right, writing)
        return node

    def scope(self, frame: str, writing: Writing) -> Values:
        if frame == FORM:
            return self.root
        return self.env.applicant if frame == APPLICANT else writing.row

    def spot(self, reference: Reference, writing: Writing) -> Spot:
        symbol = reference.symbol
        if symbol.owner is None:
            return Spot(self.form.fields[symbol.key], -1)
        if symbol.owner == APPLICANT:
            fields = self.form.applicant
        else:
            fields = self.form.lists[symbol.owner].fields
        compiled = next(each for each in fields if each.key == symbol.key)
        return Spot(compiled, writing.index)

    def write(  # noqa: C901, PLR0911 - one arm per node
        self, node: TypedNode, writing: Writing, strength: int = 0
    ) -> list[Piece]:
        """Write a part; weaker operators than `strength` are put in parentheses."""
        node = self.taken(node, writing)
        match node:
            case Literal(value):
                return [plain_words(value)]
            case Reference():
                return self._reference(node, writing)
            case Arithmetic():
                return self._arithmetic(node, writing, strength)
            case Call(function, arguments) if function.name == "round":
                return self._rounded(node, arguments[0], writing)
            case Call(function, arguments) if function.name in ("min", "max"):
                word = said.LEAST if function.name == "min" else said.GREATEST
                return self._extreme(word, arguments, writing)
            case Call(function, (start, end)) if function.name == "days":
                return [self._days(node, start, end, writing)]
            case Aggregate("sum", values):
                return self._sum(node, values, writing)
            case RateLookup():
                return self._rate(node, writing)
            case _:
                return [self._plain(node, writing)]

    def _plain(self, node: TypedNode, writing: Writing) -> str | Quantity:
        value = self.run(node, writing)
        unit = node.type.unit if isinstance(node.type, NumberType) else None
        return number_words(value, unit)

    def _reference(self, node: Reference, writing: Writing) -> list[Piece]:
        spot = self.spot(node, writing)
        compiled = spot.compiled
        if compiled.compute is not None:
            if isinstance(compiled.compute.tree, RateLookup):
                return self._rate(compiled.compute.tree, writing)
            writing.parts.append(spot)
        value = self.scope(node.frame, writing)[compiled.key]
        text = value_words(compiled.codec, value)
        if compiled.codec.kind in (ValueKind.INTEGER, ValueKind.DECIMAL):
            unit = node.symbol.type
            if isinstance(unit, NumberType) and unit.unit:
                written = compiled.codec.control.suffix
                return [number_words(value, unit.unit, written)]
        return [compiled.label, " ", text]

    def _arithmetic(
        self, node: Arithmetic, writing: Writing, strength: int
    ) -> list[Piece]:
        own = _STRENGTH[node.operator]
        is_negation = isinstance(node.left, Literal) and node.left.value == 0
        left = [] if is_negation else self.write(node.left, writing, own)
        firmer = own + 1 if node.operator in "-/" else own
        right = self.write(node.right, writing, firmer)
        sign = "−" if is_negation else _OPERATORS[node.operator]
        pieces = [*left, sign, *right]
        return ["(", *pieces, ")"] if own < strength else pieces

    def _rounded(self, node: Call, value: TypedNode, writing: Writing) -> list[Piece]:
        pieces = self.write(value, writing)
        exact, rounded = self.run(value, writing), self.run(node, writing)
        if exact == rounded:
            return pieces
        params: dict[str, str | Text] = {
            "exact": exact_words(exact),
            "rounded": plain_words(rounded),
        }
        return [*pieces, Message(text=said.ROUNDED, params=params)]

    def _extreme(
        self, word: Text, arguments: tuple[TypedNode, ...], writing: Writing
    ) -> list[Piece]:
        pieces: list[Piece] = [word]
        for index, argument in enumerate(arguments):
            pieces += [said.AND] if index else []
            pieces += self.write(argument, writing, strength=2)
        return pieces

    def _days(
        self, node: TypedNode, start: TypedNode, end: TypedNode, writing: Writing
    ) -> Message:
        return Message(
            text=said.DAYS,
            params={
                "count": self._plain(node, writing),
                "start": plain_words(self.run(start, writing)),
                "end": plain_words(self.run(end, writing)),
            },
        )

    def _sum(self, node: Aggregate, values: Each, writing: Writing) -> list[Piece]:
        counted = self.counted(values, writing)
        if not counted:
            return [self._plain(node, writing)]
        if len(counted) > _LONGEST_SUM:
            return [Message(text=said.SUM, params={"count": str(len(counted))})]
        pieces: list[Piece] = []
        for term in self.terms(values, counted, writing):
            pieces += [" + ", term.text] if pieces else [term.text]
            writing.parts.extend(term.parts)
        return pieces

    def counted(self, values: Each, writing: Writing) -> Mapping[int, object]:
        """Give what counts in a sum, by the index of its row."""
        every = enumerate(self.values_by_row(values, writing))
        return {index: value for index, value in every if value != 0}

    def terms(
        self, values: Each, counted: Mapping[int, object], writing: Writing
    ) -> Iterator[Term]:
        """Give the terms of a sum."""
        element, rows = values.element, self.env.rows[values.list.path]
        of_row = isinstance(element, Reference) and element.frame == values.variable
        for index, value in counted.items():
            place = Writing(rows[index], index) if of_row else writing
            yield self._term(element, value, place)

    def values_by_row(self, values: Each, writing: Writing) -> list[object]:
        """Give a sum's value for each row, 0 for one that does not count."""
        element = values.element
        if values.skips_empty and isinstance(element, Reference):
            key = element.symbol.key
            return [row.get(key, 0) for row in self.env.rows[values.list.path]]
        every = self.programs.every(values)
        return cast("list[object]", every.run(self.root, writing.row, self.env))

    def _term(self, element: TypedNode, value: object, writing: Writing) -> Term:
        if not isinstance(element, Reference):
            is_money = getattr(element.type, "unit", None) == CHF
            return Term(number_words(value, CHF if is_money else None), ())
        spot = self.spot(element, writing)
        text = value_words(spot.compiled.codec, value)
        return Term(text, () if spot.compiled.compute is None else (spot,))

    def _rate(self, node: RateLookup, writing: Writing) -> list[Piece]:
        chosen = self.run(node.key, writing) if node.key else node.keys[0][0]
        key = dict(node.keys)[str(chosen)]
        day = cast("date", self.run(node.on, writing))
        rate = key.at(day)
        value = cast("Decimal", self.run(node, writing))
        if rate is None:
            return [plain_words(value)]
        use = RateUse.of(node.tariff, key, rate, value)
        writing.rates.append(use)
        return [number_words(value, key.unit, key.unit_text), " (", use.origin, ")"]

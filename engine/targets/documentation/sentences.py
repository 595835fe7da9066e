"""Expressions in words: `fare > 0 and not by_car` as a sentence that can be checked.

Conditions are main clauses, which stand after «si», «wenn gilt:», «se» and «if» alike.
A `not` is worked into the clause, as readers skip a «pas» in front of a bracket.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.expressions.typed import (
    ROW,
    Aggregate,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
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
from engine.expressions.types import BOOLEAN, DATE, ChoiceType
from engine.i18n.formats import number
from engine.targets.documentation import phrases

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.i18n.texts import Text
    from engine.targets.documentation.names import Names

__all__ = ["Sentences"]

_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_SIGNS = {"+": " + ", "-": " − ", "*": " × ", "/": " ÷ "}
_STRENGTH = {"+": 1, "-": 1, "*": 2, "/": 2}


@dataclass(frozen=True, slots=True)
class Sentences:
    """Writes the expressions of one form in one language.

    `inside` are the lists whose rows are gone through: there the row at hand is told
    from those.
    """

    names: Names
    inside: frozenset[str] = frozenset()

    def say(self, text: Text, *places: str, **parts: str) -> str:
        """Fill a template in the reader's language."""
        return self.names.translate(text).format(*places, **parts)

    # Conditions

    def condition(self, tree: TypedNode, *, negated: bool = False) -> str:  # noqa: C901, PLR0911 - one arm per node
        """Write a condition, or its opposite, as a main clause."""
        match tree:
            case Literal(value=value):
                return self.say(
                    phrases.ALWAYS if bool(value) is not negated else phrases.NEVER
                )
            case Not(operand):
                return self.condition(operand, negated=not negated)
            case Logic():
                return self._logic(tree, negated=negated)
            case Comparison():
                return self._comparison(tree, negated=negated)
            case Membership():
                return self._membership(tree, negated=negated)
            case IsEmpty():
                return self.say(
                    phrases.FILLED if negated else phrases.EMPTY,
                    name=self._subject(tree),
                )
            case Aggregate():
                return self._of_rows(tree, negated=negated)
            case Reference():
                words = phrases.NOT_TICKED if negated else phrases.TICKED
                return self.say(words, name=self.value(tree))
            case Conditional(condition, then, otherwise):
                return self.say(
                    phrases.IF,
                    then=self.condition(then, negated=negated),
                    condition=self.condition(condition),
                    otherwise=self.condition(otherwise, negated=negated),
                )
            case _:
                return self.value(tree)

    def _logic(self, tree: Logic, *, negated: bool) -> str:
        is_and = (tree.operator == "and") is not negated
        parts = [self._operand(each, is_and, negated) for each in tree.operands]
        joined = parts[0]
        for part in parts[1:]:
            joined = self.say(
                phrases.AND if is_and else phrases.OR, first=joined, second=part
            )
        return joined

    def _operand(self, tree: TypedNode, is_and: bool, negated: bool) -> str:  # noqa: FBT001 - both belong to the operator
        """Put an operand into brackets where it is joined by the other word."""
        inner = self.condition(tree, negated=negated)
        while isinstance(tree, Not):
            tree, negated = tree.operand, not negated
        if not isinstance(tree, (Logic, Conditional)):
            return inner
        is_alike = isinstance(tree, Logic) and is_and is (
            (tree.operator == "and") is not negated
        )
        return inner if is_alike else f"({inner})"

    def _comparison(self, tree: Comparison, *, negated: bool) -> str:
        operator = _OPPOSITE[tree.operator] if negated else tree.operator
        for side, other in ((tree.left, tree.right), (tree.right, tree.left)):
            if isinstance(side.type, ChoiceType) and isinstance(other, Literal):
                words = phrases.IS if operator == "==" else phrases.IS_NOT
                value = self._key(side, str(other.value))
                return self.say(words, name=self.value(side), value=value)
        words = (phrases.COMPARED_DAYS if tree.left.type == DATE else phrases.COMPARED)[
            operator
        ]
        return self.say(words, left=self.value(tree.left), right=self.value(tree.right))

    def _membership(self, tree: Membership, *, negated: bool) -> str:
        is_not = tree.negated is not negated
        if tree.options is None:
            assert tree.choices is not None  # noqa: S101 - one of both is given
            key = tree.item.value if isinstance(tree.item, Literal) else ""
            return self.say(
                phrases.HAS_NOT if is_not else phrases.HAS,
                name=self.value(tree.choices),
                value=self._key(tree.choices, str(key)),
            )
        keys = [
            self._key(tree.item, str(each.value))
            if isinstance(each, Literal) and isinstance(each.value, str)
            else self.value(each)
            for each in tree.options
        ]
        value = self._listed(phrases.LIST_OR, keys)
        return self.say(
            phrases.IS_NOT if is_not else phrases.IS,
            name=self.value(tree.item),
            value=value,
        )

    def _key(self, choice: TypedNode, key: str) -> str:
        if isinstance(choice, Reference):
            return self.names.of_choice(choice.symbol, key)
        return f"«{key}»"

    def _subject(self, tree: IsEmpty) -> str:
        if tree.field is not None:
            return self.value(tree.field)
        return "" if tree.list is None else self.names.of_rows(tree.list.path)

    def _of_rows(self, tree: Aggregate, *, negated: bool) -> str:
        if tree.function == "any":
            words = phrases.FOR_NONE if negated else phrases.FOR_ANY
        else:
            words = phrases.FOR_NOT_EACH if negated else phrases.FOR_EACH
        condition = self._within(tree).condition(tree.values.element)
        return self.say(words, rows=self._rows(tree), condition=condition)

    def _within(self, tree: Aggregate) -> Sentences:
        """Give the writer of what is said about each row."""
        return replace(self, inside=self.inside | {tree.values.list.path})

    def _rows(self, tree: Aggregate) -> str:
        rows = self.names.of_rows(tree.values.list.path)
        if tree.values.condition is None:
            return rows
        condition = self._within(tree).condition(tree.values.condition)
        return self.say(phrases.WHERE, rows=rows, condition=condition)

    # Values

    def value(self, tree: TypedNode) -> str:  # noqa: C901, PLR0911 - one arm per node
        """Write a value."""
        match tree:
            case Literal():
                return _literal(tree)
            case Reference():
                return self._reference(tree)
            case Today():
                return self.say(phrases.TODAY)
            case Arithmetic():
                return self._arithmetic(tree)
            case Conditional(condition, then, otherwise):
                return self.say(
                    phrases.IF,
                    then=self._inner(then),
                    condition=self.condition(condition),
                    otherwise=self._inner(otherwise),
                )
            case Select():
                return self.say(
                    phrases.BY,
                    choice=self.value(tree.choice),
                    branches="; ".join(self.branches(tree)),
                )
            case Call():
                return self._call(tree)
            case Aggregate():
                return self._aggregate(tree)
            case IfEmpty(subject, otherwise):
                return self.say(
                    phrases.IF_EMPTY,
                    value=self.value(subject),
                    otherwise=self.value(otherwise),
                )
            case RateLookup():
                return self._rate(tree)
            case _:
                return self.condition(tree) if tree.type == BOOLEAN else ""

    def _reference(self, tree: Reference) -> str:
        name = self.names.of_field(tree.symbol)
        is_of_this_row = tree.frame == ROW and tree.symbol.owner in self.inside
        return self.say(phrases.OF_THIS_ROW, name=name) if is_of_this_row else name

    def branches(self, tree: Select) -> tuple[str, ...]:
        """Write each case of a `by` on its own."""
        return tuple(
            self.say(
                phrases.BRANCH,
                key=self.names.of_choice(tree.choice.symbol, key),
                value=self.value(branch),
            )
            for key, branch in tree.branches
        )

    def _inner(self, tree: TypedNode) -> str:
        """Put a choice between values into brackets within another."""
        words = self.value(tree)
        return f"({words})" if isinstance(tree, (Conditional, Select)) else words

    def _arithmetic(self, tree: Arithmetic) -> str:
        left = self._factor(tree.left, tree.operator, is_right=False)
        right = self._factor(tree.right, tree.operator, is_right=True)
        if tree.operator == "-" and left == "0":
            return f"−{right}"
        return f"{left}{_SIGNS[tree.operator]}{right}"

    def _factor(self, tree: TypedNode, operator: str, *, is_right: bool) -> str:
        words = self.value(tree)
        if isinstance(tree, Arithmetic):
            strength, around = _STRENGTH[tree.operator], _STRENGTH[operator]
            is_loose = strength < around or (
                strength == around and is_right and operator in "-/"
            )
            return f"({words})" if is_loose else words
        is_phrase = not isinstance(tree, (Literal, Reference))
        return f"({words})" if is_phrase else words

    def _call(self, tree: Call) -> str:
        name, arguments = tree.function.name, tree.arguments
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, arguments)
        earlier = phrases.BEFORE.get(name)
        count = _negative(arguments[-1]) if earlier is not None else None
        if earlier is not None and count is not None:
            return self.say(earlier, self.value(arguments[0]), number(count))
        return self.say(phrases.CALLED[name], *map(self.value, arguments))

    def least(self, values: tuple[TypedNode, ...]) -> str:
        """Write `min(a, b)`."""
        words = self._listed(phrases.LIST_AND, map(self._part, values))
        return self.say(phrases.LEAST, values=words)

    def greatest(self, values: tuple[TypedNode, ...]) -> str:
        """Write `max(a, b)`; one with a number is a floor."""
        floors = [each for each in values if isinstance(each, Literal)]
        others = [each for each in values if not isinstance(each, Literal)]
        if len(floors) == 1 and len(others) == 1:
            value, least = self._part(others[0]), self.value(floors[0])
            return self.say(phrases.AT_LEAST, value=value, least=least)
        words = self._listed(phrases.LIST_AND, map(self._part, values))
        return self.say(phrases.GREATEST, values=words)

    def _part(self, tree: TypedNode) -> str:
        """Put what has words of its own into brackets."""
        words = self.value(tree)
        return words if isinstance(tree, (Literal, Reference)) else f"({words})"

    def rounded(self, arguments: tuple[TypedNode, ...]) -> str:
        """Write `round(x, step)`."""
        value, step = map(self.value, arguments)
        return self.say(phrases.ROUNDED, value=value, step=step)

    def made_date(self, arguments: tuple[TypedNode, ...]) -> str:
        """Write `date(year, 1, 1)`."""
        year, month, of_month = arguments
        if isinstance(month, Literal) and isinstance(of_month, Literal):
            short = f"{int(of_month.value):02d}.{int(month.value):02d}."
            return self.say(phrases.MADE_DATE, day=short, year=self.value(year))
        return ""

    def _aggregate(self, tree: Aggregate) -> str:
        if tree.type == BOOLEAN:
            return self.condition(tree)
        rows, element = self._rows(tree), tree.values.element
        if tree.function == "count" and not isinstance(element, Literal):
            value = self._within(tree).value(element)
            return self.say(phrases.COUNTED, value=value, rows=rows)
        words = phrases.AGGREGATED[tree.function]
        value = self._within(tree).of_each_row(element)
        return self.say(words, value=value, rows=rows)

    def of_each_row(self, element: TypedNode) -> str:
        """Write what is taken from each row, in brackets unless it is one field."""
        words = self.value(element)
        return words if isinstance(element, Reference) else f"({words})"

    def _rate(self, tree: RateLookup) -> str:
        tariff = self.names.form.tariffs.get(tree.tariff)
        is_phrase = isinstance(tree.on, (Aggregate, Conditional, Select))
        on = self._part(tree.on) if is_phrase else self.value(tree.on)
        if tree.key is not None and not isinstance(tree.key, Literal):
            title = (
                tree.tariff if tariff is None else self.names.translate(tariff.title)
            )
            words = self.say(
                phrases.RATE_BY, rate=title, key=self.value(tree.key), day=on
            )
        else:
            label = self.names.translate(tree.keys[0][1].label)
            words = self.say(phrases.RATE, rate=label, day=on)
        if tree.at is None:
            return words
        return self.say(phrases.RATE_AT, rate=words, number=self.value(tree.at))

    def _listed(self, word: Text, parts: Iterable[str]) -> str:
        *rest, last = parts
        if not rest:
            return last
        return self.say(word, all=", ".join(rest), last=last)


_SPECIAL = MappingProxyType(
    {
        "min": Sentences.least,
        "max": Sentences.greatest,
        "round": Sentences.rounded,
        "date": Sentences.made_date,
    }
)


def _literal(tree: Literal) -> str:
    if isinstance(tree.value, (bool, str)):
        return f"«{tree.value}»"
    return number(tree.value)


def _negative(tree: TypedNode) -> int | None:
    """Give 60 for `-60`, which is `0 - 60`."""
    match tree:
        case Arithmetic("-", Literal(value=0), Literal(value=int() as count)):
            return count
        case _:
            return None

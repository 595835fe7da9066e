"""Typed trees as data: what `engine.expressions.python_program` is to Python.

A node is an object; `is` names it. Numbers are text, days ISO 8601. What the generator
of Python finds out about an aggregate (that rows may be grouped by a shared key, or
that it is the same for every row) is told beside it, so that no evaluator walks a list
once per row.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.expressions.shared_keys import is_about, shared_key
from engine.expressions.typed import (
    APPLICANT,
    FORM,
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
from engine.expressions.types import NumberType
from engine.i18n.units import Quantity
from engine.values import CHF, unit_words

if TYPE_CHECKING:
    from engine.expressions.program import Program
    from engine.expressions.symbols import ListSymbol
    from engine.i18n.texts import Translator
    from engine.tariffs.model import TariffKey
    from engine.values import Unit

__all__ = ["TreeWriter"]

Tree = dict[str, object]


@dataclass(slots=True)
class TreeWriter:
    """Writes the programs of one form; gathers the rates and units that they name."""

    translate: Translator
    rates: dict[str, TariffKey] = field(default_factory=dict[str, "TariffKey"])
    units: list[object] = field(default_factory=list[object])
    _per_row: bool = False

    def program(self, program: Program | None) -> Tree | None:
        """Write a whole expression; None where there is none."""
        if program is None:
            return None
        self._per_row = not is_about(program.tree, FORM, APPLICANT)
        return self.tree(program.tree)

    def tree(self, node: TypedNode) -> Tree:
        """Write a node and what it is made of."""
        written = self._written(node)
        unit = node.type.unit if isinstance(node.type, NumberType) else None
        if unit and not isinstance(node, Literal):
            written["unit"] = self.unit(unit)
        return written

    def unit(self, unit: Unit, text: str | None = None) -> int:
        """Note a unit and its words; `text` is how its author wrote it.

        Amounts stand without their currency, so a bare CHF has no words.
        """
        forms: Tree = {"money": True} if dict(unit).get("CHF") == 1 else {}
        if unit != CHF:
            name = text or unit_words(unit)
            forms |= {
                "one": Quantity(1, "", name).words(self.translate).strip(),
                "many": Quantity(2, "", name).words(self.translate).strip(),
            }
        if forms not in self.units:
            self.units.append(forms)
        return self.units.index(forms)

    def _written(  # noqa: C901, PLR0911, PLR0912 - one arm per node
        self, node: TypedNode
    ) -> Tree:
        match node:
            case Literal():
                return _literal(node)
            case Reference(frame, symbol):
                own = (
                    {} if symbol.owner in (None, APPLICANT) else {"list": symbol.owner}
                )
                return {"is": "field", "frame": frame, "key": symbol.key, **own}
            case Today():
                return {"is": "today"}
            case Arithmetic(operator, left, right) | Comparison(operator, left, right):
                return {
                    "is": operator,
                    "left": self.tree(left),
                    "right": self.tree(right),
                }
            case Membership():
                return self._membership(node)
            case Logic(operator, operands):
                return {"is": operator, "of": [self.tree(each) for each in operands]}
            case Not(operand):
                return {"is": "not", "of": self.tree(operand)}
            case Conditional(condition, then, otherwise):
                return {
                    "is": "if",
                    "if": self.tree(condition),
                    "then": self.tree(then),
                    "else": self.tree(otherwise),
                }
            case Select(choice, branches):
                return {
                    "is": "by",
                    "choice": self.tree(choice),
                    "branches": [[key, self.tree(branch)] for key, branch in branches],
                }
            case Call(function, arguments):
                return {
                    "is": "call",
                    "name": function.name,
                    "of": [self.tree(each) for each in arguments],
                }
            case Each():
                return self._each(node)
            case Aggregate():
                return self._aggregate(node)
            case IsEmpty(of_field, of_list):
                return {"is": "empty", **self._subject(of_field, of_list)}
            case IfEmpty(subject, otherwise):
                return {
                    "is": "if_empty",
                    "of": self.tree(subject),
                    "else": self.tree(otherwise),
                }
            case RateLookup():
                return self._rate(node)

    def _membership(self, node: Membership) -> Tree:
        within = (
            {"choices": self.tree(node.choices)}
            if node.choices is not None
            else {"options": [self.tree(each) for each in node.options or ()]}
        )
        negation = {"not": True} if node.negated else {}
        return {"is": "in", "item": self.tree(node.item), **within, **negation}

    def _subject(self, of_field: Reference | None, of_list: ListSymbol | None) -> Tree:
        if of_list is not None:
            return {"list": of_list.path}
        return {} if of_field is None else {"field": self.tree(of_field)}

    def _each(self, node: Each) -> Tree:
        condition = {"if": self.tree(node.condition)} if node.condition else {}
        return {
            "is": "each",
            "list": node.list.path,
            "as": node.variable,
            "of": self.tree(node.element),
            **condition,
            **({"column": True} if node.skips_empty else {}),
        }

    def _aggregate(self, node: Aggregate) -> Tree:
        each = node.values
        written: Tree = {
            "is": "aggregate",
            "name": node.function,
            "each": self.tree(each),
        }
        shared = shared_key(each)
        if shared is not None:
            written["shared"] = {
                "before": [self.tree(guard) for guard in shared.before],
                "row": self.tree(shared.of_row),
                "asked": self.tree(shared.asked),
                "after": self._each(replace(each, condition=shared.after)),
            }
        elif self._per_row and is_about(each, FORM, APPLICANT, each.variable):
            written["once"] = True
        return written

    def _rate(self, node: RateLookup) -> Tree:
        keys: list[list[str]] = []
        for name, key in node.keys:
            known = f"{node.tariff}.{key.name}"
            self.rates[known] = key
            keys.append([name, known])
        return {
            "is": "rate",
            "keys": keys,
            "on": self.tree(node.on),
            **({"key": self.tree(node.key)} if node.key is not None else {}),
            **({"at": self.tree(node.at)} if node.at is not None else {}),
            "inputs": [_input(each) for each in node.inputs],
        }


def _literal(node: Literal) -> Tree:
    match node.value:
        case bool():
            return {"is": "truth", "value": node.value}
        case int():
            return {"is": "whole", "value": str(node.value)}
        case Decimal():
            return {"is": "exact", "value": f"{node.value:f}"}
        case str():
            return {"is": "text", "value": node.value}


def _input(given: Reference | ListSymbol) -> list[str]:
    """Name an answer behind a day: its frame and key, or the form and a list."""
    if isinstance(given, Reference):
        return [given.frame, given.symbol.key]
    return [FORM, given.path]

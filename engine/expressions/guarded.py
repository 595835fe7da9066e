"""Expressions inside a function that goes through the rows of one list.

Such a function keeps fields in variables, None where there is no value. What is the
same for every row is worked out before the first one. An expression asks first for what
it reads in any case and is None where that is missing; only what it reads now and then
is looked up, which raises.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.expressions.certain_reads import certain_reads, is_noticed
from engine.expressions.python_program import Generator, lambda_of, name_of
from engine.expressions.shared_keys import is_about
from engine.expressions.typed import (
    APPLICANT,
    FORM,
    Arithmetic,
    Call,
    Comparison,
    Conditional,
    Literal,
    Logic,
    Membership,
    Not,
    Reference,
    Select,
    Today,
    TypedNode,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["GuardedGenerator", "name_part"]

_SILENT = (Literal, Today, Reference, Comparison, Logic, Not, Conditional, Select)
"""Nodes that raise nothing themselves."""

_NO_IDENTIFIER = re.compile("[^0-9A-Za-z]")


def name_part(key: str) -> str:
    """Give a key's part of a variable's name."""
    return _NO_IDENTIFIER.sub("_", key)


@dataclass(slots=True)
class GuardedGenerator(Generator):
    """Writes expressions of one function.

    `own` are the frames of the scope at hand; `is_loop` tells that there may be many.
    `variables` name those of fields by frame and key; `before` holds, by variable, what
    is worked out before the first row.
    """

    own: frozenset[str] = frozenset()
    is_loop: bool = True
    variables: dict[tuple[str, str], str] = field(
        default_factory=dict[tuple[str, str], str]
    )
    before: dict[str, ast.expr] = field(default_factory=dict[str, ast.expr])
    raises: bool = False
    """Whether what was written since this was last set to False may raise."""
    _fixed: dict[str, str] = field(default_factory=dict[str, str])
    _present: frozenset[str] = frozenset()
    """Variables that are not None where the next part stands."""

    def variable(self, frame: str, key: str) -> str:
        """Name the variable of a field; one of the scope at hand is the row's."""
        place = self._place(frame, key)
        if place not in self.variables:
            wanted = f"{place[0] or 'row'}_{name_part(key)}"
            taken = wanted in self.variables.values()
            self.variables[place] = (
                f"{wanted}_{len(self.variables)}" if taken else wanted
            )
        return self.variables[place]

    def _place(self, frame: str, key: str) -> tuple[str, str]:
        return ("" if frame in self.own else frame, key)

    def value(self, tree: TypedNode) -> ast.expr:
        """Write an expression: its value, or None where it has none for sure."""
        self.per_row = not is_about(tree, FORM, APPLICANT)
        return self._guarded(tree)

    def _guarded(self, node: TypedNode) -> ast.expr:
        """Ask first for what a part reads in any case."""
        around = self._present
        reads = certain_reads(node, self._is_fixed)
        names = [name for each in reads if (name := self._holder(each)) is not None]
        needed = [name for name in dict.fromkeys(names) if name not in around]
        self._present = around.union(needed)
        body = self._last(node)
        self._present = around
        return ast.IfExp(_are_there(needed), body, _none()) if needed else body

    def _last(self, node: TypedNode) -> ast.expr:
        """Write what gives a whole expression its value."""
        match node:
            case Conditional(condition, then, otherwise):
                test = self.expression(condition)
                return ast.IfExp(test, self._guarded(then), self._guarded(otherwise))
            case Logic(operator, (first, *others)):
                rest = (
                    replace(node, operands=tuple(others)) if others[1:] else others[0]
                )
                kind = ast.And() if operator == "and" else ast.Or()
                return ast.BoolOp(kind, [self.expression(first), self._guarded(rest)])
            case _:
                return self.expression(node)

    def expression(self, node: TypedNode) -> ast.expr:
        """Write a part, by its variable where it has one that is there."""
        if self._present:
            name = self._holder(node)
            if name in self._present:
                return name_of(name)
        if not isinstance(node, _SILENT) and not (
            isinstance(node, Membership) and node.choices is None
        ):
            self.raises = True
        return Generator.expression(self, node)

    def reference(self, node: Reference) -> ast.expr:
        """Look a field up."""
        self.raises = True
        return Generator.reference(self, node)

    def scope(self, frame: str) -> ast.expr:
        """Write the scope of a frame; the one at hand is `row`."""
        if frame in self.own:
            return name_of("row")
        return Generator.scope(self, frame)

    def today(self) -> ast.expr:
        """Write the day of assessment."""
        self.before["today"] = Generator.today(self)
        return name_of("today")

    def groups(self, keyed: ast.expr, reduce: ast.expr) -> ast.expr:
        """Make the groups before the first row."""
        name = f"groups_{len(self.before)}"
        self.before[name] = Generator.groups(self, keyed, reduce)
        return name_of(name)

    def _holder(self, node: TypedNode) -> str | None:
        """Name the variable that holds a part's value; None where none can."""
        if isinstance(node, Reference):
            known = node.frame in self.own or node.frame in (FORM, APPLICANT)
            return self.variable(node.frame, node.symbol.key) if known else None
        return self._held_before(node) if self._is_fixed(node) else None

    def _is_fixed(self, node: TypedNode) -> bool:
        """Tell a calculation that is the same in every row, and is no trouble."""
        return (
            self.is_loop
            and isinstance(node, Arithmetic | Call)
            and not is_noticed(node)
            and all(
                isinstance(each, Literal | Today | Arithmetic | Call)
                or (
                    isinstance(each, Reference)
                    and each.frame in (FORM, APPLICANT)
                    and each.frame not in self.own
                )
                for each in walk(node)
            )
        )

    def _held_before(self, node: TypedNode) -> str:
        around, self._present = self._present, frozenset()
        raises = self.raises
        body = Generator.expression(self, node)
        self._present, self.raises = around, raises
        text = ast.dump(body)
        if text not in self._fixed:
            self._fixed[text] = f"fixed_{len(self._fixed)}"
            settled = ast.Call(name_of("settled"), [lambda_of(body)], [])
            self.before[self._fixed[text]] = settled
        return self._fixed[text]


def _are_there(names: Sequence[str]) -> ast.expr:
    tests: list[ast.expr] = [
        ast.Compare(name_of(name), [ast.IsNot()], [_none()]) for name in names
    ]
    return ast.BoolOp(ast.And(), tests) if tests[1:] else tests[0]


def _none() -> ast.expr:
    return ast.Constant(None)

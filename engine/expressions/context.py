"""Where an expression stands, and what a name in it was found to mean."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.expressions.facts import Facts
from engine.expressions.typed import ROW

if TYPE_CHECKING:
    from engine.expressions.facts import Formula
    from engine.expressions.parser import Syntax
    from engine.expressions.symbols import (
        FieldSymbol,
        LetSymbol,
        ListSymbol,
        NameScope,
        Symbol,
    )

__all__ = ["Column", "Context", "Found"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Where an expression stands.

    `frame` is the frame of the row at hand. `waits` is a rule's leave to name what may
    be empty. `variables` are the generators' around, innermost last, each with its
    frame. `it` is the field of a named type's rule.
    """

    scope: NameScope
    facts: Facts = field(default_factory=Facts)
    frame: str = ROW
    waits: bool = False
    variables: tuple[tuple[str, str, ListSymbol], ...] = ()
    it: FieldSymbol | None = None
    lets: tuple[LetSymbol, ...] = ()
    syntax: Syntax | None = None

    def variable(self, name: str) -> tuple[str, ListSymbol] | None:
        """Give the frame and list of a generator's variable."""
        for known, frame, of_list in reversed(self.variables):
            if known == name:
                return frame, of_list
        return None

    def assume(self, formula: Formula) -> Context:
        """Give the context with one more formula taken to hold."""
        return replace(self, facts=self.facts.assume(formula))


@dataclass(frozen=True, slots=True)
class Column:
    """`list.member`, before an aggregate takes it."""

    list: ListSymbol
    member: Symbol


@dataclass(frozen=True, slots=True)
class Found:
    """A resolved name: its symbol and the frame in which a row's fields are read."""

    symbol: Symbol
    frame: str

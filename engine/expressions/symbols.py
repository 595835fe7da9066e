"""What names mean: the symbols that expressions refer to and the scopes they are in.

The compiler makes the symbols of a form, the checker asks them. A field's visibility
and requirement are formulas (`engine.expressions.facts`), worked out when first asked,
since they come from expressions that name other fields.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.expressions.facts import Formula
    from engine.expressions.typed import TypedNode
    from engine.expressions.types import StaticType
    from engine.source.nodes import ScalarNode
    from engine.values import Value

__all__ = [
    "FieldSymbol",
    "GroupSymbol",
    "LetSymbol",
    "ListSymbol",
    "NameScope",
    "Symbol",
    "TextSymbol",
]


@dataclass(slots=True, eq=False, kw_only=True)
class FieldSymbol:
    """A field. `owner` is the path of its list, None for the form, or `APPLICANT`.

    `key` is its dotted name within that scope. `minimum` is a number's bound, None
    where there is none. `visibility` and `requirement` are about the frame `ROW` (or
    the form's); a reader in another frame rebinds them. `given` tells `start` and `end`
    of a cut list.
    """

    name: str
    key: str
    owner: str | None
    type: StaticType
    unit_text: str = ""
    minimum: Value | None = None
    given: bool = False
    computed: bool = False
    visibility: Callable[[], Formula]
    requirement: Callable[[], Formula]
    visible_text: str = ""
    """The condition on which it is shown, as written, for messages."""
    required_text: str = ""
    """The condition on which it is required; empty where it is simply optional."""
    computation: Callable[[], TypedNode | None] = lambda: None
    """The typed tree of a computed value: behind a computed date stand its inputs."""

    @property
    def path(self) -> str:
        """The path pattern for messages and canonical texts: `trips.fare`."""
        return self.key if self.owner is None else f"{self.owner}.{self.key}"


@dataclass(slots=True, eq=False, kw_only=True)
class LetSymbol:
    """A named expression, read in its own scope. `owner` as in `FieldSymbol`."""

    name: str
    owner: str | None
    expression: ScalarNode
    scope: NameScope


@dataclass(slots=True, eq=False, kw_only=True)
class TextSymbol:
    """Static text: a name, but no value. `key` and `owner` as in `FieldSymbol`."""

    name: str
    key: str
    owner: str | None


@dataclass(slots=True, eq=False, kw_only=True)
class GroupSymbol:
    """A record: its members are reached through a dot.

    `key` and `owner` as in `FieldSymbol`.
    """

    name: str
    key: str
    owner: str | None
    members: dict[str, Symbol] = field(default_factory=dict[str, "Symbol"])


@dataclass(slots=True, eq=False, kw_only=True)
class ListSymbol:
    """A repeating group. `min` and `max` bound its rows."""

    name: str
    path: str
    min: int
    max: int
    visibility: Callable[[], Formula]
    members: dict[str, Symbol] = field(default_factory=dict[str, "Symbol"])


Symbol = FieldSymbol | LetSymbol | TextSymbol | GroupSymbol | ListSymbol


@dataclass(slots=True, eq=False, kw_only=True)
class NameScope:
    """Where names are looked up: its own members, then those of the scope around it.

    `list` is the list whose row this is, directly or through a group; None in the form.
    """

    members: Mapping[str, Symbol]
    parent: NameScope | None = None
    list: ListSymbol | None = None

    def find(self, name: str) -> Symbol | None:
        """Give the nearest symbol of a name, or None."""
        scope: NameScope | None = self
        while scope is not None:
            if name in scope.members:
                return scope.members[name]
            scope = scope.parent
        return None

    def names(self) -> frozenset[str]:
        """Give every name that can be written here."""
        here = frozenset(self.members)
        return here if self.parent is None else here | self.parent.names()

"""Located YAML: the tree that everything of an author's file is read from.

Scalars are kept as written (`011`, `11.50`, `no` are texts); who needs a number asks
for one. Every node knows its place, and a scalar knows the place of each character, so
that a caret is right inside folded and quoted text too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.diagnostics import Span

__all__ = ["Entry", "MappingNode", "Node", "ScalarNode", "SequenceNode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScalarNode:
    """A text as the author wrote it.

    `plain` tells an unquoted scalar, which alone may stand for null, a boolean or a
    number. `places` holds, for each character of `text`, its (line, column), counted
    from 1.
    """

    text: str
    plain: bool
    span: Span
    places: tuple[tuple[int, int], ...]

    @property
    def is_null(self) -> bool:
        """Tell a key without a value, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def text_span(self) -> Span:
        """The place of the text: of a block scalar not its mark but its first line."""
        return self.span_at(0, max(1, len(self.text)))

    def span_at(self, offset: int, length: int = 1) -> Span:
        """Give the place of `length` characters from `offset`, cut at the line's end.

        An offset past the end gives the place just after the last character.
        """
        span = type(self.span)
        if not self.places:
            return self.span
        if offset >= len(self.places):
            line, column = self.places[-1]
            return span(self.span.path, line, column + 1)
        line, column = self.places[offset]
        last = column
        for other_line, other_column in self.places[offset : offset + length]:
            if other_line != line:
                break
            last = other_column
        return span(self.span.path, line, column, max(1, last - column + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class SequenceNode:
    """A list; `span` is its first character."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A key with its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingNode:
    """Keys with values, in the file's order, no key twice; `span` is its first key."""

    entries: tuple[Entry, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """Give the value under a key, or None."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry.value
        return None

    def entry(self, key: str) -> Entry | None:
        """Give key and value together, or None."""
        for entry in self.entries:
            if entry.key.text == key:
                return entry
        return None

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries."""
        return iter(self.entries)


Node = ScalarNode | SequenceNode | MappingNode

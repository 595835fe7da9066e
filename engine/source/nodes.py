"""Located YAML: the tree that everything of an author's file is read from.

Scalars are kept as written (`011`, `11.50`, `no` are texts); who needs a number asks
for one. Every node knows its place, and a scalar knows the place of each character, so
that a caret is right inside folded and quoted text too. Places are worked out when they
are asked for: nearly every node of a form is right and nobody asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.diagnostics import Span

__all__ = [
    "Entry",
    "Located",
    "MappingNode",
    "Node",
    "ScalarNode",
    "SequenceNode",
    "WrittenElsewhere",
    "scalar_at",
]


class Located(Protocol):
    """What turns the positions of nodes into places: a file, or what stands for one."""

    @property
    def path(self) -> str:
        """The file as the author named it."""
        ...

    def span(self, start: int, end: int) -> Span:
        """Give the place of a stretch; what runs over lines is cut at the first."""
        ...

    def places(self, start: int, end: int, text: str) -> tuple[tuple[int, int], ...]:
        """Give line and column, from 1, of each character of a scalar's text."""
        ...


@dataclass(frozen=True, slots=True)
class WrittenElsewhere:
    """The places of a scalar that does not stand in a file as it reads."""

    whole: Span
    characters: tuple[tuple[int, int], ...]

    @property
    def path(self) -> str:
        """The file that it comes from."""
        return self.whole.path

    def span(self, start: int, end: int) -> Span:  # noqa: ARG002 - there is one place
        """Give the place of the scalar."""
        return self.whole

    def places(self, start: int, end: int, text: str) -> tuple[tuple[int, int], ...]:  # noqa: ARG002 - there is one text
        """Give the places of the scalar's characters."""
        return self.characters


class ScalarNode(NamedTuple):
    """A text as the author wrote it.

    `plain` tells an unquoted scalar, which alone may stand for null, a boolean or a
    number. `start` and `end` are positions in `file`. A form has thousands of scalars,
    and a named tuple is made in a third of a frozen dataclass's time.
    """

    text: str
    plain: bool
    file: Located
    start: int
    end: int

    @property
    def is_null(self) -> bool:
        """Tell a key without a value, `~` or `null`."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")

    @property
    def span(self) -> Span:
        """The place of the scalar, with its quotation marks or indicator."""
        return self.file.span(self.start, self.end)

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """Line and column, from 1, of each character of `text`."""
        return self.file.places(self.start, self.end, self.text)

    @property
    def text_span(self) -> Span:
        """The place of the text: of a block scalar not its mark but its first line."""
        return self.span_at(0, max(1, len(self.text)))

    def span_at(self, offset: int, length: int = 1) -> Span:
        """Give the place of `length` characters from `offset`, cut at the line's end.

        An offset past the end gives the place just after the last character.
        """
        places, whole = self.places, self.span
        if not places:
            return whole
        span = type(whole)
        if offset >= len(places):
            line, column = places[-1]
            return span(whole.path, line, column + 1)
        line, column = places[offset]
        last = column
        for other_line, other_column in places[offset : offset + length]:
            if other_line != line:
                break
            last = other_column
        return span(whole.path, line, column, max(1, last - column + 1))


def scalar_at(text: str, span: Span, places: tuple[tuple[int, int], ...]) -> ScalarNode:
    """Make a plain scalar that does not stand in a file as it reads.

    Args:
        text: What it says.
        span: Its place.
        places: The place of each character of `text`.
    """
    return ScalarNode(text, True, WrittenElsewhere(span, places), 0, 0)  # noqa: FBT003 - the tuple's order


@dataclass(frozen=True, slots=True)
class SequenceNode:
    """A list; `span` is its first character, at `start` in `file`."""

    items: tuple[Node, ...]
    file: Located
    start: int

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self.items)

    @property
    def span(self) -> Span:
        """The place of its first character."""
        return self.file.span(self.start, self.start + 1)


class Entry(NamedTuple):
    """A key with its value."""

    key: ScalarNode
    value: Node


@dataclass(frozen=True, slots=True)
class MappingNode:
    """Keys with values, in the file's order, no key twice.

    `by_key` gives the entries by the texts of their keys; `start` and `end` are those
    of its first key in `file`.
    """

    by_key: dict[str, Entry]
    file: Located
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The place of its first key."""
        return self.file.span(self.start, self.end)

    def with_entries(self, entries: Iterable[Entry]) -> MappingNode:
        """Give a mapping with other entries at this one's place."""
        by_key = {entry.key.text: entry for entry in entries}
        return MappingNode(by_key, self.file, self.start, self.end)

    def get(self, key: str) -> Node | None:
        """Give the value under a key, or None."""
        entry = self.by_key.get(key)
        return None if entry is None else entry.value

    def entry(self, key: str) -> Entry | None:
        """Give key and value together, or None."""
        return self.by_key.get(key)

    @property
    def size(self) -> int:
        """How many entries there are."""
        return len(self.by_key)

    def __iter__(self) -> Iterator[Entry]:
        """Go through the entries."""
        return iter(self.by_key.values())


Node = ScalarNode | SequenceNode | MappingNode

"""What a page to read is made of, in terms of no format."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Block", "Entries", "Entry", "Heading", "Page", "Paragraph", "Table"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the page's."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A name, the path by which programs know it, and what is said about it."""

    name: str
    path: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entries:
    """A list of entries, one below the other."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with one row of heads; `numbers` are the columns set to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()


Block = Heading | Paragraph | Entries | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A whole page in one language."""

    language: str
    title: str
    blocks: tuple[Block, ...]

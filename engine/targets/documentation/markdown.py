"""A page to read as Markdown (CommonMark with tables)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.targets.documentation.blocks import Entries, Heading, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.targets.documentation.blocks import Block, Entry, Page

__all__ = ["as_markdown"]

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#])")


def as_markdown(page: Page) -> str:
    """Write a page; what means something in Markdown is escaped."""
    return "\n\n".join(map(_block, page.blocks)) + "\n"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _block(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * level} {_escaped(text)}"
        case Paragraph(text):
            return _escaped(text)
        case Entries(entries):
            return "\n".join(line for entry in entries for line in _entry(entry))
        case Table():
            return "\n".join(_table(block))


def _entry(entry: Entry) -> Iterator[str]:
    yield f"- **{_escaped(entry.name)}** `{entry.path}`"
    yield from (f"  - {_escaped(line)}" for line in entry.lines)


def _table(table: Table) -> Iterator[str]:
    yield _row(table.heads)
    columns = range(len(table.heads))
    yield _row(tuple("---:" if each in table.numbers else "---" for each in columns))
    yield from (_row(tuple(map(_escaped, row))) for row in table.rows)


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"

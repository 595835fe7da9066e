"""Rows of a tariff put in order of date, with the comments above them.

A row's value holds until the next one begins, so that rows in disorder have no meaning
yet: to order them changes none.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.diagnostics import Collector, Edit, Span
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.places import source_lines
from engine.source.scalars import read_date
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from engine.source.files import SourceFile
    from engine.source.nodes import Node

__all__ = ["rows_in_order"]

_ENTRY = re.compile(r"\s*- ")


def rows_in_order(file: SourceFile) -> Iterator[Edit]:
    """Give an edit for each table whose rows do not ascend.

    Rows that are not one below the other, without a day, or of the same day as another
    are the author's to mend.
    """
    root = load(file, Collector())
    for table in () if root is None else _tables(root):
        days = [_first_day(row) for row in table.items]
        known = [day for day in days if day is not None]
        if len(set(known)) == len(days) and known != sorted(known):
            edit = _ordered(file, table, known)
            yield from () if edit is None else (edit,)


def _tables(node: Node) -> Iterator[SequenceNode]:
    match node:
        case MappingNode():
            for entry in node:
                yield from _tables(entry.value)
        case SequenceNode():
            if node.items:
                yield node
        case ScalarNode():
            pass


def _first_day(row: Node) -> date | None:
    written = row.get("from") if isinstance(row, MappingNode) else None
    return None if written is None else read_date(written, Collector())


def _ordered(file: SourceFile, table: SequenceNode, days: list[date]) -> Edit | None:
    lines = source_lines(file.text)
    starts = [row.span.line for row in table.items]
    is_block = all(_ENTRY.match(lines[start - 1]) for start in starts)
    if not is_block or len(set(starts)) < len(starts):
        return None
    starts = [_with_comments(lines, start) for start in starts]
    bounds = [*starts, _end(lines, table.items[-1].span.line) + 1]
    chunks = [lines[start - 1 : end - 1] for start, end in pairwise(bounds)]
    ordered = [
        line for _, chunk in sorted(zip(days, chunks, strict=True)) for line in chunk
    ]
    first = Span(file.shown, bounds[0], 1)
    return Edit(first, "\n".join((*ordered, "")), last_line=bounds[-1] - 1)


def _with_comments(lines: list[str], start: int) -> int:
    """Give the first of the comment lines directly above a line."""
    while start > 1 and lines[start - 2].lstrip().startswith("#"):
        start -= 1
    return start


def _end(lines: list[str], start: int) -> int:
    """Give the last line of the entry that begins in a line."""
    depth = _depth(lines[start - 1])
    end = start
    for number in range(start + 1, len(lines) + 1):
        line = lines[number - 1]
        if line.strip() and _depth(line) <= depth:
            break
        if line.strip():
            end = number
    return end


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())

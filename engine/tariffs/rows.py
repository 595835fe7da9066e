"""Rows of a tariff, read and checked: when each value holds, and where it comes from.

    row: {from: day, to?: day, source: text, note?: text, …}

A row holds until the day before the next one, or until its own `to`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from engine.i18n.texts import Text
from engine.source.keys import require_keys
from engine.source.nodes import MappingNode, SequenceNode
from engine.source.scalars import kind_words, read_date, read_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from engine.diagnostics import Collector, Span
    from engine.source.nodes import Node

__all__ = ["ROW_KEYS", "Row", "boundaries", "read_rows"]

ROW_KEYS = ("from", "to", "source", "note")
"""The keys of every row, besides what it gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with its validity; both days are included, `end` None is still open."""

    start: date
    end: date | None
    written_end: date | None
    """`to` as written: None where the next row ends this one."""
    source: Text
    note: str | None
    node: MappingNode
    span: Span


def read_rows(node: Node, place: str, collector: Collector) -> tuple[Row, ...]:
    """Read the rows of a table in ascending order; faulty rows are left out.

    Args:
        node: The list of rows.
        place: What the places of the rows' texts begin with: `tariffs/meals.yaml#`.
        collector: Takes what is wrong.
    """
    if not isinstance(node, SequenceNode):
        found = kind_words(node)
        collector.add("E137", node.span, expected="a list of rows", found=found)
        return ()
    read = [_read_row(item, place, collector) for item in node.items]
    rows = _ascending([row for row in read if row is not None], collector)
    return tuple(_closed(rows))


def boundaries(rows: Iterable[Row]) -> frozenset[date]:
    """Give the days on which a row begins, or on which one has just ended."""
    days: set[date] = set()
    for row in rows:
        days.add(row.start)
        if row.written_end is not None:
            days.add(row.written_end + timedelta(days=1))
    return frozenset(days)


def _read_row(node: Node, place: str, collector: Collector) -> Row | None:
    if not isinstance(node, MappingNode):
        collector.add("E137", node.span, expected="a row", found=kind_words(node))
        return None
    if node.get("source") is None:
        hint = "name the law, the decision or the page that the value was read in"
        collector.add("E405", node.span, hint=hint)
    require_keys(node, "this row", ("from",), collector)
    start = _day(node, "from", collector)
    end = _day(node, "to", collector)
    if start is None or (end is None and node.get("to") is not None):
        return None
    if end is not None and end < start:
        span = _span_of(node, "to")
        collector.add("E406", span, end=end, start=start)
        return None
    return Row(
        start=start,
        end=end,
        written_end=end,
        source=Text(_words(node, "source", collector) or "", f"{place}{start}.source"),
        note=_words(node, "note", collector),
        node=node,
        span=_span_of(node, "from"),
    )


def _day(node: MappingNode, key: str, collector: Collector) -> date | None:
    value = node.get(key)
    return None if value is None else read_date(value, collector)


def _words(node: MappingNode, key: str, collector: Collector) -> str | None:
    value = node.get(key)
    return None if value is None else read_text(value, collector)


def _span_of(node: MappingNode, key: str) -> Span:
    value = node.get(key)
    return node.span if value is None else value.span


def _ascending(rows: list[Row], collector: Collector) -> list[Row]:
    """Drop rows that do not begin after the one before them, or begin within it."""
    kept: list[Row] = []
    for row in rows:
        last = kept[-1] if kept else None
        if last is not None and row.start <= last.start:
            hint = "write the rows in order of date, each day once"
            collector.add(
                "E402", row.span, hint=hint, start=row.start, previous=last.start
            )
        elif last is not None and last.end is not None and row.start <= last.end:
            day_before = row.start - timedelta(days=1)
            hint = f"write «to: {day_before}» in the row before, or take its «to» away"
            collector.add("E401", row.span, hint=hint, start=row.start, end=last.end)
        else:
            kept.append(row)
    return kept


def _closed(rows: list[Row]) -> Iterable[Row]:
    """End each row on the day before the next one, unless it ends by itself."""
    for row, following in pairwise(rows):
        end = row.end or following.start - timedelta(days=1)
        yield Row(
            start=row.start,
            end=end,
            written_end=row.written_end,
            source=row.source,
            note=row.note,
            node=row.node,
            span=row.span,
        )
    yield from rows[-1:]

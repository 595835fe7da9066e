"""How a file is laid out: nothing that anybody sees, and noise in every comparison."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.diagnostics import Collector, Edit, Span
from engine.source.edits import edited
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.source.files import SourceFile
    from engine.source.nodes import Node

__all__ = ["is_read_alike", "report_layout"]


def report_layout(file: SourceFile, collector: Collector) -> None:
    """Warn of what an editor leaves behind: blanks at the end of a line or of the file.

    What belongs to a text (a line of a `|` block) is no fault and stays.
    """
    found = tuple(_found(file))
    before = load(file, Collector()) if found else None
    if before is None:
        return
    meant = frozenset(_places(before))
    found = tuple(each for each in found if not _is_meant(each[1], meant))
    tidy = replace(file, text=edited(file.text, (fix for _, _, fix in found)))
    if is_read_alike(before, load(tidy, Collector())):
        for code, span, fix in found:
            collector.add(code, span, fix=fix)


def _found(file: SourceFile) -> Iterator[tuple[str, Span, Edit]]:
    lines = file.text.split("\n")
    for number, line in enumerate(lines, 1):
        blanks = len(line) - len(line.rstrip(" \t"))
        if blanks:
            span = Span(file.shown, number, len(line) - blanks + 1, blanks)
            yield "W140", span, Edit(span, "")
    if lines[-1].strip():
        end = Span(file.shown, len(lines), len(lines[-1]) + 1)
        yield "W141", end, Edit(replace(end, length=0), "\n")


def _places(node: Node) -> Iterator[tuple[int, int]]:
    """Give where the characters of texts stand."""
    match node:
        case ScalarNode():
            yield from node.places
        case SequenceNode():
            for item in node.items:
                yield from _places(item)
        case MappingNode():
            for entry in node:
                yield from _places(entry.value)


def _is_meant(span: Span, meant: frozenset[tuple[int, int]]) -> bool:
    return any(
        (span.line, column) in meant
        for column in range(span.column, span.column + span.length)
    )


def is_read_alike(one: Node, other: Node | None) -> bool:
    """Tell whether two trees say the same, wherever it is written."""
    match one, other:
        case ScalarNode(), ScalarNode():
            return (one.text, one.is_null) == (other.text, other.is_null)
        case SequenceNode(), SequenceNode():
            return len(one.items) == len(other.items) and all(
                map(is_read_alike, one.items, other.items)
            )
        case MappingNode(), MappingNode():
            return [entry.key.text for entry in one] == [
                entry.key.text for entry in other
            ] and all(
                is_read_alike(mine.value, yours.value)
                for mine, yours in zip(one, other, strict=True)
            )
        case _:
            return False

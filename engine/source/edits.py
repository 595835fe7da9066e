"""Edits of a file's text, by place, which leave everything else as it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.source.places import LineIndex

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.diagnostics import Edit

__all__ = ["edited"]


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Apply edits to the text they were found in.

    Of two that touch the same characters the first counts; the other is found again in
    the text that comes out.
    """
    index = LineIndex.of(text)
    stretches = sorted({(*_stretch(edit, index, text), edit.text) for edit in edits})
    pieces: list[str] = []
    done = 0
    for start, end, replacement in stretches:
        if start < done:
            continue
        pieces += (text[done:start], replacement)
        done = end
    return "".join((*pieces, text[done:]))


def _stretch(edit: Edit, index: LineIndex, text: str) -> tuple[int, int]:
    """Give the positions at which an edit begins and ends."""
    span = edit.span
    if edit.last_line is not None:
        return index.starts[span.line - 1], _after(edit.last_line, index, text)
    start = index.starts[span.line - 1] + span.column - 1
    return start, start + span.length


def _after(line: int, index: LineIndex, text: str) -> int:
    return index.starts[line] if line < len(index.starts) else len(text)

"""Draws labels over their values, in columns of equal width.

A value that does not fit into one column takes two or all of them; one that is longer
than that flows over the whole width, from page to page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from engine.targets.pdf.content import Pair
    from engine.targets.pdf.sheet import Sheet
    from engine.targets.pdf.template import Template

__all__ = ["VALUE_PITCH", "draw_pairs", "draw_prose", "pairs_height"]

_COLUMNS = 3
_GAP = 6.0
_LABEL_PITCH = 3.6
VALUE_PITCH = 4.6
_BELOW = 2.8
"""Between a row and the next."""
_TITLE_PITCH = 5.4
_LINES_OF_ONE = 2
"""A value that needs more lines than this in one column takes more columns."""
_LINES_OF_ALL = 8
"""A value longer than this flows."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A pair with its lines, over `span` columns."""

    span: int
    label: tuple[str, ...]
    value: tuple[str, ...]


def draw_pairs(
    sheet: Sheet, template: Template, pairs: Sequence[Pair], *, title: str = ""
) -> None:
    """Draw pairs at the cursor, a row never split; a `title` stays with all of them."""
    rows = list(_rows([_cell(sheet, template, pair) for pair in pairs]))
    heights = [_height(row) for row in rows]
    head = _TITLE_PITCH if title else 0.0
    sheet.need(head + sum(heights) if title else head + sum(heights[:1]))
    if title:
        at = (sheet.left, sheet.y)
        sheet.write(at, title, template.type.group, pitch=VALUE_PITCH)
        sheet.y += _TITLE_PITCH
    for row, height in zip(rows, heights, strict=True):
        if len(row) == 1 and len(row[0].value) > _LINES_OF_ALL:
            _flow(sheet, template, row[0])
            continue
        sheet.need(height)
        _draw_row(sheet, template, row)
        sheet.y += height
    if rows:
        sheet.y -= _BELOW


def pairs_height(sheet: Sheet, template: Template, pairs: Sequence[Pair]) -> float:
    """Give the height of pairs without a title, as if no page ended among them."""
    cells = [_cell(sheet, template, pair) for pair in pairs]
    return sum(map(_height, _rows(cells))) - _BELOW


def draw_prose(sheet: Sheet, template: Template, text: str) -> None:
    """Draw running text over the whole width, from page to page."""
    style = template.type.value
    for line in sheet.lettering.lines(text, style, sheet.width):
        sheet.need(VALUE_PITCH)
        sheet.write((sheet.left, sheet.y), line, style, pitch=VALUE_PITCH)
        sheet.y += VALUE_PITCH


def _width(sheet: Sheet, span: int) -> float:
    column = (sheet.width - (_COLUMNS - 1) * _GAP) / _COLUMNS
    return column * span + _GAP * (span - 1)


def _cell(sheet: Sheet, template: Template, pair: Pair) -> _Cell:
    """Choose the fewest columns in which label and value stay short."""
    lines, kind = sheet.lettering.lines, template.type
    cell = _Cell(0, (), ())
    for span in range(1, _COLUMNS + 1):
        width = _width(sheet, span)
        cell = _Cell(
            span,
            lines(pair.label, kind.label, width),
            lines(pair.value, kind.value, width),
        )
        breaks = pair.value.count("\n")
        if max(len(cell.label), len(cell.value) - breaks) <= _LINES_OF_ONE:
            break
    return cell


def _rows(cells: list[_Cell]) -> Iterator[list[_Cell]]:
    """Put cells into rows, in their order."""
    row: list[_Cell] = []
    for cell in cells:
        if row and sum(each.span for each in row) + cell.span > _COLUMNS:
            yield row
            row = []
        row.append(cell)
    if row:
        yield row


def _height(row: list[_Cell]) -> float:
    """Give the height of a row with what separates it from the next."""
    labels = max(len(cell.label) for cell in row) * _LABEL_PITCH
    return labels + max(len(cell.value) for cell in row) * VALUE_PITCH + _BELOW


def _draw_row(sheet: Sheet, template: Template, row: list[_Cell]) -> None:
    """Draw cells side by side, their values on one height."""
    label_lines = max(len(cell.label) for cell in row)
    column = 0
    for cell in row:
        x = sheet.left + column * (_width(sheet, 1) + _GAP)
        y = sheet.y + (label_lines - len(cell.label)) * _LABEL_PITCH
        y = sheet.write_lines(
            (x, y), cell.label, template.type.label, pitch=_LABEL_PITCH
        )
        sheet.write_lines((x, y), cell.value, template.type.value, pitch=VALUE_PITCH)
        column += cell.span


def _flow(sheet: Sheet, template: Template, cell: _Cell) -> None:
    """Draw a long value line by line, its label with the first of them."""
    sheet.need(len(cell.label) * _LABEL_PITCH + 2 * VALUE_PITCH)
    sheet.y = sheet.write_lines(
        (sheet.left, sheet.y), cell.label, template.type.label, pitch=_LABEL_PITCH
    )
    for line in cell.value:
        sheet.need(VALUE_PITCH)
        sheet.write((sheet.left, sheet.y), line, template.type.value, pitch=VALUE_PITCH)
        sheet.y += VALUE_PITCH
    sheet.y += _BELOW

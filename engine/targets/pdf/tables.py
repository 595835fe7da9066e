"""Draws tables: heads on every page, rows that never split, totals that stay with them.

A table that is too wide for the page, or has a very long text in a cell, is printed row
by row as small blocks of labels and values instead.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from engine.targets.pdf.columns import Place, TableType, places
from engine.targets.pdf.content import Pair
from engine.targets.pdf.pairs import draw_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.targets.pdf.content import Table
    from engine.targets.pdf.sheet import Sheet
    from engine.targets.pdf.template import Template

__all__ = ["TableDrawing"]

_PITCH = 4.4
_PADDING = 1.5
_HEAD_PITCH = 3.4
_HEAD_BELOW = 1.4
_HAIRLINE = 0.2
_TALLEST_ROW = 12
"""Lines; a table whose rows are taller is no table any more."""
_KEPT_TOGETHER = 60.0
"""A table up to this height, with its totals, is not divided between pages."""

_ROWS_WITH_TITLE = 2

_Cells = tuple[tuple[str, ...], ...]


class TableDrawing:
    """A table with its lines broken and its heights known, ready to be drawn."""

    def __init__(self, sheet: Sheet, template: Template, table: Table) -> None:
        self._sheet = sheet
        self._template = template
        self._table = table
        self._kind = _table_type(sheet, template)
        spots = places(table, self._kind, sheet.width)
        self._spots: Sequence[Place] = spots or ()
        self._heads = [
            sheet.lettering.lines(column.head, self._kind.head, spot.width)
            for column, spot in zip(table.columns, self._spots, strict=bool(spots))
        ]
        self._rows = [self._broken(row) for row in table.rows] if spots else []
        self._row_heights = [
            max(map(len, cells)) * _PITCH + 2 * _PADDING for cells in self._rows
        ]
        head_lines = max(map(len, self._heads), default=1)
        self._head_height = head_lines * _HEAD_PITCH + _HEAD_BELOW
        tallest = max(self._row_heights, default=0.0)
        self._is_table = spots is not None and tallest <= _TALLEST_ROW * _PITCH

    def opening(self, tail: float) -> float:
        """Give the height of what stays with a title above the table.

        That is a short table with what follows it, or a long one's head and first rows.
        """
        if not self._is_table:
            return _KEPT_TOGETHER / 2
        if (whole := self._height + tail) <= _KEPT_TOGETHER:
            return whole
        return self._head_height + sum(self._row_heights[:_ROWS_WITH_TITLE])

    def draw(self, tail: float) -> None:
        """Draw the table; `tail` is the height of what stays with its last row."""
        if not self._is_table:
            _draw_blocks(self._sheet, self._template, self._table)
            return
        if (whole := self._height + tail) <= _KEPT_TOGETHER:
            self._sheet.need(whole)
        self._head()
        last = len(self._rows) - 1
        for number, cells in enumerate(self._rows):
            height = self._row_heights[number]
            if self._sheet.need(height + (tail if number == last else 0.0)):
                self._head()
            self._row(cells, height)

    @property
    def _height(self) -> float:
        return self._head_height + sum(self._row_heights)

    def _broken(self, row: tuple[str, ...]) -> _Cells:
        lines = self._sheet.lettering.lines
        return tuple(
            lines(text, self._kind.style(is_figures=column.is_figures), spot.width)
            for column, spot, text in zip(
                self._table.columns, self._spots, row, strict=True
            )
        )

    def _head(self) -> None:
        """Draw the heads, their last lines on one height."""
        sheet = self._sheet
        bottom = sheet.y + self._head_height - _HEAD_BELOW
        for column, spot, lines in zip(
            self._table.columns, self._spots, self._heads, strict=True
        ):
            top = bottom - len(lines) * _HEAD_PITCH
            sheet.write_lines(
                (sheet.left + spot.x, top),
                lines,
                self._kind.head,
                pitch=_HEAD_PITCH,
                width=spot.width,
                align="right" if column.is_figures else "left",
            )
        sheet.y += self._head_height
        sheet.rule(sheet.y, weight=_HAIRLINE, colour=self._template.colours.ink)

    def _row(self, cells: _Cells, height: float) -> None:
        sheet = self._sheet
        for column, spot, lines in zip(
            self._table.columns, self._spots, cells, strict=True
        ):
            sheet.write_lines(
                (sheet.left + spot.x, sheet.y + _PADDING),
                lines,
                self._kind.style(is_figures=column.is_figures),
                pitch=_PITCH,
                width=spot.width,
                align="right" if column.is_figures else "left",
            )
        sheet.y += height
        sheet.rule(sheet.y, weight=_HAIRLINE, colour=self._template.colours.line)


def _table_type(sheet: Sheet, template: Template) -> TableType:
    text = template.type.table
    return TableType(
        text=text,
        figures=replace(text, figures=True),
        head=template.type.label,
        lettering=sheet.lettering,
    )


def _draw_blocks(sheet: Sheet, template: Template, table: Table) -> None:
    """Draw each row as a block: its name and number, then labels and values."""
    for row in table.rows:
        name = " ".join(part for part in (table.item, row[0]) if part)
        pairs = tuple(
            Pair(column.head, text)
            for column, text in zip(table.columns[1:], row[1:], strict=True)
            if text
        )
        draw_pairs(sheet, template, pairs, title=name)
        sheet.y += _PADDING
        sheet.rule(sheet.y, weight=_HAIRLINE, colour=template.colours.line)
        sheet.y += 2 * _PADDING

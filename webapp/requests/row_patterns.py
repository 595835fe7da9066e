"""Patterns of rows: what a macro drew once, with holes for what differs between rows.

A hole is left by a mark: its number between two NUL characters, which no YAML file and
no catalogue can hold, so that no text of a form is taken for one. What fills a hole is
never searched for marks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from engine.targets.web_form import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from engine.targets.web_form import Row

    Fill = Callable[[Row], str]
    """Gives what stands in a hole for a row, as HTML."""

__all__ = ["MarkedCell", "MarkedRow", "RowPattern"]

_EDGE = "\0"


@dataclass(slots=True, eq=False)
class MarkedCell(Cell):
    """A cell with marks in place of what differs between cells that look alike.

    Its path has a mark, and so have its HTML id and its name.
    """

    mark: str = ""
    options: tuple[str, ...] = ()
    ticked: bool = False

    @classmethod
    def like(cls, cell: Cell, *, path: str, mark: str) -> MarkedCell:
        """Take the look of a cell about which nothing is said."""
        control = cell.question.codec.control
        return cls(
            question=cell.question,
            path=path,
            is_visible=cell.is_visible,
            is_required=cell.is_required,
            mark=mark,
            options=cell.chosen if control.choices else (),
            ticked=cell.is_ticked,
        )

    @property
    def text(self) -> str:
        """The mark of the text."""
        return self.mark

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is chosen belongs to the look."""
        return self.options

    @property
    def is_ticked(self) -> bool:
        """Whether it is ticked belongs to the look."""
        return self.ticked


class MarkedRow:
    """A row with marks in place of what differs between rows that look alike."""

    def __init__(self, row: Row, *, alone: Collection[str]) -> None:
        """Take the look of a row.

        Args:
            row: One of those that look alike.
            alone: The keys of the questions that are drawn by themselves.
        """
        self.alone = alone
        self.fills: list[Fill] = []
        self.path = row.path
        self.hidden = row.hidden
        self.index = self.mark(lambda other: str(other.index))
        self.number = self.mark(lambda other: str(other.number))
        self.id = self.mark(lambda other: escape(other.id))
        self.id_name = f"{self.path}-{self.index}-_id"
        self._places = {cell.question.key: at for at, cell in enumerate(row.cells)}
        self._cells = tuple(self._marked(cell, at) for at, cell in enumerate(row.cells))

    def mark(self, fill: Fill) -> Markup:
        """Give a new mark; what fills its hole is HTML already."""
        self.fills.append(fill)
        return escape(f"{_EDGE}{len(self.fills) - 1}{_EDGE}")

    def cell(self, key: str) -> Cell:
        """Give the cell of a question or computed value of the row.

        Raises:
            KeyError: The row has none of that key.
        """
        return self._cells[self._places[key]]

    def is_hidden(self, key: str) -> bool:
        """Tell whether a group, text or field is not shown in this row."""
        return key in self.hidden

    def _marked(self, cell: Cell, at: int) -> MarkedCell:
        return MarkedCell.like(
            cell,
            path=f"{self.path}[{self.index}].{cell.question.key}",
            mark=self.mark(lambda row: escape(row.cells[at].text)),
        )


@dataclass(slots=True)
class RowPattern:
    """What a macro drew of a marked row."""

    drawn: str
    fills: Sequence[Fill]
    _pieces: list[str] = field(init=False, repr=False)
    _holes: Mapping[int, int] = field(init=False, repr=False)
    """The numbers of the holes by their places among the pieces."""

    def __post_init__(self) -> None:
        """Find the holes: every second piece is the number of one."""
        self._pieces = self.drawn.split(_EDGE)
        self._holes = {
            place: int(self._pieces[place]) for place in range(1, len(self._pieces), 2)
        }

    def filled(self, row: Row) -> str:
        """Draw a row of this look."""
        texts = [fill(row) for fill in self.fills]
        pieces = self._pieces.copy()
        for place, number in self._holes.items():
            pieces[place] = texts[number]
        return "".join(pieces)

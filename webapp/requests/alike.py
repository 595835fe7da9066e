"""Questions and rows that look alike are drawn once a page, however many there are.

Of a hundred rows most differ in their number and their texts alone. The first one of a
look is drawn by its macro with marks in place of those; for the others they are filled
in, the texts last, so that no answer is ever searched for marks. Whatever something is
said about, or has documents, is drawn by itself, in a hole of its row. Nothing outlives
the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from engine.field_type import ControlKind
from webapp.requests.row_patterns import MarkedCell, MarkedRow, RowPattern

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.targets.web_form import Cell, RequestForm, Row
    from webapp.requests.layout import Block, Placed

    Macro = Callable[..., Markup]
    Look = tuple[object, ...]

__all__ = ["Alike"]

_PLACE, _TEXT = "\0place\0", "\0text\0"
_ALONE = "drawn by itself"


@dataclass(slots=True, kw_only=True)
class Alike:
    """Draws the questions and rows of one page.

    `is_possible` False draws each by itself: in a correction each may be locked.
    """

    documents: Mapping[str, Sequence[Any]]
    """By the flat path of their question."""
    refusals: Mapping[str, Sequence[str]]
    """Why documents were not taken, by the flat path of their question."""
    is_possible: bool = True
    _questions: dict[Look, str] = field(default_factory=dict["Look", str])
    _rows: dict[Look, RowPattern] = field(default_factory=dict["Look", RowPattern])

    def draw_row(self, macro: Macro, row: Row, *around: object) -> Markup:
        """Draw a row as its macro would, which also gets what is around it."""
        look = self._look_of_row(row) if self.is_possible else None
        if look is None:
            return macro(row, *around)
        pattern = self._rows.get(look)
        if pattern is None:
            marked = MarkedRow(row, alone=self._alone_in(row))
            drawn = macro(marked, *around)
            pattern = self._rows[look] = RowPattern(drawn, marked.fills)
        return Markup(pattern.filled(row))  # noqa: S704 - a macro drew it, texts are escaped

    def draw_all(
        self, macro: Macro, block: Block, scope: RequestForm | Row | MarkedRow
    ) -> Markup:
        """Draw the questions of a block in a scope."""
        return Markup("").join(
            self._draw_in(macro, placed, scope) for placed in block.questions
        )

    def draw(self, macro: Macro, cell: Cell, width: str) -> Markup:
        """Draw a question as its macro would."""
        look = self._look_of(cell) if self.is_possible else _ALONE
        if look is _ALONE:
            documents = self.documents.get(cell.path, ())
            return macro(cell, width, documents, self.refusals.get(cell.path, ()))
        key = cell.question, width, look
        pattern = self._questions.get(key)
        if pattern is None:
            marked = MarkedCell.like(cell, path=_PLACE, mark=_TEXT)
            pattern = self._questions[key] = str(macro(marked, width, (), ()))
        drawn = pattern.replace(_PLACE, cell.id).replace(_TEXT, escape(cell.text))
        return Markup(drawn)  # noqa: S704 - a macro drew it, the text is escaped

    def _draw_in(
        self, macro: Macro, placed: Placed, scope: RequestForm | Row | MarkedRow
    ) -> Markup:
        key, width = placed.question.key, placed.width
        if isinstance(scope, MarkedRow) and key in scope.alone:
            return scope.mark(lambda row: self.draw(macro, row.cell(key), width))
        return self.draw(macro, scope.cell(key), width)

    def _look_of_row(self, row: Row) -> Look | None:
        """Give what a row shares with those that look alike; None for nothing."""
        looks: list[object] = [row.path, row.hidden]
        for cell in row.cells:
            if not cell.is_computed:
                looks.append(self._look_of(cell))
            elif cell.problems:
                return None
        return tuple(looks)

    def _alone_in(self, row: Row) -> frozenset[str]:
        return frozenset(
            cell.question.key for cell in row.cells if self._look_of(cell) is _ALONE
        )

    def _look_of(self, cell: Cell) -> object:
        """Give what a question shares with those of its kind that look alike."""
        control = cell.question.codec.control
        if (
            control.kind is ControlKind.FILES
            or cell.problems
            or (self.refusals and cell.path in self.refusals)
        ):
            return _ALONE
        options = cell.chosen if control.choices else ()
        is_ticked = control.kind is ControlKind.CHECKBOX and cell.is_ticked
        return cell.is_visible, cell.is_required, options, is_ticked

"""Questions that look alike are drawn once a page, however many rows ask them.

Of a hundred rows most cells differ in their place and their text alone. The first one
of a look is drawn by its macro with marks in place of both; for the others they are
filled in, the text last, so that no answer is ever searched for marks. Whatever
something is said about is drawn by itself. Nothing outlives the page.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup, escape

from engine.field_type import ControlKind
from engine.targets.web_form import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from engine.compiler.form import CompiledField
    from engine.targets.web_form import RequestForm, Row
    from webapp.requests.layout import Block

    Macro = Callable[..., Markup]

__all__ = ["Alike"]

_PLACE, _TEXT = "\ue000", "\ue001"


@dataclass(slots=True, eq=False)
class _Marked(Cell):
    """A cell with marks in place of what differs between cells that look alike."""

    options: tuple[str, ...] = ()
    ticked: bool = False

    @property
    def id(self) -> str:
        """The mark of the place."""
        return _PLACE

    @property
    def name(self) -> str:
        """The mark of the place."""
        return _PLACE

    @property
    def text(self) -> str:
        """The mark of the text."""
        return _TEXT

    @property
    def chosen(self) -> tuple[str, ...]:
        """What is chosen belongs to the look."""
        return self.options

    @property
    def is_ticked(self) -> bool:
        """Whether it is ticked belongs to the look."""
        return self.ticked


@dataclass(slots=True)
class Alike:
    """Draws the questions of one page.

    `is_possible` False draws each by itself: in a correction each may be locked.
    """

    is_possible: bool = True
    _patterns: dict[tuple[object, ...], str] = field(
        default_factory=dict[tuple[object, ...], str]
    )

    def draw_all(
        self,
        macro: Macro,
        block: Block,
        scope: RequestForm | Row,
        documents: Mapping[str, Sequence[Any]],
        refusals: Mapping[str, Sequence[str]],
    ) -> Markup:
        """Draw the questions of a block in a scope."""
        cells = (
            (scope.cell(placed.question.key), placed.width)
            for placed in block.questions
        )
        return Markup("").join(
            self.draw(
                macro,
                cell,
                width,
                documents.get(cell.path, ()),
                refusals.get(cell.path, ()),
            )
            for cell, width in cells
        )

    def draw(
        self,
        macro: Macro,
        cell: Cell,
        width: str,
        documents: Sequence[Any],
        refusals: Sequence[str],
    ) -> Markup:
        """Draw a question as its macro would."""
        question = cell.question
        control = question.codec.control
        is_said = cell.problems or refusals or control.kind is ControlKind.FILES
        if is_said or not self.is_possible:
            return macro(cell, width, documents, refusals)
        options = cell.chosen if control.choices else ()
        is_ticked = control.kind is ControlKind.CHECKBOX and cell.is_ticked
        look = question, width, cell.is_visible, cell.is_required, options, is_ticked
        pattern = self._patterns.get(look)
        if pattern is None:
            marked = _marked(question, cell, options, is_ticked=is_ticked)
            pattern = self._patterns[look] = str(macro(marked, width, (), ()))
        drawn = pattern.replace(_PLACE, cell.id).replace(_TEXT, escape(cell.text))
        return Markup(drawn)  # noqa: S704 - a macro drew it, the text is escaped


def _marked(
    question: CompiledField, cell: Cell, options: tuple[str, ...], *, is_ticked: bool
) -> _Marked:
    return _Marked(
        question=question,
        path=_PLACE,
        is_visible=cell.is_visible,
        is_required=cell.is_required,
        options=options,
        ticked=is_ticked,
    )

"""Cells: one question or computed value with everything needed to draw it.

A list of a thousand rows is thousands of cells, so a cell is a small plain object and
no WTForms field.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from engine.field_type import ControlKind, Rejection

if TYPE_CHECKING:
    from engine.compiler.form import CompiledField
    from engine.field_type import Control
    from engine.runtime.assessment import Problem
    from engine.values import Value

__all__ = ["UNAVAILABLE", "Cell", "Row", "cell_id"]

UNAVAILABLE = "—"
"""Stands where a value cannot be computed yet."""


def cell_id(path: str) -> str:
    """Give the HTML id of a flat path: of `trips[0].fare` it is `trips-0-fare`."""
    return path.replace("].", "-").replace("[", "-").removesuffix("]")


@dataclass(slots=True, eq=False)
class Cell:
    """A question with its answer as typed, or a computed value.

    `path` is flat (`trips[0].fare`); `raw` is the answer, None where there is none.
    What follows is what `attach` knows.
    """

    question: CompiledField
    path: str
    raw: object = None
    value: Value | None = None
    is_visible: bool = True
    is_required: bool = False
    is_unavailable: bool = False
    problems: tuple[Problem, ...] = ()
    errors: tuple[str, ...] = ()
    """Words of the problems that block sending, in the reader's language."""
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The HTML id."""
        return cell_id(self.path)

    @property
    def name(self) -> str:
        """The control's name."""
        return cell_id(self.path)

    @property
    def control(self) -> Control:
        """How it is drawn."""
        return self.question.codec.control

    @property
    def is_computed(self) -> bool:
        """Tell a value that nobody types."""
        return self.question.is_computed

    @property
    def text(self) -> str:
        """What stands in the control: house format, or as typed if not understood.

        A blank answer shows the default that it counts as.
        """
        if self.is_computed:
            return self._result()
        value = self._read()
        if value is not None:
            return self.question.codec.text(value)
        return str(self.raw) if isinstance(self.raw, str | int | Decimal) else ""

    def _result(self) -> str:
        if not self.is_visible:
            return ""
        if self.value is None:
            return UNAVAILABLE if self.is_unavailable else ""
        return self.question.codec.text(self.value)

    def _read(self) -> Value | None:
        """Understand the answer; None where there is none, or none to understand."""
        if self.value is not None:
            return self.value
        try:
            value = self.question.codec.read(self.raw)
        except Rejection:
            return None
        return self.question.default if value is None else value

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys chosen, of a control with choices."""
        value = self._read()
        if isinstance(value, tuple):
            return tuple(key for key in value if isinstance(key, str))
        return (value,) if isinstance(value, str) else ()

    @property
    def is_ticked(self) -> bool:
        """Tell whether a tick box is ticked."""
        return self._read() is True

    @property
    def files(self) -> tuple[Mapping[str, object], ...]:
        """The stored documents, each with name, type, size and sha256."""
        raw = self.raw if self.control.kind is ControlKind.FILES else None
        items = cast("list[object]", raw) if isinstance(raw, list) else []
        return tuple(
            cast("Mapping[str, object]", item)
            for item in items
            if isinstance(item, Mapping)
        )


@dataclass(slots=True, eq=False)
class Row:
    """A row of a list. `id` is the opaque identifier that it keeps, blank if none."""

    path: str
    index: int
    id: str
    cells: tuple[Cell, ...]
    hidden: frozenset[str] = frozenset()

    @property
    def number(self) -> int:
        """The number that readers know the row by, from 1."""
        return self.index + 1

    @property
    def id_name(self) -> str:
        """The name of the control that sends `id`."""
        return f"{self.path}-{self.index}-_id"

    def cell(self, key: str) -> Cell:
        """Give the cell of a question or computed value of the row.

        Raises:
            KeyError: The row has none of that key.
        """
        for cell in self.cells:
            if cell.question.key == key:
                return cell
        raise KeyError(key)

    def is_hidden(self, key: str) -> bool:
        """Tell whether a field, group or text of the row is not shown."""
        return key in self.hidden

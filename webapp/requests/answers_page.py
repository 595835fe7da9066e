"""The answers of a request as text: what templates of reading pages draw from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from engine.values import ValueKind
from webapp.requests.documents import attachments_at
from webapp.requests.explanations import Explanations
from webapp.requests.layout import SectionLayout, layout_of
from webapp.requests.wording import value_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.runtime.assessment import Assessment, Scope
    from engine.values import Value
    from webapp.attachments.tables import Attachment

__all__ = ["AnswersPage", "ReadScope", "Readable"]

_WIDEST_TABLE = 6


@dataclass(frozen=True, slots=True)
class ReadScope:
    """The values of the form or of one row, as text.

    `path` is that of the row (`trips[0].`), blank for the form.
    """

    scope: Scope
    path: str

    def is_shown(self, question: CompiledField) -> bool:
        """Tell whether a question has something to read."""
        key = question.key
        if key in self.scope.hidden:
            return False
        is_kept_open = question.is_computed or question.codec.kind is ValueKind.FILES
        return is_kept_open or key in self.scope.values

    def is_hidden(self, key: str) -> bool:
        """Tell a hidden group, list, text or section."""
        return key in self.scope.hidden

    def value(self, question: CompiledField) -> Value | None:
        """Give a value; None where there is none."""
        return self.scope.values.get(question.key)

    def text(self, question: CompiledField) -> str:
        """Write a value; «—» where it cannot be computed."""
        value = self.value(question)
        return "—" if value is None else value_text(question, value)

    def bare(self, question: CompiledField) -> str:
        """Write a number without its unit, for a column that names it."""
        value = self.value(question)
        return "—" if value is None else question.codec.text(value)


class Readable(Protocol):
    """What can be read: a request as it stands, or one of its sendings."""

    @property
    def form(self) -> CompiledForm:
        """Give the definition."""
        ...

    @property
    def answers(self) -> Mapping[str, Any]:
        """Give the answers, with their documents."""
        ...

    @property
    def attachments(self) -> Sequence[Attachment]:
        """Give the documents."""
        ...

    @property
    def assessment(self) -> Assessment:
        """Give the judgement."""
        ...


@dataclass(frozen=True, slots=True)
class AnswersPage:
    """A judged request, to be read.

    `documents_at` is the view that hands its documents out; `explains` tells a page
    that says under its sums how they came about.
    """

    request: Readable
    documents_at: str = "requests.document"
    explains: bool = False

    def explained(
        self, questions: Iterable[CompiledField], scope: ReadScope
    ) -> tuple[str, ...]:
        """Explain the amounts of a statement of sums, in lines to read."""
        if not self.explains:
            return ()
        return Explanations(self.request.assessment).lines(
            (f"{scope.path}{question.key}", question, scope.value(question))
            for question in questions
        )

    def note_at(self, _path: str) -> str:
        """Give the place that a note about an answer would name; blank: none may be."""
        return ""

    @property
    def scope(self) -> ReadScope:
        """Give the form's own values."""
        return ReadScope(self.request.assessment.root, "")

    @property
    def total(self) -> CompiledField | None:
        """Give the field that sums the request up; None where the form has none."""
        total = self.request.form.total
        return self.request.form.fields[total.key] if total else None

    @property
    def sections(self) -> Iterator[SectionLayout]:
        """Give the visible sections."""
        hidden = self.request.assessment.root.hidden
        for layout in layout_of(self.request.form):
            if layout.section.key not in hidden:
                yield layout

    def rows(self, path: str) -> tuple[ReadScope, ...]:
        """Give the rows of a list."""
        rows = self.request.assessment.root.rows.get(path, ())
        return tuple(
            ReadScope(row, f"{path}[{index}].") for index, row in enumerate(rows)
        )

    def columns(
        self, path: str, questions: Sequence[CompiledField]
    ) -> tuple[CompiledField, ...]:
        """Give the questions that some row answers."""
        rows = self.rows(path)
        return tuple(q for q in questions if any(row.is_shown(q) for row in rows))

    def fits_a_table(self, columns: Sequence[CompiledField]) -> bool:
        """Tell whether rows can stand under each other."""
        return len(columns) <= _WIDEST_TABLE

    def documents(self, path: str) -> Sequence[Attachment]:
        """Give the documents at a question's flat path."""
        found = attachments_at(
            self.request.form, self.request.answers, self.request.attachments
        )
        return found.get(path, ())

"""What is filled into the form that is previewed: by hand, or by an example."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from engine.field_type import Rejection
from engine.runtime.assess import assess
from engine.storage.references import new_id
from engine.targets import web_form
from engine.targets.web_form.nesting import put, reach, rows_at
from engine.targets.web_form.sent import ROW_ID
from engine.values import FileReference
from webapp.attachments.tables import Attachment
from webapp.requests.blank_rows import with_ready_rows
from webapp.requests.documents import Place, places, with_documents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from engine.compiler.form import CompiledForm
    from engine.definition.model import Example
    from engine.runtime.assessment import Assessment

__all__ = ["REQUEST_ID", "Sheet", "blank", "by_example"]

REQUEST_ID = "preview"
"""Documents name the request that they belong to; here there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Answers as typed, with what they are judged by.

    `revision` grows with every change, `filling` only where the page of the form does
    not know of it already, as it knows what was typed into it.
    """

    day: date
    language: str
    answers: Mapping[str, Any] = field(default_factory=dict[str, Any])
    applicant: Mapping[str, Any] = field(default_factory=dict[str, Any])
    attachments: tuple[Attachment, ...] = ()
    example: Example | None = None
    """What it was filled with; None for what was typed by hand."""
    revision: int = 0
    filling: int = 0

    def typed(
        self, answers: Mapping[str, Any], attachments: tuple[Attachment, ...]
    ) -> Sheet:
        """Give the sheet after something was typed into the form's page."""
        return replace(
            self,
            answers=answers,
            attachments=attachments,
            example=None,
            revision=self.revision + 1,
        )

    def shown(self, *, language: str, day: date) -> Sheet:
        """Give the sheet in a language, judged on a day."""
        return self._filled(language=language, day=day)

    def _filled(self, **changes: Any) -> Sheet:  # noqa: ANN401 - as `replace` has it
        return replace(
            self, revision=self.revision + 1, filling=self.filling + 1, **changes
        )

    def filled_answers(self, form: CompiledForm) -> dict[str, Any]:
        """Give the answers with the documents that belong to them."""
        return with_documents(form, self.answers, self.attachments)

    def assessment(self, form: CompiledForm) -> Assessment:
        """Judge the answers."""
        return assess(form, self.filled_answers(form), self.applicant, self.day)


def blank(sheet: Sheet, form: CompiledForm) -> Sheet:
    """Give the sheet as a new form, of the person whom the examples speak of."""
    known = [each.applicant for each in form.examples if each.applicant is not None]
    applicant: Mapping[str, Any] = known[0] if known else {}
    answers = web_form.start(form, applicant, new_id=new_id)
    return replace(
        sheet,
        answers=with_ready_rows(form, answers),
        applicant=applicant,
        attachments=(),
        example=None,
        revision=sheet.revision + 1,
        filling=sheet.filling + 1,
    )


def by_example(sheet: Sheet, form: CompiledForm, example: Example) -> Sheet:
    """Give the sheet filled with an example, on its day."""
    answers = _with_row_ids(form, example.answers)
    return replace(
        sheet,
        answers=answers,
        applicant=example.applicant or {},
        attachments=tuple(_documents(form, answers)),
        example=example,
        day=example.day,
        revision=sheet.revision + 1,
        filling=sheet.filling + 1,
    )


def _with_row_ids(form: CompiledForm, answers: Mapping[str, object]) -> dict[str, Any]:
    """Give answers whose rows can be known again when they come back from a page."""
    found = dict(answers)
    for path, listed in form.lists.items():
        rows = rows_at(found, path)
        if rows and not listed.is_computed:
            found = put(found, path, [{ROW_ID: new_id(), **row} for row in rows])
    return found


def _documents(form: CompiledForm, answers: Mapping[str, Any]) -> Iterator[Attachment]:
    """Give the documents that an example names; their content is nowhere."""
    for place in places(form, answers):
        try:
            named = place.field.codec.read(
                reach(_scope(answers, place), place.field.key)
            )
        except Rejection:
            continue
        for reference in named if isinstance(named, tuple) else ():
            if isinstance(reference, FileReference):
                yield _attachment(place, reference)


def _scope(answers: Mapping[str, Any], place: Place) -> Mapping[str, Any]:
    """Give the answers, or the row of them that a place is in."""
    if place.row_id is None:
        return answers
    path = place.question.removesuffix(f".{place.field.key}")
    rows = rows_at(answers, path)
    return next(row for row in rows if row.get(ROW_ID) == place.row_id)


def _attachment(place: Place, reference: FileReference) -> Attachment:
    return Attachment(
        id=new_id(),
        request_id=REQUEST_ID,
        question=place.question,
        row_id=place.row_id,
        name=reference.name,
        media_type=reference.type,
        size=reference.size,
        sha256=reference.sha256,
    )

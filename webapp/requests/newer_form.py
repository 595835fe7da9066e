"""A draft that meets a newer version of its form: kept, moved to new names, shown.

Nothing is written when a draft is looked at; the next saving keeps it under the new
version, its documents included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.changes.change import Effect
from engine.changes.compare import compare
from engine.runtime.renaming import renamed_answers, renamed_path
from engine.targets import web_form
from webapp.attachments.tables import Attachment
from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Text
    from engine.storage.tables import Request

__all__ = [
    "Review",
    "answers_brought_along",
    "documents_brought_along",
    "move_documents",
    "to_review",
]


@dataclass(frozen=True, slots=True)
class Review:
    """A question to look at again: its label, and where it is on the page."""

    label: Text
    target: str


def answers_brought_along(form: CompiledForm, draft: Request) -> Mapping[str, Any]:
    """Give a draft's answers under the names of the form in force."""
    if draft.definition_hash == form.hash:
        return draft.answers
    return renamed_answers(form, draft.answers)


def documents_brought_along(
    form: CompiledForm, documents: Sequence[Attachment]
) -> Sequence[Attachment]:
    """Put documents at the questions' names of today; what is stored stays."""
    for document in documents:
        document.question = renamed_path(form, document.question)
    return documents


def move_documents(session: Session, draft: Request, form: CompiledForm) -> None:
    """Keep a draft's documents under the names of the form it is saved with."""
    if draft.definition_hash == form.hash:
        return
    of_draft = select(Attachment).where(Attachment.request_id == draft.id)
    documents_brought_along(form, session.scalars(of_draft).all())


def to_review(form: CompiledForm, draft: Request) -> tuple[Review, ...]:
    """List the questions that ask or take something else than when it was begun."""
    if draft.definition_hash == form.hash:
        return ()
    begun = portal().definitions.pinned(draft.form_id, draft.definition_hash)
    changed = dict.fromkeys(
        change.place
        for change in compare(begun, form)
        if change.effect is not Effect.COMPATIBLE
    )
    return tuple(
        Review(label, web_form.cell_id(anchor))
        for place in changed
        for label, anchor in _questions(form, place)
    )


def _questions(form: CompiledForm, place: str) -> list[tuple[Text, str]]:
    """Give the question at a place; one of a row is found at its list."""
    field = form.fields.get(place)
    if field is not None:
        return [] if field.is_computed else [(field.label, field.key)]
    for path, of_list in form.lists.items():
        for field in of_list.fields:
            if f"{path}.{field.key}" == place and not field.is_computed:
                return [(field.label, path)]
    return []

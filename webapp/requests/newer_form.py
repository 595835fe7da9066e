"""A draft that meets a newer version of its form: kept, moved to new names, shown.

Nothing is written when a draft is looked at; the next saving keeps it under the new
version, its documents included.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import select

from engine.changes.change import Effect
from engine.changes.compare import compare, fields_by_path
from engine.runtime.renaming import renamed_answers, renamed_path
from engine.targets import web_form
from webapp.attachments.tables import Attachment
from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Text
    from engine.storage.tables import Request

__all__ = [
    "Review",
    "answers_brought_along",
    "documents_brought_along",
    "move_documents",
    "no_longer_asked",
    "stored_answers",
    "to_review",
]


_NO_LONGER_ASKED = "_no_longer_asked"
"""Beside a draft's answers, until it is sent: those of questions that are gone, each
with its question and the hash of the definition that asked it. No question's name can
begin so."""


@dataclass(frozen=True, slots=True)
class Review:
    """A question to look at again: its label, and where it is on the page."""

    label: Text
    target: str


def answers_brought_along(form: CompiledForm, draft: Request) -> Mapping[str, Any]:
    """Give a draft's answers under the names of the form in force."""
    answers = {
        name: answer
        for name, answer in draft.answers.items()
        if name != _NO_LONGER_ASKED
    }
    if draft.definition_hash == form.hash:
        return answers
    return renamed_answers(form, answers)


def stored_answers(
    form: CompiledForm, draft: Request, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Give what a draft stores: its answers, and those that are not asked any more."""
    kept = _kept(form, draft)
    return {**answers, **({_NO_LONGER_ASKED: kept} if kept else {})}


def no_longer_asked(form: CompiledForm, draft: Request) -> tuple[Text, ...]:
    """List the labels of the questions whose answers are kept and not used."""
    return tuple(
        dict.fromkeys(
            fields_by_path(_asked_by(draft, each["definition"]))[each["question"]].label
            for each in _kept(form, draft)
        )
    )


def _kept(form: CompiledForm, draft: Request) -> list[dict[str, Any]]:
    kept: list[dict[str, Any]] = list(draft.answers.get(_NO_LONGER_ASKED, ()))
    if draft.definition_hash != form.hash:
        kept += _left_behind(form, draft)
    return kept


def _left_behind(form: CompiledForm, draft: Request) -> Iterator[dict[str, Any]]:
    """Find the answers to what the form in force does not ask."""
    asked = fields_by_path(form)
    for path, field in fields_by_path(_asked_by(draft, draft.definition_hash)).items():
        now = asked.get(renamed_path(form, path))
        if field.is_computed or (now is not None and not now.is_computed):
            continue
        answers = [each for each in _at(draft.answers, path.split(".")) if each]
        if answers:
            yield {
                "definition": draft.definition_hash,
                "question": path,
                "answers": answers,
            }


def _at(answers: object, names: Sequence[str]) -> Iterator[object]:
    """Give what stands at a path, in each row that it goes through."""
    if isinstance(answers, list):
        for row in cast("list[object]", answers):
            yield from _at(row, names)
    elif not names:
        yield answers
    elif isinstance(answers, dict):
        yield from _at(cast("dict[str, object]", answers).get(names[0]), names[1:])


def _asked_by(draft: Request, definition_hash: str) -> CompiledForm:
    return portal().definitions.pinned(draft.form_id, definition_hash)


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
    begun = _asked_by(draft, draft.definition_hash)
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

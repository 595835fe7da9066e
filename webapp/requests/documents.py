"""The documents of a request: taken with the page, kept whatever else is wrong.

A record names a document by name, type, size and hash; where its bytes are is told by
the table of attachments only.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from flask_babel import gettext
from sqlalchemy import select

from engine.storage.references import new_id
from engine.targets.web_form.nesting import put
from engine.values import ValueKind
from webapp.attachments.content import RefusedDocumentError, check_document
from webapp.attachments.quotas import stored_documents
from webapp.attachments.tables import Attachment
from webapp.operations.metrics import Happening, count
from webapp.portal import portal
from webapp.storage.objects import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.storage.tables import Request
    from webapp.attachments.content import CheckedDocument
    from webapp.attachments.quotas import StoredDocuments

__all__ = [
    "Place",
    "Refusal",
    "Taken",
    "all_attachments_of",
    "attachments_at",
    "attachments_of",
    "drop_orphans",
    "places",
    "remove_attachment",
    "rows_at",
    "take_documents",
    "with_documents",
]


_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A question for documents on a page: once in the form, or in one row.

    `path` is the flat path now (`trips[0].receipt`), `question` the same for every row
    (`trips.receipt`), `control` the name in HTML.
    """

    question: str
    row_id: str | None
    path: str
    control: str
    field: CompiledField


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was not taken: at which control, and why."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the documents that came with a page."""

    attachments: tuple[Attachment, ...]
    refusals: tuple[Refusal, ...]


def places(form: CompiledForm, answers: Mapping[str, Any]) -> Iterator[Place]:
    """Give every question for documents that these answers have."""
    for question in form.fields.values():
        if question.codec.kind is ValueKind.FILES:
            yield Place(
                question=question.key,
                row_id=None,
                path=question.key,
                control=question.key,
                field=question,
            )
    for path, listed in form.lists.items():
        asked = [q for q in listed.fields if q.codec.kind is ValueKind.FILES]
        for index, row in enumerate(rows_at(answers, path) if asked else ()):
            for question in asked:
                yield Place(
                    question=f"{path}.{question.key}",
                    row_id=str(row.get("_id", "")),
                    path=f"{path}[{index}].{question.key}",
                    control=f"{path}-{index}-{question.key}",
                    field=question,
                )


def rows_at(answers: Mapping[str, Any], path: str) -> list[dict[str, Any]]:
    """Give the rows of a list in raw answers; none where there is no list."""
    found: object = answers
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return []
        found = cast("Mapping[str, object]", found).get(name)
    if not isinstance(found, list):
        return []
    rows = cast("list[object]", found)
    return [cast("dict[str, Any]", row) for row in rows if isinstance(row, dict)]


def with_documents(
    form: CompiledForm, answers: Mapping[str, Any], attachments: Sequence[Attachment]
) -> dict[str, Any]:
    """Give the answers with each question's stored documents, and no others.

    What has no documents is shared with the answers given, not copied.
    """
    filled = dict(answers)
    for path, listed in form.lists.items():
        if any(q.codec.kind is ValueKind.FILES for q in listed.fields):
            rows = [dict(row) for row in rows_at(filled, path)]
            filled = put(filled, path, rows) if rows else filled
    for place in places(form, filled):
        found = [
            {"name": a.name, "type": a.media_type, "size": a.size, "sha256": a.sha256}
            for a in attachments
            if (a.question, a.row_id) == (place.question, place.row_id)
        ]
        filled = _with(filled, place, found)
    return filled


def attachments_of(session: Session, request_id: str) -> Sequence[Attachment]:
    """Give the documents that a request has now, in the order of their coming."""
    return [
        attachment
        for attachment in all_attachments_of(session, request_id)
        if attachment.removed_at is None
    ]


def all_attachments_of(session: Session, request_id: str) -> Sequence[Attachment]:
    """Give every document a request has or had, in the order of their coming."""
    return session.scalars(
        select(Attachment)
        .where(Attachment.request_id == request_id)
        .order_by(Attachment.added_at, Attachment.id)
    ).all()


def attachments_at(
    form: CompiledForm, answers: Mapping[str, Any], attachments: Sequence[Attachment]
) -> dict[str, list[Attachment]]:
    """Give documents by the flat path of their question."""
    return {
        place.path: [
            attachment
            for attachment in attachments
            if (attachment.question, attachment.row_id)
            == (place.question, place.row_id)
        ]
        for place in places(form, answers)
    }


def take_documents(
    request: Request,
    asked: Iterable[Place],
    files: Mapping[str, Sequence[FileStorage]],
) -> Taken:
    """Check and store what came with a page; the rows are still to be added.

    Args:
        request: The draft that they belong to.
        asked: The questions that may be answered.
        files: What the browser sent, by control.
    """
    taken: list[Attachment] = []
    refusals: list[Refusal] = []
    sent = [
        (place, file)
        for place in (asked if files else ())
        for file in files.get(place.control, ())
        if file.filename
    ]
    if sent:
        with portal().database.reading() as session:
            stored = stored_documents(session, request)
        for place, file in sent:
            try:
                taken.append(_stored(request, place, file, stored))
            except RefusedDocumentError as error:
                refusals.append(Refusal(place.path, str(error)))
    return Taken(tuple(taken), tuple(refusals))


def remove_attachment(session: Session, request: Request, attachment_id: str) -> str:
    """Remove a document; give the stored name that nobody needs any more, or blank.

    What was sent once keeps its documents: they are taken out of the correction only.
    """
    attachment = session.get(Attachment, attachment_id)
    if attachment is None or attachment.request_id != request.id:
        return ""
    if request.sent_at is not None and attachment.added_at <= request.sent_at:
        attachment.removed_at = portal().now()
        return ""
    session.delete(attachment)
    return attachment.stored_as


def drop_orphans(
    session: Session,
    request: Request,
    attachments: Iterable[Attachment],
    asked: Iterable[Place],
) -> list[str]:
    """Remove documents whose row of a list is gone; give the stored names to forget.

    Args:
        session: Of a transaction that writes.
        request: The draft that they belong to.
        attachments: Its documents, as of the revision that the transaction changes.
        asked: The questions that are left.
    """
    known = {(place.question, place.row_id) for place in asked}
    return [
        remove_attachment(session, request, attachment.id)
        for attachment in attachments
        if (attachment.question, attachment.row_id) not in known
    ]


def _stored(
    request: Request, place: Place, file: FileStorage, stored: StoredDocuments
) -> Attachment:
    """Check a document and store it.

    Raises:
        RefusedDocumentError: It is none that we take, or the storage takes nothing.
    """
    stored.refuse_another()
    longest = portal().settings.attachment_length
    checked = check_document(
        file.filename,
        # One byte more than allowed is enough to know.
        file.stream.read(longest + 1),
        accepted=place.field.codec.control.accept,
        longest=longest,
        scanner=portal().virus_scanner,
    )
    stored.add(checked.name, len(checked.content))
    return Attachment(
        id=new_id(),
        owner_id=request.owner_id,
        request_id=request.id,
        question=place.question,
        row_id=place.row_id,
        name=checked.name,
        media_type=checked.media_type,
        size=len(checked.content),
        sha256=sha256(checked.content).hexdigest(),
        stored_as=_keep(checked),
        added_at=portal().now(),
    )


def _keep(checked: CheckedDocument) -> str:
    try:
        return portal().storage.keep(checked.content)
    except StorageError as error:
        count(Happening.STORAGE_ERROR)
        _log.warning("a document could not be stored: %s", error)
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» n'a pas pu être enregistré; il n'est pas "
                "joint. Joignez-le encore une fois dans quelques minutes.",
                name=checked.name,
            )
        ) from error


def _with(
    answers: dict[str, Any], place: Place, value: list[dict[str, Any]]
) -> dict[str, Any]:
    """Give answers with a value at a place; a row is changed where it is."""
    if place.row_id is None:
        return put(answers, place.question, value)
    path, _, key = place.question.rpartition(".")
    for row in rows_at(answers, path):
        if row.get("_id") == place.row_id:
            row.update(put(row, key, value))
    return answers

"""Reading what a portal keeps and what left it, to be compared with a history."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from email import message_from_bytes
from hashlib import sha256
from typing import Any

from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.storage.requests import content_hash
from engine.storage.tables import FrozenPdf, Request, RequestEvent, RequestVersion
from tests.faults.invariants import Document, Event, Message, Stored, StoredRequest
from webapp.attachments.tables import Attachment
from webapp.delivery.tables import OutboxMessage
from webapp.office import audit
from webapp.office.tables import Decision
from webapp.portal import EXTENSION, Portal
from webapp.requests.versions import sent_versions
from webapp.storage.objects import LostObjectError, ObjectStore
from webapp.storage.prints import content_of
from webapp.storage.sweep import named_objects, sweep

__all__ = ["MARKED_BY", "read_stored"]

MARKED_BY = "decision_number"
"""The question whose answer tells requests apart."""


def read_stored(app: Flask, mails: list[bytes]) -> Stored:
    """Read everything, after a sweep of what nobody names.

    Args:
        app: An application on the same database and storage.
        mails: What a mail server received.
    """
    portal: Portal = app.extensions[EXTENSION]
    _sweep(portal)
    by_id = Counter(_message_id(each) for each in mails)
    with app.test_request_context(), portal.database.reading() as session:
        known = session.scalars(select(OutboxMessage)).all()
        ids = {each.message_id for each in known}
        return Stored(
            requests={
                each.id: _request(session, portal.storage, each)
                for each in session.scalars(select(Request))
            },
            messages=tuple(_message(each, mails) for each in known),
            unnamed=_unnamed(portal),
            unknown_mails=tuple(name for name in by_id if name not in ids),
            log_fault=_log_fault(session),
            announced=_announced(known),
        )


def _request(session: Session, storage: ObjectStore, row: Request) -> StoredRequest:
    own_versions = session.scalars(
        select(RequestVersion).where(RequestVersion.request_id == row.id)
    ).all()
    prints = session.scalars(
        select(FrozenPdf).where(FrozenPdf.request_id == row.id)
    ).all()
    attachments = session.scalars(
        select(Attachment).where(Attachment.request_id == row.id)
    )
    parts = [row.sent_at, row.reference, row.record]
    is_sent = None not in parts
    decisions = select(func.count()).where(Decision.request_id == row.id)
    return StoredRequest(
        id=row.id,
        marker=str(row.answers.get(MARKED_BY) or ""),
        status=row.status,
        sent_marker=_sent_marker(row.record),
        total=row.total,
        is_sent=is_sent,
        is_half=not is_sent and parts != [None, None, None],
        rounds=len(own_versions),
        prints=len(prints),
        changed_rounds=sum(
            each.content_hash != content_hash(each.record) for each in own_versions
        ),
        wrong_totals=_wrong_totals(session, row) if is_sent else 0,
        events=_events(session, row.id),
        decisions=session.scalar(decisions) or 0,
        documents=(
            *(_document(storage, each) for each in attachments),
            *(_print(storage, each) for each in prints),
        ),
    )


def _sent_marker(record: dict[str, Any] | None) -> str:
    return str(record["answers"].get(MARKED_BY, "")) if record else ""


def _wrong_totals(session: Session, row: Request) -> int:
    """Count the sendings that are judged otherwise today, with their definition."""
    return sum(
        sent.version.total != _total(sent.assessment.values, sent.form)
        for sent in sent_versions(session, row)
    )


def _total(values: Any, form: Any) -> Decimal | None:
    found = values.get(form.total.key) if form.total else None
    return found if isinstance(found, Decimal) else None


def _events(session: Session, request_id: str) -> tuple[Event, ...]:
    found = session.scalars(
        select(RequestEvent)
        .where(RequestEvent.request_id == request_id)
        .order_by(RequestEvent.id)
    )
    return tuple(
        Event(
            action=each.action,
            before=each.from_status or "",
            after=each.to_status,
            note=each.note,
        )
        for each in found
    )


def _document(storage: ObjectStore, row: Attachment) -> Document:
    try:
        found = sha256(storage.read(row.stored_as, row.sha256)).hexdigest()
    except LostObjectError:
        found = ""
    return Document(name=row.name, sha256=row.sha256, found=found)


def _print(storage: ObjectStore, row: FrozenPdf) -> Document:
    try:
        found = sha256(content_of(storage, row)).hexdigest()
    except LostObjectError:
        found = ""
    return Document(name=f"print {row.id}", sha256=row.sha256, found=found)


def _message(row: OutboxMessage, mails: list[bytes]) -> Message:
    return Message(
        key=row.dedupe_key,
        state=row.state,
        error=row.last_error,
        is_mail=row.kind == "mail",
        copies=tuple(each for each in mails if _message_id(each) == row.message_id),
    )


def _message_id(mail: bytes) -> str:
    return str(message_from_bytes(mail)["Message-ID"])


def _announced(messages: Any) -> dict[str, int]:
    """Count what is announced of each request: `request:<id>:<action>:<revision>`."""
    named = [each.dedupe_key.split(":") for each in messages]
    return Counter(f"{parts[1]}:{parts[2]}" for parts in named if parts[0] == "request")


def _sweep(portal: Portal) -> None:
    """Tidy up, two days from now: what a crash left behind is old enough by then.

    Files are dated by the machine's clock, not by the portal's.
    """
    now = max(portal.now(), datetime.now(UTC))
    sweep(portal.database, portal.storage, now=now + timedelta(days=2))


def _unnamed(portal: Portal) -> tuple[str, ...]:
    named = {each.name for each in named_objects(portal.database)}
    return tuple(
        each.name for each in portal.storage.objects() if each.name not in named
    )


def _log_fault(session: Session) -> str:
    fault = audit.verify(session).fault
    return f"line {fault.number} {fault.words}" if fault else ""

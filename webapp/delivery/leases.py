"""Taking messages out of the outbox, one worker at a time.

A worker takes a message by an update that finds it free, under a token of its own
making and for a time. Only the holder of the token may say how delivery went: a worker
that slept beyond its time changes nothing when it wakes up (fencing). So two workers
never deliver a message at once while the lease is longer than a delivery.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, and_, or_, select, update

from engine.storage.references import new_id
from webapp.delivery.letter import Envelope, Kind, State
from webapp.delivery.tables import OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

__all__ = [
    "due",
    "give_up_hopeless",
    "is_anything_hopeless",
    "mark_failed",
    "mark_sent",
    "take",
]

EXPIRED = "expired"
CUT_SHORT = "delivery was cut short each time"


def due(session: Session, kind: Kind, *, now: datetime, limit: int) -> Sequence[str]:
    """Give the ids of messages that want an attempt, those waiting longest first."""
    return session.scalars(
        select(OutboxMessage.id)
        .where(_is_due(kind, now))
        .order_by(OutboxMessage.next_attempt_at, OutboxMessage.created_at)
        .limit(limit)
    ).all()


def take(
    session: Session, message_id: str, kind: Kind, *, now: datetime, until: datetime
) -> Envelope | None:
    """Take a message that is due, counting the attempt; None if it is not any more."""
    token = new_id()
    taken = _change(
        session,
        _unheld(and_(OutboxMessage.id == message_id, _is_due(kind, now))),
        lease_token=token,
        lease_expires_at=until,
        attempts=OutboxMessage.attempts + 1,
    )
    if not taken:
        return None
    row = session.get_one(OutboxMessage, message_id)
    return Envelope(
        id=row.id,
        message_id=row.message_id,
        kind=Kind(row.kind),
        recipient=row.recipient,
        language=row.language,
        subject=row.subject,
        text=row.text,
        html=row.html,
        is_secret=row.is_secret,
        created_at=row.created_at,
        attempts=row.attempts,
        lease_token=token,
    )


def mark_sent(session: Session, envelope: Envelope, *, at: datetime) -> bool:
    """Note that a message is delivered; what was secret in it is erased.

    Gives False, and changes nothing, where somebody else holds the lease by now.
    """
    erased = {"text": "", "html": ""} if envelope.is_secret else {}
    return _change(
        session,
        _is_held(envelope),
        state=State.SENT.value,
        sent_at=at,
        last_error="",
        lease_token=None,
        lease_expires_at=None,
        **erased,
    )


def mark_failed(
    session: Session, envelope: Envelope, reason: str, *, retry_at: datetime | None
) -> bool:
    """Note why an attempt failed and when the next is due; None for never.

    Gives False, and changes nothing, where somebody else holds the lease by now.
    """
    values: dict[str, object] = {"state": State.STUCK.value}
    if retry_at is not None:
        values = {"next_attempt_at": retry_at}
    return _change(
        session,
        _is_held(envelope),
        last_error=reason,
        lease_token=None,
        lease_expires_at=None,
        **values,
    )


def give_up_hopeless(
    session: Session, kind: Kind, *, now: datetime, most_attempts: int
) -> None:
    """Set aside what has expired, and what ended its worker at every attempt."""
    waits = and_(
        OutboxMessage.state == State.WAITING, OutboxMessage.kind == kind, _is_free(now)
    )
    too_often = and_(waits, OutboxMessage.attempts >= most_attempts)
    _change(session, _unheld(too_often), state=State.STUCK.value, last_error=CUT_SHORT)
    expired = and_(waits, OutboxMessage.expires_at <= now)
    _change(session, _unheld(expired), state=State.STUCK.value, last_error=EXPIRED)
    _change(session, _unheld(_is_useless_secret(now)), text="", html="")


def is_anything_hopeless(
    session: Session, kind: Kind, *, now: datetime, most_attempts: int
) -> bool:
    """Tell whether `give_up_hopeless` would change anything, without locking."""
    found = select(OutboxMessage.id).where(
        or_(
            and_(
                OutboxMessage.state == State.WAITING,
                OutboxMessage.kind == kind,
                _is_free(now),
                or_(
                    OutboxMessage.attempts >= most_attempts,
                    OutboxMessage.expires_at <= now,
                ),
            ),
            _is_useless_secret(now),
        )
    )
    return session.scalar(found.limit(1)) is not None


def _unheld(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Pass over what another worker is changing, instead of waiting for it."""
    found = select(OutboxMessage.id).where(condition)
    return OutboxMessage.id.in_(found.with_for_update(skip_locked=True))


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(
        OutboxMessage.lease_expires_at.is_(None), OutboxMessage.lease_expires_at <= now
    )


def _is_due(kind: Kind, now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.state == State.WAITING,
        OutboxMessage.kind == kind,
        OutboxMessage.next_attempt_at <= now,
        or_(OutboxMessage.expires_at.is_(None), OutboxMessage.expires_at > now),
        _is_free(now),
    )


def _is_held(envelope: Envelope) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.id == envelope.id,
        OutboxMessage.lease_token == envelope.lease_token,
    )


def _is_useless_secret(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxMessage.state == State.STUCK,
        OutboxMessage.is_secret.is_(True),
        OutboxMessage.expires_at <= now,
        OutboxMessage.text != "",
    )


def _change(session: Session, condition: ColumnElement[bool], **values: object) -> bool:
    """Change the rows that a condition finds; tell whether there was any."""
    result = session.execute(
        update(OutboxMessage)
        .where(condition)
        .values(values)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return isinstance(result, CursorResult) and result.rowcount > 0

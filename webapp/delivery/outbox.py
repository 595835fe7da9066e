"""Writing to the outbox, and what the office asks about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from engine.storage.references import new_id
from webapp.delivery.letter import Kind, State
from webapp.delivery.tables import IS_UNDELIVERED, OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from webapp.delivery.letter import Letter

__all__ = [
    "Backlog",
    "backlog",
    "retry",
    "retry_all",
    "struggling",
    "stuck",
    "write",
]


def write(session: Session, letter: Letter, *, at: datetime, domain: str) -> bool:
    """Write a message in the caller's transaction: both become true, or neither.

    Gives False, and writes nothing, where its key has been written before.

    Args:
        session: Of a transaction that somebody else ends.
        letter: What to deliver.
        at: Now; it is delivered as soon as possible.
        domain: What the Message-ID ends with.
    """
    message_id = new_id()
    row = insert(OutboxMessage).values(
        id=message_id,
        message_id=f"<{message_id}@{domain}>",
        dedupe_key=letter.key,
        kind=letter.kind.value,
        recipient=letter.recipient,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        is_secret=letter.is_secret,
        state=State.WAITING.value,
        next_attempt_at=at,
        created_at=at,
        expires_at=letter.expires_at,
    )
    if _is_written(session, letter.key):
        return False
    # Elsewhere than in SQLite another transaction may write the same key meanwhile.
    try:
        with session.begin_nested():
            session.execute(row)
    except IntegrityError:
        if _is_written(session, letter.key):
            return False
        raise
    return True


def stuck(session: Session, *, limit: int | None = None) -> Sequence[OutboxMessage]:
    """Give the messages that nobody tries to deliver any more, the newest first."""
    return session.scalars(
        select(OutboxMessage)
        .where(IS_UNDELIVERED, OutboxMessage.state == State.STUCK)
        .order_by(OutboxMessage.created_at.desc(), OutboxMessage.id)
        .limit(limit)
    ).all()


def struggling(session: Session, *, limit: int) -> Sequence[OutboxMessage]:
    """Give waiting messages that failed before, those waiting longest first."""
    return session.scalars(
        select(OutboxMessage)
        .where(
            IS_UNDELIVERED,
            OutboxMessage.state == State.WAITING,
            OutboxMessage.attempts > 0,
        )
        .order_by(OutboxMessage.created_at, OutboxMessage.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What of one kind has not left."""

    waiting: int = 0
    oldest_at: datetime | None = None
    """When the oldest waiting one was written; None where none waits."""
    dead: int = 0
    """How many nobody tries to deliver any more."""


def backlog(session: Session) -> Mapping[Kind, Backlog]:
    """Give what has not left, by kind."""
    found = session.execute(
        select(
            OutboxMessage.kind,
            OutboxMessage.state,
            func.count(),
            func.min(OutboxMessage.created_at),
        )
        .where(OutboxMessage.state.in_((State.WAITING, State.STUCK)))
        .group_by(OutboxMessage.kind, OutboxMessage.state)
    ).all()
    rows = {(kind, state): (count, oldest) for kind, state, count, oldest in found}
    return {
        kind: Backlog(
            waiting=rows.get((kind, State.WAITING), (0, None))[0],
            oldest_at=rows.get((kind, State.WAITING), (0, None))[1],
            dead=rows.get((kind, State.STUCK), (0, None))[0],
        )
        for kind in Kind
    }


def retry(session: Session, message_id: str, *, at: datetime) -> bool:
    """Try a stuck message again from the beginning; False where there is none.

    One whose use is over stays where it is: its text is gone.
    """
    result = session.execute(
        update(OutboxMessage)
        .where(
            OutboxMessage.id == message_id,
            OutboxMessage.state == State.STUCK,
            OutboxMessage.text != "",
        )
        .values(state=State.WAITING.value, attempts=0, next_attempt_at=at)
        .execution_options(synchronize_session=False)
    )
    session.expire_all()
    return isinstance(result, CursorResult) and result.rowcount == 1


def retry_all(session: Session, *, at: datetime) -> int:
    """Try again whatever is stuck and still of use; give how many there are."""
    ids = [message.id for message in stuck(session)]
    return sum(retry(session, message_id, at=at) for message_id in ids)


def _is_written(session: Session, key: str) -> bool:
    known = select(OutboxMessage.id).where(OutboxMessage.dedupe_key == key)
    return session.scalar(known) is not None

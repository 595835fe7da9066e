"""What is noted by the way, and for how long: sign-ins, links, codes, messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import (
    CursorResult,
    and_,
    delete,
    func,
    inspect,
    select,
    tuple_,
    update,
)

from webapp.accounts.tables import (
    AccessCount,
    Challenge,
    EmailLink,
    KnownDevice,
    LoginSession,
    SignInAttempt,
)
from webapp.delivery.letter import State
from webapp.delivery.tables import HAS_WORDS, OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from engine.storage.database import Database
    from engine.storage.tables import Base
    from webapp.privacy.rules import RetentionRules

__all__ = ["OldTraces", "count_old", "old_traces", "remove_old"]

_AT_ONCE = 500
_DONE = (State.SENT, State.STUCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class OldTraces:
    """Rows of one table whose time is over."""

    what: str
    rule: str
    days: int
    table: type[Base]
    condition: ColumnElement[bool]
    only_words: bool = False
    """Whether the row stays, and only what a message says goes."""

    def told(self, number: int) -> str:
        """Say how many there are, in a line."""
        return f"{number} {self.what}: {self.rule}, kept {self.days} days"


def old_traces(rules: RetentionRules, now: datetime) -> Iterator[OldTraces]:
    """Give what is over, table by table."""
    message = OutboxMessage
    is_done = message.state.in_(_DONE)
    moments = {
        "sessions": (("sessions", LoginSession, LoginSession.seen_at),),
        "devices": (("known devices", KnownDevice, KnownDevice.seen_at),),
        "links": (("links", EmailLink, EmailLink.expires_at),),
        "codes": (
            ("codes", Challenge, Challenge.started_at),
            ("counted accesses", AccessCount, AccessCount.at),
            ("counted sign-ins", SignInAttempt, SignInAttempt.at),
        ),
        "texts": (("texts of messages", message, message.created_at),),
        "messages": (("messages", message, message.created_at),),
    }
    for name, tables in moments.items():
        days = rules.of("traces", name)
        if days is None:
            continue
        for what, table, at in tables:
            condition = at <= now - timedelta(days=days)
            if table is message:
                condition = and_(is_done, condition)
            if name == "texts":
                condition = and_(condition, HAS_WORDS)
            yield OldTraces(
                what=what,
                rule=f"traces.{name}",
                days=days,
                table=table,
                condition=condition,
                only_words=name == "texts",
            )


def count_old(session: Session, old: OldTraces) -> int:
    """Count what is over."""
    counted = select(func.count()).select_from(old.table).where(old.condition)
    return session.scalar(counted) or 0


def remove_old(database: Database, old: OldTraces) -> int:
    """Remove what is over; give how much it was.

    It is looked for without keeping writers waiting, and removed a little at a time.
    """
    key = tuple_(*inspect(old.table).primary_key)
    removed = 0
    while True:
        with database.reading() as session:
            asked = select(*inspect(old.table).primary_key).where(old.condition)
            found = [tuple(row) for row in session.execute(asked.limit(_AT_ONCE))]
        if not found:
            return removed
        with database.writing() as session:
            removed += _remove(session, old, and_(old.condition, key.in_(found)))


def _remove(session: Session, old: OldTraces, condition: ColumnElement[bool]) -> int:
    gone = delete(old.table).where(condition)
    blank = update(old.table).where(condition).values(text="", html="")
    result = session.execute(
        (blank if old.only_words else gone).execution_options(synchronize_session=False)
    )
    return result.rowcount if isinstance(result, CursorResult) else 0

"""How often something may be done: counted in the database, for all workers alike.

Counts survive a restart. A refused attempt is not counted, so whoever keeps trying is
let in again in time. Subjects are account ids, or keyed hashes of what people typed.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from engine.storage.locks import delete_unheld, hold
from webapp.accounts.tables import AccessCount
from webapp.portal import portal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["Limit", "has_room", "keyed_hash", "note", "room"]

_LONGEST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `most` of a kind, in any `window` of time, for one subject."""

    kind: str
    most: int
    window: timedelta


def room(session: Session, limit: Limit, subject: str) -> int:
    """Give how often something may still be done now."""
    since = portal().now() - limit.window
    found = session.scalar(
        select(func.count())
        .select_from(AccessCount)
        .where(
            AccessCount.kind == limit.kind,
            AccessCount.subject == subject,
            AccessCount.at > since,
        )
    )
    return max(0, limit.most - (found or 0))


def has_room(session: Session, limit: Limit, subject: str) -> bool:
    """Tell whether something may still be done now, in a transaction that writes.

    Whoever else asks the same waits until what is done is counted.
    """
    hold(session, f"{limit.kind} {subject}")
    return room(session, limit, subject) > 0


def note(session: Session, limit: Limit, subject: str) -> None:
    """Count something that was done; what no limit looks at any more is forgotten."""
    now = portal().now()
    delete_unheld(session, AccessCount, AccessCount.at <= now - _LONGEST)
    session.add(AccessCount(kind=limit.kind, subject=subject, at=now))
    session.flush()


def keyed_hash(use: str, text: str) -> str:
    """Give what stands for a text in tables, so that they do not tell it."""
    secret = portal().settings.secret.encode()
    return hmac.new(secret, f"{use}:{text}".encode(), "sha256").hexdigest()

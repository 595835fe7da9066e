"""Chores: what is done each hour, by one of all workers.

A worker takes a chore as it takes a message: by an update that finds it due and free,
under a token and for a time. One that ends in the middle leaves it to another when that
time is over; one that slept beyond its time marks nothing when it wakes up. A chore may
therefore be begun twice, after a crash, and each is written so that this does no harm.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, and_, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from engine.storage.references import new_id
from webapp.delivery.tables import ChoreLease

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy.orm import Session

    from engine.storage.database import Database

__all__ = ["Chore", "finish", "take", "write_probe"]

EVERY = timedelta(hours=1)
LEASE = timedelta(minutes=30)
"""Longer than a chore takes."""


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be done again and again."""

    name: str
    do: Callable[[], object]
    is_everybodys: bool = False
    """Whether each worker does it, as where it is about the worker's own machine."""


def take(database: Database, name: str, *, now: datetime) -> str | None:
    """Take a chore that is due; give the token to finish it with, or None.

    Mostly it is not, and then nobody who writes is kept waiting.
    """
    token = new_id()
    is_due = and_(
        ChoreLease.name == name,
        or_(ChoreLease.done_at.is_(None), ChoreLease.done_at <= now - EVERY),
        or_(ChoreLease.lease_expires_at.is_(None), ChoreLease.lease_expires_at <= now),
    )
    with database.reading() as session:
        rests = select(ChoreLease.name).where(ChoreLease.name == name, ~is_due)
        if session.scalar(rests) is not None:
            return None
    with database.writing() as session:
        _make_known(session, name)
        taken = session.execute(
            update(ChoreLease)
            .where(is_due)
            .values(lease_token=token, lease_expires_at=now + LEASE)
            .execution_options(synchronize_session=False)
        )
    is_taken = isinstance(taken, CursorResult) and taken.rowcount == 1
    return token if is_taken else None


def finish(
    database: Database, name: str, token: str, *, done_at: datetime | None
) -> bool:
    """Let go of a chore; it is due again in an hour, or at once where it failed.

    Gives False, and changes nothing, where somebody else has taken it by now.
    """
    values = {} if done_at is None else {"done_at": done_at}
    with database.writing() as session:
        finished = session.execute(
            update(ChoreLease)
            .where(ChoreLease.name == name, ChoreLease.lease_token == token)
            .values(lease_token=None, lease_expires_at=None, **values)
            .execution_options(synchronize_session=False)
        )
    return isinstance(finished, CursorResult) and finished.rowcount == 1


def write_probe(database: Database) -> None:
    """Write to the database, durably, and leave nothing behind."""
    name = f"probe {new_id()}"
    with database.writing() as session:
        session.execute(insert(ChoreLease).values(name=name))
        session.execute(delete(ChoreLease).where(ChoreLease.name == name))


def _make_known(session: Session, name: str) -> None:
    known = select(ChoreLease.name).where(ChoreLease.name == name)
    if session.scalar(known) is not None:
        return
    try:
        with session.begin_nested():
            session.execute(insert(ChoreLease).values(name=name))
    except IntegrityError:
        # Another worker has just done so.
        return

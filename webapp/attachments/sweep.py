"""Files and rows of documents that have lost each other.

A crash between storing a file and committing its row leaves a file that nobody names;
the sweep removes it after a day, when no page can still be on its way to name it. A row
without its file is a loss that no crash of ours makes: it is told, never mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from webapp.attachments.tables import Attachment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from engine.storage.database import Database
    from webapp.attachments.store import AttachmentStore

__all__ = ["Swept", "sweep"]

_SPARED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did and found."""

    removed: int
    missing: Sequence[Attachment]
    """Rows whose file is gone."""


def sweep(database: Database, store: AttachmentStore, *, now: datetime) -> Swept:
    """Remove files that no row names and that are older than a day."""
    # Files first: one that comes meanwhile is not looked at, whatever its row.
    old = store.names_before(now - _SPARED)
    with database.reading() as session:
        rows = session.scalars(
            select(Attachment).order_by(Attachment.added_at, Attachment.id)
        ).all()
    unnamed = old - {row.stored_as for row in rows}
    for name in unnamed:
        store.remove(name)
    return Swept(
        removed=len(unnamed),
        missing=[row for row in rows if not store.has(row.stored_as)],
    )

"""The PDFs that were frozen with what was sent.

They are kept in the storage like documents. Where the storage does not take one, the
database keeps it until the storage does, so a sending waits for nobody.
"""

from __future__ import annotations

import logging
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, select, update

from engine.storage.requests import KeptPdf
from engine.storage.tables import FrozenPdf
from webapp.operations.metrics import Happening, count
from webapp.storage.objects import (
    LostObjectError,
    StorageError,
    forget,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.storage.database import Database
    from webapp.storage.objects import ObjectStore

__all__ = ["content_of", "keep_print", "move_prints", "prints_in_database"]

_log = logging.getLogger(__name__)


def keep_print(store: ObjectStore, content: bytes) -> KeptPdf:
    """Store a print before the row that names it is committed."""
    digest = sha256(content).hexdigest()
    try:
        return KeptPdf(sha256=digest, stored_as=store.keep(content))
    except StorageError as error:
        count(Happening.STORAGE_ERROR)
        _log.warning("a print stays in the database for now: %s", error)
        return KeptPdf(sha256=digest, content=content)


def content_of(store: ObjectStore, frozen: FrozenPdf) -> bytes:
    """Give a print as it was frozen.

    Raises:
        StorageError: It cannot be had now.
        LostObjectError: It is missing, or not what was frozen.
    """
    if frozen.stored_as is not None:
        return store.read(frozen.stored_as, frozen.sha256)
    return unchanged(frozen.content, frozen.sha256, f"print {frozen.id}")


def prints_in_database(database: Database, *, most: int | None = None) -> Sequence[int]:
    """Give the ids of prints that the database keeps, the oldest first."""
    with database.reading() as session:
        return session.scalars(
            select(FrozenPdf.id)
            .where(FrozenPdf.stored_as.is_(None))
            .order_by(FrozenPdf.id)
            .limit(most)
        ).all()


def move_prints(
    database: Database, store: ObjectStore, *, most: int | None = None
) -> int:
    """Move prints from the database to the storage; tell how many were moved.

    Each is moved by itself and for good: whoever moves it at the same time, or ends in
    the middle, leaves an object that the sweep removes. One that is not what was frozen
    stays where it is.

    Raises:
        StorageError: The storage took no more.
    """
    waiting = prints_in_database(database, most=most)
    return sum(_move(database, store, print_id) for print_id in waiting)


def _move(database: Database, store: ObjectStore, print_id: int) -> bool:
    with database.reading() as session:
        frozen = session.get_one(FrozenPdf, print_id)
    if frozen.stored_as is not None:
        return False
    try:
        content = content_of(store, frozen)
    except LostObjectError as error:
        _log.error("%s is damaged in the database; it stays there", error)
        return False
    name = store.keep(content)
    with database.writing() as session:
        moved = session.execute(
            update(FrozenPdf)
            .where(FrozenPdf.id == print_id, FrozenPdf.stored_as.is_(None))
            .values(stored_as=name, content=b"")
        )
        is_moved = isinstance(moved, CursorResult) and moved.rowcount == 1
    if not is_moved:
        forget(store, [name])
    return is_moved

"""Objects and rows that have lost each other.

A crash between storing an object and committing its row leaves an object that nobody
names; the sweep removes it after a day, when no page can still be on its way to name
it. A row without its object, or with another one, is a loss that no crash of ours
makes: it is told, never mended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.storage.tables import FrozenPdf
from webapp.attachments.tables import Attachment
from webapp.storage.objects import LostObjectError, MissingObjectError
from webapp.storage.prints import content_of, prints_in_database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from engine.storage.database import Database
    from webapp.storage.objects import ObjectStore

__all__ = ["Loss", "NamedObject", "Swept", "losses", "named_objects", "sweep"]

_SPARED = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedObject:
    """An object as its row tells of it."""

    row: str
    """What it is, for people: `document 7f… of request 3b…`."""
    name: str
    sha256: str
    length: int | None
    """In bytes; None where the row does not say."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A row that does not find what it names."""

    row: str
    is_missing: bool
    """False where there is something else instead."""

    def __str__(self) -> str:
        """Say it in a sentence."""
        return f"{self.row} {'is missing' if self.is_missing else 'has changed'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep did and found."""

    removed: int
    losses: Sequence[Loss]


def sweep(database: Database, store: ObjectStore, *, now: datetime) -> Swept:
    """Remove objects that no row names and that are older than a day.

    Raises:
        StorageError: The storage does not answer.
    """
    # Objects first: one that comes meanwhile is not looked at, whatever its row.
    stored = {found.name: found for found in store.objects()}
    named = list(named_objects(database))
    unnamed = stored.keys() - {each.name for each in named}
    removed = 0
    for name in unnamed:
        if stored[name].stored_at < now - _SPARED:
            store.remove(name)
            removed += 1
    lengths = {name: found.length for name, found in stored.items()}
    return Swept(removed=removed, losses=list(_losses(named, lengths, store)))


def losses(database: Database, store: ObjectStore) -> Iterator[Loss]:
    """Read every object that a row names; give those that are not as they were.

    Raises:
        StorageError: The storage does not answer.
    """
    for each in named_objects(database):
        try:
            store.read(each.name, each.sha256)
        except LostObjectError as error:
            yield Loss(each.row, is_missing=isinstance(error, MissingObjectError))
    for print_id in prints_in_database(database):
        with database.reading() as session:
            frozen = session.get_one(FrozenPdf, print_id)
        try:
            content_of(store, frozen)
        except LostObjectError:
            yield Loss(_print(print_id, frozen.request_id), is_missing=False)


def named_objects(database: Database) -> Iterator[NamedObject]:
    """Give everything that rows name, documents first, in the order of their coming."""
    documents = select(
        Attachment.id,
        Attachment.request_id,
        Attachment.stored_as,
        Attachment.sha256,
        Attachment.size,
    ).order_by(Attachment.added_at, Attachment.id)
    prints = (
        select(
            FrozenPdf.id, FrozenPdf.request_id, FrozenPdf.stored_as, FrozenPdf.sha256
        )
        .where(FrozenPdf.stored_as.is_not(None))
        .order_by(FrozenPdf.id)
    )
    with database.reading() as session:
        # Read at once: whoever asks the storage for each holds no transaction open.
        of_documents = session.execute(documents).all()
        of_prints = session.execute(prints).all()
    for row_id, request_id, name, sha256, length in of_documents:
        row = f"document {row_id} of request {request_id}"
        yield NamedObject(row=row, name=name, sha256=sha256, length=length)
    for print_id, request_id, stored_as, sha256 in of_prints:
        yield NamedObject(
            row=_print(print_id, request_id),
            name=stored_as or "",
            sha256=sha256,
            length=None,
        )


def _print(print_id: int, request_id: str) -> str:
    return f"print {print_id} of request {request_id}"


def _losses(
    named: Sequence[NamedObject], lengths: dict[str, int], store: ObjectStore
) -> Iterator[Loss]:
    for each in named:
        length = lengths.get(each.name)
        # What came between looking and reading the rows is there.
        if length is None and not store.has(each.name):
            yield Loss(each.row, is_missing=True)
        elif length is not None and each.length not in (None, length):
            yield Loss(each.row, is_missing=False)

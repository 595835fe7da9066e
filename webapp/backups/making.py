"""Making a backup while the portal runs.

The database comes first, then the documents that it names. A document is stored before
the row that names it commits, so whatever the database names is there to be copied. The
other way round, somebody may delete a document between the two: then its row is gone
from the running database too, and the backup notes that it is to be taken out. A file
that is missing although the running database still names it is a loss of before; it is
noted as such, and told.

All is written into a folder beside the one asked for, which gets its name at the end: a
backup of that name is whole, or is not there.
"""

from __future__ import annotations

import os
import shutil
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import func, inspect, select, text

from engine.storage.tables import FrozenPdf
from webapp.attachments.tables import Attachment
from webapp.backups.contents import (
    DOCUMENTS,
    BackupError,
    Manifest,
    Sums,
    sha256_of,
    write_durably,
    write_manifest,
)
from webapp.backups.snapshots import backend_of, database_part, snapshot
from webapp.office.tables import AuditHead
from webapp.storage.folder import sync_directory
from webapp.storage.objects import LostObjectError
from webapp.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy.engine import Connection

    from engine.storage.database import Database

__all__ = [
    "ReadableDocuments",
    "audit_head",
    "make_backup",
    "named_objects",
    "row_counts",
    "schema_of",
]

_AT_ONCE = 500


class ReadableDocuments(Protocol):
    """The documents of an office, as far as a backup needs them."""

    def read(self, name: str, sha256: str, /) -> bytes:
        """Give a stored document or print.

        Raises:
            LostObjectError: There is none of this name, or it has another hash.
        """
        ...


def make_backup(
    database: Database, store: ReadableDocuments, folder: Path, *, now: datetime
) -> Manifest:
    """Write a backup into a folder that does not exist yet.

    Raises:
        BackupError: The folder exists, or the database cannot be copied.
        OSError: The disk is full or cannot be written.
    """
    if folder.exists():
        message = f"{folder} exists already; a backup overwrites nothing"
        raise BackupError(message)
    unfinished = folder.with_name(f"{folder.name}.part-{os.getpid()}")
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        manifest = _write_parts(database, store, unfinished, now)
        sync_directory(unfinished)
        _give_its_name(unfinished, folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return manifest


def row_counts(connection: Connection) -> Mapping[str, int]:
    """Count the rows of every table."""
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in METADATA.sorted_tables
    }


def schema_of(connection: Connection) -> str:
    """Give the revision of a database."""
    found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return str(found)


def audit_head(connection: Connection) -> str:
    """Give `COUNT:HASH` of the log's last line; blank where nothing is logged."""
    head = connection.execute(select(AuditHead.count, AuditHead.hash)).first()
    return f"{head.count}:{head.hash}" if head else ""


def _write_parts(
    database: Database, store: ReadableDocuments, folder: Path, now: datetime
) -> Manifest:
    backend, sums = backend_of(database.engine), Sums(folder, [])
    with snapshot(database.engine, folder) as connection:
        counts, schema = row_counts(connection), schema_of(connection)
        head, named = audit_head(connection), named_objects(connection)
    part = database_part(folder, backend)
    sums.add(part.name, sha256_of(part))
    missing = _copy_documents(store, named, folder / DOCUMENTS, sums)
    lost = _still_named(database, missing)
    manifest = Manifest(
        made_at=now,
        program=version("formengine"),
        backend=backend,
        schema=schema,
        counts=counts,
        audit=head,
        documents=len(named) - len(missing),
        removed=tuple(sorted(set(missing) - lost)),
        lost=tuple(sorted(lost)),
        sums_sha256=sums.write(),
    )
    write_manifest(folder, manifest)
    return manifest


def named_objects(connection: Connection) -> Mapping[str, str]:
    """Give the SHA-256 of every object that a database names, by stored name."""
    documents = select(Attachment.stored_as, Attachment.sha256)
    named = {name: digest for name, digest in connection.execute(documents)}  # noqa: C416 - a result has keys of its own
    columns = inspect(connection).get_columns(FrozenPdf.__tablename__)
    # A backup may be older than prints that are objects.
    if any(column["name"] == "stored_as" for column in columns):
        prints = select(FrozenPdf.stored_as, FrozenPdf.sha256)
        prints = prints.where(FrozenPdf.stored_as.is_not(None))
        named |= {name: digest for name, digest in connection.execute(prints) if name}
    return named


def _copy_documents(
    store: ReadableDocuments, named: Mapping[str, str], folder: Path, sums: Sums
) -> Sequence[str]:
    """Copy documents; give the names of those that are not there as they should be."""
    folder.mkdir(mode=0o700)
    missing: list[str] = []
    for name, digest in sorted(named.items()):
        try:
            content = store.read(name, digest)
        except LostObjectError:
            missing.append(name)
            continue
        write_durably(folder / name, content)
        sums.add(f"{DOCUMENTS}/{name}", digest)
    sync_directory(folder)
    return missing


def _still_named(database: Database, names: Sequence[str]) -> set[str]:
    """Give which of some documents the running database names now."""
    found: set[str] = set()
    with database.reading() as session:
        for some in _batches(names):
            for column in (Attachment.stored_as, FrozenPdf.stored_as):
                asked = select(column).where(column.in_(some))
                found |= {name for name in session.scalars(asked) if name}
    return found


def _batches(names: Sequence[str]) -> Iterable[Sequence[str]]:
    return (names[at : at + _AT_ONCE] for at in range(0, len(names), _AT_ONCE))


def _give_its_name(unfinished: Path, folder: Path) -> None:
    # Onto a folder with anything in it, a rename fails: nobody else's is overwritten.
    unfinished.rename(folder)
    sync_directory(folder.parent)

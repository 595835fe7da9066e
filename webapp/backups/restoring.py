"""Putting a backup back: its documents first, then the database that names them.

The portal must not be running. A backup of SQLite goes back into SQLite, one of
PostgreSQL into PostgreSQL; `flask --app webapp db copy` leads from one to the other.
"""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, inspect, select

from engine.storage.tables import FrozenPdf
from webapp.attachments.tables import Attachment
from webapp.backups.checking import faults_of_rows, whole_backup
from webapp.backups.contents import DOCUMENTS, BackupError
from webapp.backups.erased_again import erase_again, erasures_in
from webapp.backups.making import named_objects, row_counts
from webapp.backups.snapshots import (
    backend_of,
    copied_sqlite,
    database_part,
    run_postgresql,
)
from webapp.migrations import upgrade
from webapp.office import audit
from webapp.privacy.erasing import OPERATOR, erase_requests, log_erasures
from webapp.storage.objects import forget

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime

    from sqlalchemy.engine import Engine

    from engine.storage.database import Database
    from webapp.backups.contents import Manifest
    from webapp.storage.objects import ObjectStore

__all__ = ["Restored", "restore_backup"]


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and how much of it was erased again."""

    manifest: Manifest
    erased_again: int


def restore_backup(
    database: Database,
    store: ObjectStore,
    folder: Path,
    *,
    replaces: bool,
    now: datetime,
) -> Restored:
    """Put a backup in the place of an empty office, or of one that may be lost.

    Args:
        database: Of the office; it is brought to the newest revision.
        store: Gets the documents; what else is in it stays, for the sweep.
        folder: Of the backup.
        replaces: Whether whatever the office holds may be lost. What its log says was
            erased is erased again.
        now: For the log.

    Raises:
        BackupError: The backup is not whole or does not fit, or the office is not
            empty.
    """
    manifest = whole_backup(folder)
    backend = backend_of(database.engine)
    if manifest.backend != backend:
        message = f"a backup of {manifest.backend} cannot go into {backend}"
        raise BackupError(message)
    if not replaces and not _is_empty(database):
        message = "the office is not empty; --replace loses what it holds"
        raise BackupError(message)
    erased = erasures_in(database)
    for path in sorted((folder / DOCUMENTS).iterdir()):
        store.put_back(path.name, path.read_bytes())
    part = database_part(folder, backend)
    if backend == "sqlite":
        _restore_sqlite(database, part)
    else:
        _restore_postgresql(database.engine, part)
    _compare(database, manifest)
    upgrade(database)
    _take_out(database, store, manifest, now)
    _look_at_rows(database, store, manifest)
    number = erase_again(database, store, erased, now=now)
    return Restored(manifest, number)


def _is_empty(database: Database) -> bool:
    with database.engine.connect() as connection:
        return not any(row_counts(connection).values())


def _restore_sqlite(database: Database, part: Path) -> None:
    target = database.engine.url.database
    if not target:
        message = "a database in memory cannot be restored"
        raise BackupError(message)
    database.close()
    copied_sqlite(part, Path(target))


def _restore_postgresql(engine: Engine, part: Path) -> None:
    """Replace every table in one transaction: all of the dump is there, or nothing."""
    quote = engine.dialect.identifier_preparer.quote
    tables = ", ".join(quote(name) for name in inspect(engine).get_table_names())
    drop = f"DROP TABLE IF EXISTS {tables} CASCADE" if tables else "SELECT 1"
    engine.dispose()
    with _script_of(part) as script:
        run_postgresql(
            "psql",
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--command={drop}",
            f"--file={script}",
            engine=engine,
        )


@contextmanager
def _script_of(part: Path) -> Generator[Path]:
    """Give a dump as statements, in a file that nobody else reads."""
    folder = Path(tempfile.mkdtemp(prefix="restore-"))
    try:
        script = folder / "database.sql"
        run_postgresql("pg_restore", "--no-owner", f"--file={script}", str(part))
        yield script
    finally:
        shutil.rmtree(folder)


def _compare(database: Database, manifest: Manifest) -> None:
    """Compare what is in place with what the backup says, before it is changed."""
    with database.engine.connect() as connection:
        faults = list(faults_of_rows(connection, manifest))
    if faults:
        raise BackupError("\n".join(faults))


def _take_out(
    database: Database, store: ObjectStore, manifest: Manifest, now: datetime
) -> None:
    """Take out what was deleted while the backup was made.

    Documents go by themselves from a draft; a print goes only with its request.
    """
    with database.writing() as session:
        printed = select(FrozenPdf.request_id)
        printed = printed.where(FrozenPdf.stored_as.in_(manifest.removed))
        ids = sorted(set(session.scalars(printed)))
        objects = erase_requests(session, ids)
        for name in manifest.removed:
            session.execute(delete(Attachment).where(Attachment.stored_as == name))
        log_erasures(session, OPERATOR, at=now, requests=ids)
    forget(store, objects)


def _look_at_rows(database: Database, store: ObjectStore, manifest: Manifest) -> None:
    with database.reading() as session:
        verdict = audit.verify(session)
        named = named_objects(session.connection()).keys()
    if verdict.fault is not None:
        message = f"audit line {verdict.fault.number}: {verdict.fault.words}"
        raise BackupError(message)
    excused = set(manifest.lost)
    missing = {name for name in named - excused if not store.has(name)}
    if missing:
        message = f"documents are missing: {', '.join(sorted(missing))}"
        raise BackupError(message)

"""One state of a running database, as a file and as something to read from.

Neither kind keeps anybody waiting. SQLite's own backup copies all pages in one step,
inside one reading transaction: in a write-ahead log, writers go on. PostgreSQL's
transaction lends its snapshot to `pg_dump`, so that the dump and what is read beside it
are of the same instant.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import create_engine, text

from webapp.backups.contents import DATABASE_PARTS, BackupError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping

    from sqlalchemy.engine import Connection, Engine

__all__ = [
    "backend_of",
    "copied_sqlite",
    "database_part",
    "reading_sqlite",
    "run_postgresql",
    "snapshot",
]


def backend_of(engine: Engine) -> str:
    """Give the kind of database, `sqlite` or `postgresql`."""
    return engine.dialect.name


def database_part(folder: Path, backend: str) -> Path:
    """Give where a backup has its database.

    Raises:
        BackupError: Databases of this kind are not backed up here.
    """
    if backend not in DATABASE_PARTS:
        message = f"no backups of {backend} are made here"
        raise BackupError(message)
    return folder / DATABASE_PARTS[backend]


@contextmanager
def snapshot(engine: Engine, folder: Path) -> Generator[Connection]:
    """Write a database's present state into a folder; give it to read from.

    Raises:
        BackupError: The database cannot be copied.
    """
    part = database_part(folder, backend_of(engine))
    if backend_of(engine) == "sqlite":
        _copy_sqlite(engine, part)
        with reading_sqlite(part) as connection:
            yield connection
        return
    with engine.connect() as plain:
        connection = plain.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            lent = connection.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            _dump_postgresql(engine, part, str(lent))
            yield connection


@contextmanager
def reading_sqlite(path: Path) -> Generator[Connection]:
    """Give a connection that reads a database file and cannot change it."""
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def copied_sqlite(source: Path, target: Path) -> None:
    """Put one database file's content into another: all of it, or nothing."""
    with (
        closing(sqlite3.connect(source)) as read,
        closing(sqlite3.connect(target, timeout=60)) as written,
    ):
        read.backup(written)


def run_postgresql(program: str, *arguments: str, engine: Engine | None = None) -> None:
    """Run one of PostgreSQL's programs, on a database if one is given.

    The password goes by the environment: arguments are seen by everybody.

    Raises:
        BackupError: The program is not installed, or it fails.
    """
    found = shutil.which(program)
    if found is None:
        message = f"{program} is not installed; Debian has it in postgresql-client"
        raise BackupError(message)
    given: Mapping[str, Any] = _arguments(engine) if engine else {}
    done = subprocess.run(  # noqa: S603 - found on the path, arguments are ours
        [found, *_where(given), *arguments],
        env=os.environ | _secrets(given),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = f"{program} failed: {done.stderr.strip()}"
        raise BackupError(message)


def _copy_sqlite(engine: Engine, part: Path) -> None:
    source = engine.url.database
    if not source:
        message = "a database in memory has no backup"
        raise BackupError(message)
    copied_sqlite(Path(source), part)
    with closing(sqlite3.connect(part)) as copy:
        # One file, which nothing beside it belongs to.
        copy.execute("PRAGMA journal_mode = DELETE")
        found = cast("Iterable[tuple[str]]", copy.execute("PRAGMA quick_check(1)"))
        if [word for (word,) in found] != ["ok"]:
            message = "the database is damaged: PRAGMA integrity_check tells where"
            raise BackupError(message)
    _force_to_disk(part)


def _dump_postgresql(engine: Engine, part: Path, lent: str) -> None:
    run_postgresql(
        "pg_dump",
        "--format=custom",
        f"--snapshot={lent}",
        "--no-owner",
        "--no-privileges",
        f"--file={part}",
        engine=engine,
    )
    _force_to_disk(part)


def _force_to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _where(given: Mapping[str, Any]) -> list[str]:
    """Give the options that name a database to PostgreSQL's programs."""
    options = {"host": "host", "port": "port", "user": "username", "dbname": "dbname"}
    return [f"--{options[key]}={given[key]}" for key in options if given.get(key)]


def _secrets(given: Mapping[str, Any]) -> dict[str, str]:
    known = {
        "password": "PGPASSWORD",
        "sslmode": "PGSSLMODE",
        "sslrootcert": "PGSSLROOTCERT",
    }
    return {known[key]: str(given[key]) for key in known if given.get(key)}


def _arguments(engine: Engine) -> Mapping[str, Any]:
    """Give what the driver is told of a database: libpq's own names."""
    _, given = engine.dialect.create_connect_args(engine.url)
    return given

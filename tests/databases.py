"""The databases of tests, of the kind that the run asks for.

`TEST_DATABASE=sqlite` (if nothing is said) or `postgresql`. A database belongs to a
folder: whoever names the folder, in this process or in one that it starts, gets the
same. Each begins as a copy of one that was migrated once per process; PostgreSQL's
server is started at the first need, and ends with the process.
"""

import atexit
import os
import shutil
import sqlite3
import tempfile
from contextlib import ExitStack, closing
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal, cast

import psycopg
from psycopg.sql import SQL, Identifier

from engine.storage.database import Database
from tests.engine.storage.postgresql_server import BINARIES, PostgresqlServer
from webapp.migrations import upgrade
from webapp.tables import METADATA

__all__ = [
    "KIND",
    "KINDS",
    "Kind",
    "address_of",
    "contents_of",
    "drop_within",
    "end",
    "number_messages",
]

Kind = Literal["sqlite", "postgresql"]

KIND = cast("Kind", os.environ.get("TEST_DATABASE", "sqlite"))
"""What this run asks for."""
KINDS: tuple[Kind, ...] = ("sqlite", "postgresql") if BINARIES else ("sqlite",)
"""What this machine has."""

_SERVER = "TEST_POSTGRESQL_FOLDER"
"""Where processes of a test find the server that the test's own process started."""

_made: dict[Path, str] = {}
"""PostgreSQL's databases of this process, by folder."""

_ends = ExitStack()
"""Ends what this process started."""
atexit.register(_ends.close)


def address_of(folder: Path, *, is_migrated: bool = True, kind: Kind = KIND) -> str:
    """Give the address of a folder's database, made if there is none.

    Args:
        folder: Whose database it is; SQLite's file lies in it.
        is_migrated: Whether a new one has its tables.
        kind: Other than the run's, where a test speaks of one kind or of both.
    """
    if kind == "sqlite":
        file = folder / "portal.sqlite3"
        if is_migrated and not file.exists():
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(_migrated_file(), file)
        return f"sqlite:///{file}"
    if folder not in _made:
        _made[folder] = _create(folder, is_migrated=is_migrated)
    return f"postgresql+psycopg://tests@/{_made[folder]}?host={_server_folder()}"


def contents_of(database: Database) -> str:
    """Give every value of every row of every table, one after the other."""
    with database.engine.connect() as connection:
        tables = METADATA.sorted_tables
        return "\n".join(repr(connection.execute(t.select()).all()) for t in tables)


def drop_within(folder: Path) -> None:
    """Drop PostgreSQL's databases of a folder and of all below it."""
    for owner in [owner for owner in _made if owner.is_relative_to(folder)]:
        statement = SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        _operator().execute(statement.format(Identifier(_made.pop(owner))))


def end() -> None:
    """End the server, if this process started one, and leave nothing behind."""
    _ends.close()


def number_messages(database: Database) -> None:
    """Give messages on PostgreSQL the `rowid` that SQLite's have by themselves.

    Tests read them in the order of their writing: the clock that stands still gives
    all of them the same instant.
    """
    if database.engine.dialect.name == "postgresql":
        with database.engine.begin() as connection:
            connection.exec_driver_sql(
                "ALTER TABLE outbox ADD COLUMN IF NOT EXISTS rowid bigserial"
            )


@cache
def _migrated_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="migrated-"))
    _ends.callback(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "portal.sqlite3"
    made = Database(f"sqlite:///{file}")
    upgrade(made)
    made.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return file


def _create(folder: Path, *, is_migrated: bool) -> str:
    """Make a database named after its folder, unless another process has made it."""
    name = "t" + sha256(bytes(folder.resolve())).hexdigest()[:30]
    exists = "SELECT 1 FROM pg_database WHERE datname = %s"
    if _operator().execute(exists, [name]).fetchone() is None:
        template = _migrated_template() if is_migrated else "template1"
        statement = SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        _operator().execute(statement.format(Identifier(name), Identifier(template)))
    return name


@cache
def _migrated_template() -> str:
    name = f"migrated_{os.getpid()}"
    _operator().execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    made = Database(f"postgresql+psycopg://tests@/{name}?host={_server_folder()}")
    upgrade(made)
    number_messages(made)
    made.close()
    return name


@cache
def _server_folder() -> Path:
    inherited = os.environ.get(_SERVER)
    if inherited is not None:
        return Path(inherited)
    server = PostgresqlServer()
    _ends.callback(server.remove)
    server.start()
    os.environ[_SERVER] = str(server.folder)
    return server.folder


@cache
def _operator() -> psycopg.Connection[tuple[object, ...]]:
    connection = psycopg.connect(
        f"host={_server_folder()} user=tests dbname=postgres", autocommit=True
    )
    _ends.callback(connection.close)
    return connection

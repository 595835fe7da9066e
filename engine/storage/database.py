"""The database: how it is opened, read and written.

SQLite is the default: a write-ahead log, `synchronous=FULL` so that an acknowledged
request survives a power cut, foreign keys enforced. A writing transaction takes the
write lock at its begin (`BEGIN IMMEDIATE`): one that reads first and wants to write
later would fail with «database is locked» although it waited. On other databases the
same two methods give ordinary transactions.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy.engine import Connection, Engine
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["Database"]

_BUSY_TIMEOUT_MS = 5000


class Database:
    """One database with its pool of connections. Safe to share between threads."""

    def __init__(self, url: str) -> None:
        """Open lazily: nothing is touched before the first transaction.

        Args:
            url: As SQLAlchemy writes it; an SQLite file's folder is made if needed.
        """
        address = make_url(url)
        if address.get_backend_name() == "sqlite" and address.database:
            Path(address.database).parent.mkdir(parents=True, exist_ok=True)
        # An error of the database is logged; the values that it was about are not.
        self.engine: Engine = create_engine(
            address, pool_pre_ping=True, hide_parameters=True
        )
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(writing=True)

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Give a transaction that only reads; what it gave stays readable after."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """Give a transaction that writes; it commits at the end, or not at all."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def set_pragmas(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:  # pyright: ignore[reportUnusedFunction] - SQLAlchemy calls it
        # None: the driver begins no transaction by itself, `begin` below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout = {_BUSY_TIMEOUT_MS}",
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:  # pyright: ignore[reportUnusedFunction] - SQLAlchemy calls it
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

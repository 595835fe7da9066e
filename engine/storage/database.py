"""The database: how it is opened, read and written.

SQLite is the default: a write-ahead log, `synchronous=FULL` so that an acknowledged
request survives a power cut, foreign keys enforced. A writing transaction takes the
write lock at its begin (`BEGIN IMMEDIATE`): one that reads first and wants to write
later would fail with «database is locked» although it waited.

PostgreSQL has many writers at once. A reading transaction sees one state throughout,
as on SQLite (REPEATABLE READ, READ ONLY). A writing one sees what others commit
meanwhile (READ COMMITTED) and holds what it decides by: see `engine.storage.locks`.
Nobody waits longer for somebody else than on SQLite, and a worker that stands still in
the middle of a transaction keeps others from writing for a minute at most.
"""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event, make_url
from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from collections.abc import Generator

    from sqlalchemy.engine import URL, Connection, Engine, ExceptionContext
    from sqlalchemy.engine.interfaces import DBAPIConnection
    from sqlalchemy.pool import ConnectionPoolEntry

__all__ = ["Database"]

_BUSY_TIMEOUT_MS = 5000
_STANDSTILL_MS = 60_000
_CONNECT_TIMEOUT_S = 5


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
            address,
            pool_pre_ping=True,
            hide_parameters=True,
            connect_args=_connecting(address),
        )
        if self.engine.dialect.name == "sqlite":
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(writing=True)
        self._reader = self.engine
        if self.engine.dialect.name == "postgresql":
            event.listen(self.engine, "handle_error", _leave_values_out)
            self._reader = self.engine.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )

    @contextmanager
    def reading(self) -> Generator[Session]:
        """Give a transaction that only reads; what it gave stays readable after."""
        with Session(self._reader, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self) -> Generator[Session]:
        """Give a transaction that writes; it commits at the end, or not at all."""
        with Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def _connecting(address: URL) -> dict[str, str | int]:
    """Give what a connection is opened with, beside what its address says."""
    if address.get_backend_name() != "postgresql":
        return {}
    settings = {
        "timezone": "UTC",
        "lock_timeout": _BUSY_TIMEOUT_MS,
        "idle_in_transaction_session_timeout": _STANDSTILL_MS,
        # As fits disks without moving parts: plans go by the index, as on SQLite.
        "random_page_cost": "1.1",
        # Machine code for one page of rows takes longer than the page.
        "jit": "off",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    own: dict[str, str | int] = {
        "connect_timeout": _CONNECT_TIMEOUT_S,
        "options": options,
    }
    return {name: value for name, value in own.items() if name not in address.query}


def _leave_values_out(context: ExceptionContext) -> None:
    """Keep of an error what was wrong: PostgreSQL's details repeat the row's values."""
    error = context.original_exception
    diagnosis = getattr(error, "diag", None)
    words = getattr(diagnosis, "message_primary", None)
    if words is None:
        return
    error.args = (words,)
    told = context.sqlalchemy_exception
    if told is not None:
        told.args = (f"({type(error).__module__}.{type(error).__name__}) {words}",)


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

"""Copying an office from one database into another, row by row.

Tables go in the order of their foreign keys, rows in the order of their keys, some at a
time: each step is one transaction of the target, which also notes how far it has come.
So a copy that was ended at any point goes on where it was. Nobody writes into the
source meanwhile. At its end every table is read again on both sides and compared.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    Integer,
    LargeBinary,
    String,
    false,
    func,
    insert,
    inspect,
    select,
    text,
    tuple_,
)
from sqlalchemy.exc import DBAPIError

from webapp.database_copy import progress
from webapp.database_copy.fingerprints import Fingerprint, fingerprint_of, in_order
from webapp.migrations import upgrade
from webapp.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

    from sqlalchemy import Connection, Table

    from engine.storage.database import Database

__all__ = ["Compared", "CopyError", "copy_database"]

_VERSION = "alembic_version"
_ROWS = 500
_ROWS_WITH_DOCUMENTS = 25


class CopyError(Exception):
    """The copy does not begin, or does not go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A table on both sides after the copy."""

    name: str
    source: Fingerprint
    target: Fingerprint


def copy_database(
    source: Database, target: Database, *, tell: Callable[[str], None]
) -> tuple[Compared, ...]:
    """Copy everything, or go on with a copy that was ended; give each table compared.

    Args:
        source: What is copied; nobody else writes into it until the end.
        target: An empty database, or one with an earlier part of this copy.
        tell: Called with a line for each table.

    Raises:
        CopyError: Source and target do not fit together, or a row does not fit.
    """
    name = source.engine.url.render_as_string(hide_password=True)
    if source.engine.url == target.engine.url:
        message = "Source and target are the same database."
        raise CopyError(message)
    with _nobody_writes(source) as reading:
        _begin_or_go_on(reading, target, name)
        for table in METADATA.sorted_tables:
            tell(f"{table.name}: {_copy_table(reading, target, table)} rows")
        with target.engine.begin() as writing:
            _set_sequences(writing)
        compared = _compare(reading, target)
    _require_equal(compared)
    with target.engine.begin() as writing:
        progress.forget(writing)
    return compared


@contextmanager
def _nobody_writes(source: Database) -> Generator[Connection]:
    with source.engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(table.name for table in METADATA.sorted_tables)
            connection.execute(text(f"LOCK TABLE {names} IN SHARE MODE"))
        yield connection


def _begin_or_go_on(reading: Connection, target: Database, name: str) -> None:
    with target.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    if not tables:
        upgrade(target)
    with target.engine.execution_options(writing=True).begin() as writing:
        _require_same_version(reading, writing, tables)
        if progress.NAME not in tables:
            _require_empty(writing)
            progress.begin(writing, name)
        elif progress.source_of(writing) != name:
            message = (
                "The target has a part of a copy of another database, "
                f"{progress.source_of(writing)}. Give an empty one."
            )
            raise CopyError(message)


def _require_same_version(
    reading: Connection, writing: Connection, tables: set[str]
) -> None:
    if tables and _VERSION not in tables:
        message = "The target has tables of something else. Give an empty database."
        raise CopyError(message)
    versions = [_version_of(connection) for connection in (reading, writing)]
    if versions[0] != versions[1]:
        message = (
            f"The tables of the source are of version {versions[0]}, those of the "
            f"target of {versions[1]}. Bring both to the same: run «flask --app webapp "
            "db upgrade» with each, by the same release of the portal."
        )
        raise CopyError(message)


def _version_of(connection: Connection) -> str:
    asked = text(f"SELECT version_num FROM {_VERSION}")  # noqa: S608 - our own table
    return str(connection.execute(asked).scalar())


def _require_empty(writing: Connection) -> None:
    for table in METADATA.sorted_tables:
        if writing.execute(select(1).select_from(table).limit(1)).first() is not None:
            message = (
                f"The target is in use: its table {table.name} has rows, and they are "
                "of no copy that was begun. Give an empty database."
            )
            raise CopyError(message)


def _copy_table(reading: Connection, target: Database, table: Table) -> int:
    with target.engine.connect() as connection:
        last_key, count = progress.progress_of(connection, table)
    has_documents = any(isinstance(c.type, LargeBinary) for c in table.columns)
    most = _ROWS_WITH_DOCUMENTS if has_documents else _ROWS
    while rows := _next_rows(reading, table, last_key, most):
        last_key, count = _key_of(table, rows[-1]), count + len(rows)
        _write(target, table, rows, last_key=last_key, count=count)
    return count


def _next_rows(
    reading: Connection, table: Table, last_key: Sequence[Any] | None, most: int
) -> list[dict[str, Any]]:
    order = in_order(reading, table)
    asked = select(table).order_by(*order).limit(most)
    if last_key is not None:
        asked = asked.where(tuple_(*order) > tuple_(*last_key))
    return [dict(row) for row in reading.execute(asked).mappings()]


def _write(
    target: Database,
    table: Table,
    rows: list[dict[str, Any]],
    *,
    last_key: Sequence[Any],
    count: int,
) -> None:
    for row in rows:
        _require_fit(table, row)
    try:
        with target.engine.execution_options(writing=True).begin() as writing:
            writing.execute(insert(table), rows)
            progress.step(writing, table, last_key=last_key, count=count)
    except DBAPIError as error:
        message = (
            f"Rows of {table.name} from {_key_of(table, rows[0])} to {last_key} do "
            f"not fit: {error.orig}"
        )
        raise CopyError(message) from error


def _require_fit(table: Table, row: Mapping[str, Any]) -> None:
    """Name what no database but SQLite would keep."""
    for column in table.columns:
        value = row[column.name]
        if not isinstance(value, str):
            continue
        longest = column.type.length if isinstance(column.type, String) else None
        if "\0" in value or (longest is not None and len(value) > longest):
            what = "has NUL in it" if "\0" in value else f"is longer than {longest}"
            message = (
                f"{table.name} {_key_of(table, row)}: {column.name} {what}. "
                "Mend this row in the source, then copy again."
            )
            raise CopyError(message)


def _key_of(table: Table, row: Mapping[str, Any]) -> list[Any]:
    return [row[column.name] for column in table.primary_key]


def _set_sequences(writing: Connection) -> None:
    """Let numbers that PostgreSQL makes begin after those that came."""
    if writing.dialect.name != "postgresql":
        return
    for table in METADATA.sorted_tables:
        column = table.autoincrement_column
        if column is None or not isinstance(column.type, Integer):
            continue
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        highest = select(func.coalesce(func.max(column), 0) + 1).scalar_subquery()
        writing.execute(select(func.setval(sequence, highest, false())))


def _compare(reading: Connection, target: Database) -> tuple[Compared, ...]:
    with target.engine.connect() as copied:
        return tuple(
            Compared(
                table.name,
                fingerprint_of(reading, table),
                fingerprint_of(copied, table),
            )
            for table in METADATA.sorted_tables
        )


def _require_equal(compared: tuple[Compared, ...]) -> None:
    others = [each.name for each in compared if each.source != each.target]
    if others:
        message = (
            f"Not the same on both sides: {', '.join(others)}. The source was changed "
            "while its copy stood still. Empty the target and copy again, the portal "
            "being stopped."
        )
        raise CopyError(message)

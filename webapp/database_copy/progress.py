"""How far a copy has come: kept in the target, with the rows that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    Column,
    Integer,
    MetaData,
    String,
    Table,
    delete,
    insert,
    select,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

__all__ = ["NAME", "Progress", "begin", "forget", "progress_of", "source_of", "step"]

NAME = "database_copy"
_SOURCE = ""
"""The row that names where the copy comes from."""

_table = Table(
    NAME,
    MetaData(),
    Column("table_name", String(100), primary_key=True),
    Column("source", String(1000), nullable=False),
    Column("last_key", JSON),
    Column("count", Integer, nullable=False),
)

Progress = tuple[list[Any] | None, int]
"""The key of the last row copied of a table (None before the first), and how many."""


def begin(connection: Connection, source: str) -> None:
    """Note that a copy has begun."""
    _table.create(connection)
    row = {"table_name": _SOURCE, "source": source, "last_key": None, "count": 0}
    connection.execute(insert(_table), row)


def source_of(connection: Connection) -> str:
    """Give where the copy comes from that somebody has begun."""
    asked = select(_table.c.source).where(_table.c.table_name == _SOURCE)
    return str(connection.execute(asked).scalar_one())


def progress_of(connection: Connection, table: Table) -> Progress:
    """Give how far the copy of a table has come."""
    asked = select(_table.c.last_key, _table.c.count)
    found = connection.execute(asked.where(_table.c.table_name == table.name)).first()
    return (found[0], found[1]) if found is not None else (None, 0)


def step(
    connection: Connection, table: Table, *, last_key: Sequence[Any], count: int
) -> None:
    """Note a step, in the transaction of its rows."""
    own = _table.c.table_name == table.name
    connection.execute(delete(_table).where(own))
    connection.execute(
        insert(_table),
        {
            "table_name": table.name,
            "source": "",
            "last_key": list(last_key),
            "count": count,
        },
    )


def forget(connection: Connection) -> None:
    """Leave nothing of the copy but its rows."""
    _table.drop(connection)

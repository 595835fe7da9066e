"""What two databases are compared by: each table's rows, in one order and one spelling.

Rows come in the order of their keys, texts byte by byte: databases sort by the rules of
different languages. Instants are UTC, amounts decimal, documents their SHA-256; JSON is
taken in the order of its members, which a copy has to keep as well.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, collate, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement, Connection, Row, Table

__all__ = ["Fingerprint", "fingerprint_of", "in_order"]

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How many rows a table has, and the SHA-256 (hex) of all of them."""

    count: int
    sha256: str


def fingerprint_of(connection: Connection, table: Table) -> Fingerprint:
    """Read a table from its first row to its last."""
    asked = select(table).order_by(*in_order(connection, table))
    count, digest = 0, sha256()
    streamed = connection.execution_options(yield_per=_AT_ONCE)
    with streamed.execute(asked) as rows:
        for row in rows:
            count += 1
            digest.update(_spelled(row))
    return Fingerprint(count, digest.hexdigest())


def in_order(connection: Connection, table: Table) -> Sequence[ColumnElement[Any]]:
    """Give a table's key, to be sorted and compared byte by byte."""
    if connection.dialect.name == "sqlite":
        return tuple(table.primary_key)
    return tuple(
        collate(column, "C") if isinstance(column.type, String) else column
        for column in table.primary_key
    )


def _spelled(row: Row[Any]) -> bytes:
    values = [_plain(value) for value in row]
    return json.dumps(values, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return sha256(value).hexdigest()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value

"""What keeps writers apart where several may write at once.

SQLite has one writer at a time: nothing here does anything there. On PostgreSQL a
transaction sees, statement by statement, what others have committed meanwhile (READ
COMMITTED). Whoever reads something and then writes because of it therefore first holds
what it reads: a row, or a name where there is no row yet.

Two transactions that hold the same things in another order wait for each other for
ever, until the database ends one of them. So everybody holds in this order: the name
of an e-mail address, the account, its challenge, the names of limits, the request,
the findings, the log.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import BigInteger, cast, delete, func, select

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from engine.storage.tables import Base

__all__ = ["delete_unheld", "hold", "hold_row"]

_Row = TypeVar("_Row", bound="Base")


def hold(session: Session, *names: str) -> None:
    """Wait until nobody holds these names; let go of them with the transaction."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for number in sorted({_number(name) for name in names}):
        session.execute(select(func.pg_advisory_xact_lock(cast(number, BigInteger))))


def hold_row(session: Session, table: type[_Row], key: object) -> _Row:
    """Give a row as it is now, which nobody else changes until the transaction ends.

    Raises:
        NoResultFound: There is none.
    """
    return session.get_one(
        table,
        key,
        # Rows that refer to this one may still come: its key does not change.
        with_for_update={"key_share": True},
        populate_existing=True,
    )


def delete_unheld(
    session: Session, table: type[Base], condition: ColumnElement[bool]
) -> None:
    """Delete rows that are of no use any more; what somebody holds is left for later.

    Two that tidy up at once would otherwise wait for each other.
    """
    key: Any = table.__mapper__.primary_key[0]
    useless = select(key).where(condition).with_for_update(skip_locked=True)
    session.execute(
        delete(table)
        .where(key.in_(useless), condition)
        .execution_options(synchronize_session=False)
    )


def _number(name: str) -> int:
    """Give the 64-bit number that stands for a name in the database."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)

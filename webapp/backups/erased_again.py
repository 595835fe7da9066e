"""What was erased since a backup was made is erased again when it is put back.

The log of the office that is replaced tells what that was. Where there is no such
office any more, whoever restores has to know it; see the operators' guide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.storage.tables import Request
from webapp.accounts.tables import Account
from webapp.office.tables import AuditEntry
from webapp.privacy.erasing import (
    ERASED_ACCOUNT,
    ERASED_REQUEST,
    OPERATOR,
    erase_account,
    erase_requests,
    log_erasures,
)
from webapp.storage.objects import forget

if TYPE_CHECKING:
    from datetime import datetime

    from engine.storage.database import Database
    from webapp.storage.objects import ObjectStore

__all__ = ["Erasures", "erase_again", "erasures_in"]


@dataclass(frozen=True, slots=True)
class Erasures:
    """The ids of what an office erased."""

    requests: frozenset[str]
    accounts: frozenset[str]


def erasures_in(database: Database) -> Erasures:
    """Give what the log of an office says was erased."""
    with database.reading() as session:
        return Erasures(
            *(
                frozenset(
                    session.scalars(
                        select(AuditEntry.subject).where(AuditEntry.action == action)
                    )
                )
                for action in (ERASED_REQUEST, ERASED_ACCOUNT)
            )
        )


def erase_again(
    database: Database, store: ObjectStore, erased: Erasures, *, now: datetime
) -> int:
    """Erase what came back; give how many requests and accounts that were."""
    with database.writing() as session:
        ids = set(session.scalars(select(Request.id))) & erased.requests
        objects = erase_requests(session, sorted(ids))
        known = set(session.scalars(select(Account.id))) & erased.accounts
        owning = set(session.scalars(select(Request.owner_id).distinct()))
        gone = sorted(known - owning)
        for account_id in gone:
            erase_account(session, session.get_one(Account, account_id))
        log_erasures(session, OPERATOR, at=now, requests=sorted(ids), accounts=gone)
    forget(store, objects)
    return len(ids) + len(gone)

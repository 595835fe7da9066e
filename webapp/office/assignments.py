"""Who works on a request, and who has it open.

Neither forbids anything: a decision is safe by the content that it names. Both keep two
people from doing the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, delete, select, update

from engine.storage.locks import hold
from engine.storage.tables import Request
from webapp.access import DESK_ROLES
from webapp.accounts.tables import IS_STAFF, Account
from webapp.office import audit
from webapp.office.tables import DeskPresence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

__all__ = [
    "HeldOtherwiseError",
    "Visitor",
    "arrive",
    "assign",
    "colleagues",
    "holder_of",
    "leave",
    "short_name",
    "visitors_of",
]

_STAYS = timedelta(minutes=30)


class HeldOtherwiseError(Exception):
    """Meanwhile somebody else works on the request; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody else of the desk who has the request open."""

    name: str
    since: datetime


def short_name(account: Account) -> str:
    """Name somebody of the office; staff accounts have an e-mail and no other name."""
    return account.email.partition("@")[0]


def colleagues(session: Session) -> Sequence[Account]:
    """Give who may work on requests, by e-mail."""
    return session.scalars(
        select(Account)
        .where(IS_STAFF, Account.role.in_(DESK_ROLES), Account.disabled_at.is_(None))
        .order_by(Account.email_key)
    ).all()


def holder_of(session: Session, request_id: str) -> Account | None:
    """Give who works on a request; None where nobody does."""
    return session.scalar(
        select(Account)
        .join(Request, Request.holder_id == Account.id)
        .where(Request.id == request_id)
    )


def assign(
    session: Session,
    request_id: str,
    to: str,
    *,
    seen: str,
    actor: Account,
    at: datetime,
) -> None:
    """Give a request to an account, or blank to nobody, in a writing transaction.

    Args:
        session: The transaction.
        request_id: The request.
        to: The account that works on it from now on; blank for nobody.
        seen: Who worked on it as its reader saw it; blank for nobody.
        actor: Who does this.
        at: When.

    Raises:
        HeldOtherwiseError: It is not `seen` who works on it.
    """
    change = (
        update(Request)
        .where(Request.id == request_id, Request.holder_id == seen)
        .values(holder_id=to)
        .execution_options(synchronize_session=False)
    )
    result = session.execute(change)
    session.expire_all()
    if not (isinstance(result, CursorResult) and result.rowcount == 1):
        raise HeldOtherwiseError
    details = {"from": seen, "to": to}
    audit.append(session, actor, "assign", subject=request_id, at=at, details=details)


def arrive(session: Session, request_id: str, account: Account, at: datetime) -> None:
    """Note that somebody has a request open, and no other one any more."""
    hold(session, f"presence {account.id}")
    known = session.get(DeskPresence, account.id)
    stays = (
        known is not None
        and known.request_id == request_id
        and at - known.seen_at < _STAYS
    )
    since = known.since if known is not None and stays else at
    session.merge(
        DeskPresence(
            account_id=account.id, request_id=request_id, since=since, seen_at=at
        )
    )


def leave(session: Session, account: Account) -> None:
    """Note that somebody has no request open."""
    session.execute(delete(DeskPresence).where(DeskPresence.account_id == account.id))


def visitors_of(
    session: Session, request_id: str, account: Account, at: datetime
) -> tuple[Visitor, ...]:
    """Give who else has a request open; who left it open for long is not there."""
    found = session.execute(
        select(Account, DeskPresence.since)
        .join(DeskPresence, DeskPresence.account_id == Account.id)
        .where(
            DeskPresence.request_id == request_id,
            DeskPresence.account_id != account.id,
            DeskPresence.seen_at > at - _STAYS,
        )
        .order_by(DeskPresence.since)
    ).all()
    return tuple(Visitor(short_name(other), since) for other, since in found)

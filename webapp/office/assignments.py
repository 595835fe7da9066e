"""Who works on a request, and who has it open.

Neither forbids anything: a decision is safe by the content that it names. Both keep two
people from doing the same work.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, delete, select, update
from sqlalchemy.exc import IntegrityError

from engine.storage.locks import hold
from webapp.access import DESK_ROLES
from webapp.accounts.tables import Account
from webapp.office import audit
from webapp.office.tables import Assignment, DeskPresence

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Delete, Update
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

NOBODY = ""
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
    found = session.scalars(
        select(Account).where(
            Account.role.in_(DESK_ROLES), Account.disabled_at.is_(None)
        )
    )
    # Sorted here: in the order of addresses, a database would read all accounts.
    return sorted(found, key=lambda account: account.email_key)


def holder_of(session: Session, request_id: str) -> Account | None:
    """Give who works on a request; None where nobody does."""
    return session.scalar(
        select(Account)
        .join(Assignment, Assignment.account_id == Account.id)
        .where(Assignment.request_id == request_id)
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
    same = (Assignment.request_id == request_id, Assignment.account_id == seen)
    if seen == NOBODY:
        if to != NOBODY:
            _begin(session, Assignment(request_id=request_id, account_id=to, at=at))
    elif to == NOBODY:
        _require_one(session, delete(Assignment).where(*same))
    else:
        change = update(Assignment).where(*same).values(account_id=to, at=at)
        _require_one(session, change)
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


def _begin(session: Session, assignment: Assignment) -> None:
    try:
        with session.begin_nested():
            session.add(assignment)
    except IntegrityError as error:
        raise HeldOtherwiseError from error


def _require_one(session: Session, change: Update | Delete) -> None:
    result = session.execute(change.execution_options(synchronize_session=False))
    session.expire_all()
    if not (isinstance(result, CursorResult) and result.rowcount == 1):
        raise HeldOtherwiseError

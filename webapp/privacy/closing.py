"""A person wants to be forgotten: what can go goes, the rest is told with its day.

Requests that somebody still works on, and those that the office must keep, stay. Their
account is shut until the last of them goes; retention erases it then.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.storage.tables import Request
from webapp.accounts.authenticators import remove_app
from webapp.accounts.challenges import void_challenges
from webapp.accounts.changes import trace
from webapp.accounts.links import LinkPurpose, void_links
from webapp.accounts.sessions import end_sessions
from webapp.clock import day_text
from webapp.office.tables import Payment
from webapp.portal import portal
from webapp.privacy.due import ERASURE_ASKED
from webapp.privacy.erasing import (
    OPERATOR,
    erase_account,
    erase_requests,
    log_erasures,
)
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account
    from webapp.privacy.rules import RetentionRules

__all__ = ["Plan", "Staying", "forget_person", "plan_for"]


@dataclass(frozen=True, slots=True)
class Staying:
    """A request that must stay for now, and why."""

    request: Request
    why: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a person's requests."""

    going: Sequence[Request]
    staying: Sequence[Staying]


def plan_for(session: Session, account: Account, rules: RetentionRules) -> Plan:
    """Tell what can go now, and what must stay until when."""
    going: list[Request] = []
    staying: list[Staying] = []
    owned = select(Request).where(Request.owner_id == account.id)
    for request in session.scalars(owned.order_by(Request.created_at, Request.id)):
        why = _why_it_stays(session, request, rules)
        if why:
            staying.append(Staying(request, why))
        else:
            going.append(request)
    return Plan(going, staying)


def forget_person(session: Session, account: Account, plan: Plan) -> list[str]:
    """Do it in the caller's transaction; give the objects to forget after."""
    now = portal().now()
    ids = [request.id for request in plan.going]
    objects, account_id = erase_requests(session, ids), account.id
    if not plan.staying:
        erase_account(session, account)
        log_erasures(session, OPERATOR, at=now, requests=ids, accounts=[account_id])
        return objects
    account.disabled_at = now
    end_sessions(session, account.id, at=now)
    void_challenges(session, account.id)
    void_links(session, account.id, *LinkPurpose)
    remove_app(session, account.id)
    trace(session, account, ERASURE_ASKED)
    log_erasures(session, OPERATOR, at=now, requests=ids)
    return objects


def _why_it_stays(session: Session, request: Request, rules: RetentionRules) -> str:
    """Give why a request must stay; blank where it need not."""
    status = Status(request.status)
    if status is Status.DRAFT:
        return ""
    if status not in (Status.REFUSED, Status.TRANSMITTED):
        return "is not decided, or not yet handed over for payment"
    days = rules.closed(request.form_id, status)
    if days is None:
        return "is kept for ever"
    until = request.updated_at + timedelta(days=days)
    if until > portal().now():
        return f"is kept until {day_text(until)}"
    paid = select(Payment.id).where(Payment.request_id == request.id)
    if session.scalar(paid) is not None:
        return "goes with the last of its payment batch"
    return ""

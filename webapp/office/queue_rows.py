"""A row of the queue: what a clerk sees of a request before opening it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from webapp.accounts.tables import Account
from webapp.office.assignments import short_name
from webapp.office.tables import FindingCount
from webapp.portal import portal
from webapp.requests.statuses import LOOKS, Look, Status
from webapp.requests.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from engine.storage.tables import Request

__all__ = ["QueueRow", "rows_of"]

_LATE_AFTER_DAYS = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """What a row shows; `days` is the age, `holder` blank where nobody works on it."""

    id: str
    reference: str
    sent_at: datetime
    days: int
    is_late: bool
    form_id: str
    title: str
    name: str
    look: Look
    total: Decimal | None
    findings: FindingCount | None
    holder: str


def rows_of(session: Session, requests: Sequence[Request]) -> tuple[QueueRow, ...]:
    """Give the rows of some requests, in their order."""
    ids = [request.id for request in requests]
    found = _findings(session, ids)
    names = _holders(session, {request.holder_id for request in requests})
    return tuple(
        _row(request, found.get(request.id), names.get(request.holder_id, ""))
        for request in requests
    )


def _row(request: Request, found: FindingCount | None, holder: str) -> QueueRow:
    status = Status(request.status)
    applicant = request.applicant or {}
    name = f"{applicant.get('last_name', '')} {applicant.get('first_name', '')}"
    form = portal().definitions.get(request.form_id) or portal().definitions.pinned(
        request.form_id, request.definition_hash
    )
    sent_at = request.sent_at or portal().now()
    days = (portal().today() - portal().day_of(sent_at)).days
    return QueueRow(
        id=request.id,
        reference=request.reference or "",
        sent_at=sent_at,
        days=days,
        is_late=days >= _LATE_AFTER_DAYS and status is Status.PROCESSING,
        form_id=request.form_id,
        title=say(form.title),
        name=name.strip(),
        look=LOOKS[status],
        total=request.total,
        findings=found,
        holder=holder,
    )


def _findings(session: Session, ids: Iterable[str]) -> dict[str, FindingCount]:
    asked = select(FindingCount).where(FindingCount.request_id.in_(ids))
    return {each.request_id: each for each in session.scalars(asked)}


def _holders(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Name who works on requests, by account."""
    asked = select(Account).where(Account.id.in_(ids))
    return {account.id: short_name(account) for account in session.scalars(asked)}

"""What the rules of retention say is over, and why: found, and nothing removed.

`holds` keeps others from changing what is found until the end of the caller's
transaction, which is to remove it; without it, all is only looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy import String, and_, cast, exists, literal, or_, select
from sqlalchemy.orm import aliased

from engine.storage.tables import Request
from webapp.accounts.directory import Role
from webapp.accounts.tables import IS_SHUT_OR_UNCONFIRMED, Account, AccountChange
from webapp.clock import day_text
from webapp.delivery.tables import OutboxMessage
from webapp.office.tables import Payment
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from webapp.privacy.rules import RetentionRules

__all__ = [
    "ERASURE_ASKED",
    "NOTICE_KEY",
    "Due",
    "accounts_due",
    "closed_due",
    "drafts_due",
    "drafts_to_announce",
    "last_day",
]

ERASURE_ASKED = "erasure asked"
"""The trace of a person's wish, in an account that some requests still need."""
NOTICE_KEY = "draft:{}:ends:{}"
"""Of the message that a draft will be removed: its id, and the revision it has."""


@dataclass(frozen=True, slots=True)
class Due:
    """A request or an account whose time is over."""

    id: str
    what: str
    why: str

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.what}: {self.why}"


def drafts_due(
    session: Session,
    rules: RetentionRules,
    *,
    now: datetime,
    limit: int | None = None,
    holds: bool = False,
) -> Sequence[Due]:
    """Give drafts that nobody touched, whose owner was told or cannot be."""
    times = _times_of_drafts(rules)
    if times is None:
        return ()
    untouched, announced = times
    told = and_(_is_noticed(), OutboxMessage.created_at <= now - _days(announced))
    asked = _drafts(now - _days(untouched))
    asked = asked.where(or_(~_is_reachable(), exists().where(told)))
    return [
        Due(
            draft.id,
            f"draft {draft.id} of {draft.form_id}",
            f"untouched since {day_text(draft.updated_at)}, kept {untouched} days",
        )
        for draft in session.scalars(_held(asked.limit(limit), Request, holds=holds))
    ]


def drafts_to_announce(
    session: Session, rules: RetentionRules, *, now: datetime, limit: int | None = None
) -> Sequence[Request]:
    """Give drafts that will be due, and whose owner can be told and has not been."""
    times = _times_of_drafts(rules)
    if times is None:
        return ()
    untouched, announced = times
    soon = now - _days(untouched - announced)
    asked = _drafts(soon).where(_is_reachable(), ~exists().where(_is_noticed()))
    return session.scalars(asked.limit(limit)).all()


def _times_of_drafts(rules: RetentionRules) -> tuple[int, int] | None:
    """Give after how many days a draft goes, and how many before it is announced."""
    untouched = rules.of("drafts", "untouched")
    announced = rules.of("drafts", "announced")
    return None if untouched is None or announced is None else (untouched, announced)


def last_day(rules: RetentionRules, draft: Request, now: datetime) -> datetime:
    """Give when a draft is removed if it is announced now."""
    untouched = rules.of("drafts", "untouched") or 0
    announced = rules.of("drafts", "announced") or 0
    return max(draft.updated_at + _days(untouched), now + _days(announced))


def closed_due(
    session: Session,
    rules: RetentionRules,
    *,
    now: datetime,
    limit: int | None = None,
    holds: bool = False,
) -> Sequence[Due]:
    """Give closed requests whose time is over; payments leave by whole batches."""
    found: list[Request] = []
    for status in (Status.REFUSED, Status.TRANSMITTED):
        is_over = _is_over(rules, status, now, Request)
        if is_over is None:
            continue
        asked = select(Request).where(Request.status == status, is_over)
        if status is Status.TRANSMITTED:
            asked = asked.where(~_is_held_by_batch(rules, now))
        asked = asked.order_by(Request.sent_at, Request.id)
        found += session.scalars(_held(asked.limit(limit), Request, holds=holds))
    return [
        Due(
            request.id,
            f"request {request.reference} of {request.form_id}",
            f"{request.status} on {day_text(request.updated_at)}, kept "
            f"{rules.closed(request.form_id, Status(request.status))} days",
        )
        for request in found
    ]


def accounts_due(
    session: Session,
    rules: RetentionRules,
    *,
    now: datetime,
    limit: int | None = None,
    holds: bool = False,
) -> Sequence[Due]:
    """Give accounts without requests that nobody confirmed, or wants any more."""
    asked_for = exists().where(
        AccountChange.account_id == Account.id, AccountChange.what == ERASURE_ASKED
    )
    # Few are shut: the others' changes are not looked at.
    wished = and_(Account.disabled_at.is_not(None), asked_for)
    is_over: ColumnElement[bool] = wished
    unconfirmed = rules.of("accounts", "unconfirmed")
    if unconfirmed is not None:
        never = and_(
            Account.mobile_confirmed_at.is_(None),
            Account.email_confirmed_at.is_(None),
            Account.created_at <= now - _days(unconfirmed),
        )
        is_over = or_(wished, never)
    asked = select(Account).where(
        IS_SHUT_OR_UNCONFIRMED,
        Account.role == Role.BENEFICIARY,
        is_over,
        ~exists().where(Request.owner_id == Account.id),
    )
    asked = asked.order_by(Account.created_at, Account.id).limit(limit)
    return [
        Due(account.id, f"account {account.id}", _why(account, unconfirmed))
        for account in session.scalars(_held(asked, Account, holds=holds))
    ]


def _why(account: Account, unconfirmed: int | None) -> str:
    if account.disabled_at is not None:
        return "its owner asked for it, and no request needs it any more"
    return f"never confirmed, kept {unconfirmed} days"


def _drafts(before: datetime) -> Select[Request]:
    return (
        select(Request)
        .outerjoin(Account, Account.id == Request.owner_id)
        .where(Request.status == Status.DRAFT, Request.updated_at <= before)
        .order_by(Request.updated_at, Request.id)
    )


_Row = TypeVar("_Row", Request, Account)


def _held(asked: Select[_Row], table: type[_Row], *, holds: bool) -> Select[_Row]:
    return asked.with_for_update(of=table, skip_locked=True) if holds else asked


def _is_reachable() -> ColumnElement[bool]:
    return and_(Account.disabled_at.is_(None), Account.email_confirmed_at.is_not(None))


def _is_noticed() -> ColumnElement[bool]:
    before, between, _ = NOTICE_KEY.split("{}")
    revision = cast(Request.revision, String)
    key = literal(before) + Request.id + literal(between) + revision
    return OutboxMessage.dedupe_key == key


def _is_over(
    rules: RetentionRules, status: Status, now: datetime, request: type[Request]
) -> ColumnElement[bool] | None:
    """Give the condition of requests in a status that are over; None for none."""
    own = {form: days for (form, of), days in rules.forms.items() if of is status}
    usual = rules.of("closed", status)
    conditions = [
        and_(request.form_id == form, _closed_before(now, days, request))
        for form, days in own.items()
        if days is not None
    ]
    if usual is not None:
        others = request.form_id.not_in(sorted(own))
        conditions.append(and_(others, _closed_before(now, usual, request)))
    return or_(*conditions) if conditions else None


def _closed_before(
    now: datetime, days: int, request: type[Request]
) -> ColumnElement[bool]:
    before = now - _days(days)
    # What was sent later was closed later: the index of sendings leads to the rest.
    return and_(request.sent_at <= before, request.updated_at <= before)


def _is_held_by_batch(rules: RetentionRules, now: datetime) -> ColumnElement[bool]:
    """Give the condition of requests paid together with one that is not over yet."""
    own, other, paid = aliased(Payment), aliased(Payment), aliased(Request)
    is_over = _is_over(rules, Status.TRANSMITTED, now, paid)
    together = (
        select(own.id)
        .join(other, other.batch_id == own.batch_id)
        .join(paid, paid.id == other.request_id)
        .where(own.request_id == Request.id)
    )
    return exists(together if is_over is None else together.where(~is_over))


def _days(number: int) -> timedelta:
    return timedelta(days=number)

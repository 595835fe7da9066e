"""The queue: sent requests, filtered, the oldest first, a page at a time.

A page begins behind the last row of the one before (keyset paging), so the thousandth
page costs what the first one does. Filters live in the address.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import load_only

from engine.storage.tables import Request
from webapp.office.search import search
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, ScalarSelect, UnaryExpression
    from sqlalchemy.orm import Session

__all__ = [
    "AGES",
    "ALL",
    "MOST_COUNTED",
    "NOBODY",
    "TABS",
    "UNCOUNTED",
    "Filters",
    "Neighbours",
    "QueuePage",
    "count_words",
    "counts",
    "find",
    "neighbours",
]

ALL = "toutes"
NOBODY = "personne"
TABS = (
    Status.PROCESSING,
    Status.CORRECTION,
    Status.ACCEPTED,
    Status.TRANSMITTED,
    Status.REFUSED,
)
AGES = (5, 10, 20)
"""Days of waiting that the filter offers."""
MOST_COUNTED = 1_000
UNCOUNTED = -1
"""Stands for as many as are found by a word that very many requests have."""
_PAGE = 50
_LONGEST_SEARCH = 100
_LONGEST_ID = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks for; anything unknown in it asks for nothing.

    `holder` is an account, or `NOBODY`; blank for anybody. `after` is the place of the
    last row seen: `<seconds>.<microseconds>.<id>`.
    """

    status: Status | None
    form_id: str
    age: int
    text: str
    holder: str
    after: tuple[datetime, str] | None

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Filters:
        """Read an address."""
        status = arguments.get("statut", Status.PROCESSING)
        age = arguments.get("age", "")
        return cls(
            status=Status(status) if status in TABS else _other_status(status),
            form_id=arguments.get("formulaire", "")[:_LONGEST_SEARCH],
            age=int(age) if age in map(str, AGES) else 0,
            text=arguments.get("q", "")[:_LONGEST_SEARCH].strip(),
            holder=arguments.get("attribuee", "")[:_LONGEST_ID],
            after=_place(arguments.get("apres", "")),
        )

    def address(self, **changed: str) -> dict[str, Any]:
        """Give the arguments of this address with some changed.

        What asks for nothing is left out, and so is the status that is usual.
        """
        own = {
            "statut": self.status or ALL,
            "attribuee": self.holder,
            "formulaire": self.form_id,
            "age": str(self.age or ""),
            "q": self.text,
        }
        asked = {name: value for name, value in (own | changed).items() if value}
        if asked.get("statut") == Status.PROCESSING:
            del asked["statut"]
        return asked


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some rows of the queue; `next` is blank on the last page."""

    rows: Sequence[Request]
    next: str


def find(session: Session, filters: Filters, *, now: datetime) -> QueuePage:
    """Give a page of the queue."""
    conditions, _ = _conditions(session, filters, now)
    asked = select(Request).where(*conditions)
    if filters.after is not None:
        at, request_id = filters.after
        asked = asked.where(tuple_(Request.sent_at, Request.id) > (at, request_id))
    rows = session.scalars(
        asked.options(load_only(*_SHOWN))
        .order_by(Request.sent_at, Request.id)
        .limit(_PAGE + 1)
    ).all()
    shown = rows[:_PAGE]
    return QueuePage(shown, _mark(shown[-1]) if len(rows) > _PAGE else "")


_SHOWN = (
    Request.id,
    Request.reference,
    Request.form_id,
    Request.definition_hash,
    Request.status,
    Request.holder_id,
    Request.applicant,
    Request.total,
    Request.sent_at,
)
"""Not the answers and records: they would be most of what is read."""


def counts(session: Session, filters: Filters, *, now: datetime) -> dict[Status, int]:
    """Count the requests of each status that the other filters let through.

    Counting ends after `MOST_COUNTED`, so that it takes no longer in a larger office:
    one more than that stands for all more. A very common word is `UNCOUNTED`.
    """
    conditions, is_common = _conditions(session, _without_status(filters), now)
    if is_common:
        return dict.fromkeys(TABS, UNCOUNTED)
    if filters.text:
        # What a word finds is found first, and then counted at once.
        asked = select(Request.status, func.count()).where(*conditions)
        few = session.execute(asked.group_by(Request.status)).all()
        return dict.fromkeys(TABS, 0) | {Status(each): count for each, count in few}
    found = session.execute(
        select(*(_count(*conditions, Request.status == status) for status in TABS))
    ).one()
    return dict(zip(TABS, found, strict=True))


def _count(*conditions: ColumnElement[bool]) -> ScalarSelect[Any]:
    counted = select(literal(1)).select_from(Request).where(*conditions)
    # In the order of the queue, so that an index of it is gone through, not the table.
    ordered = counted.order_by(Request.sent_at, Request.id)
    few = ordered.limit(MOST_COUNTED + 1).subquery()
    return select(func.count()).select_from(few).scalar_subquery()


def count_words(count: int) -> str:
    """Say how many there are, or that there are more than are counted."""
    if count < 0:
        return "…"
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Where a request stands in a queue; blank where there is no other one.

    `number` counts from 1, and is 0 for a request that the filters leave out, or that
    has more than `MOST_COUNTED` before it, or is found by a very common word. The count
    ends there as well.
    """

    previous: str
    next: str
    number: int
    count: int


def neighbours(
    session: Session, filters: Filters, request: Request, *, now: datetime
) -> Neighbours:
    """Find what comes before and after a request in the queue that filters make."""
    place = tuple_(Request.sent_at, Request.id)
    own = (request.sent_at, request.id)
    conditions, is_common = _conditions(session, filters, now)

    def first(ahead: ColumnElement[bool], *order: UnaryExpression[Any]) -> str:
        asked = select(Request.id).where(*conditions, ahead)
        return session.scalar(asked.order_by(*order).limit(1)) or ""

    def count(*more: ColumnElement[bool]) -> int:
        return session.scalar(select(_count(*conditions, *more))) or 0

    is_in = not is_common and count(Request.id == request.id) == 1
    number = count(place <= own) if is_in else 0
    return Neighbours(
        previous=first(place < own, Request.sent_at.desc(), Request.id.desc()),
        next=first(place > own, Request.sent_at.asc(), Request.id.asc()),
        number=number if number <= MOST_COUNTED else 0,
        count=0 if is_common else count(),
    )


def _conditions(
    session: Session, filters: Filters, now: datetime
) -> tuple[list[ColumnElement[bool]], bool]:
    """Give what a request has to be, and whether too many are to be counted."""
    found: list[ColumnElement[bool]] = [Request.sent_at.is_not(None)]
    if filters.status is not None:
        found.append(Request.status == filters.status)
    if filters.form_id:
        found.append(Request.form_id == filters.form_id)
    if filters.age:
        found.append(Request.sent_at < now - timedelta(days=filters.age))
    if filters.holder:
        holder_id = "" if filters.holder == NOBODY else filters.holder
        found.append(Request.holder_id == holder_id)
    if not filters.text:
        return found, False
    searched = search(session, filters.text)
    return [*found, searched.condition], searched.is_common


def _without_status(filters: Filters) -> Filters:
    return replace(filters, status=None, after=None)


def _other_status(status: str) -> Status | None:
    return None if status == ALL else Status.PROCESSING


def _mark(row: Request) -> str:
    sent_at = row.sent_at or datetime.fromtimestamp(0, UTC)
    return f"{int(sent_at.timestamp())}.{sent_at.microsecond}.{row.id}"


def _place(text: str) -> tuple[datetime, str] | None:
    seconds, _, rest = text.partition(".")
    microseconds, _, request_id = rest.partition(".")
    if not (seconds.isdecimal() and microseconds.isdecimal() and request_id):
        return None
    if len(seconds) > _MOST_DIGITS or len(microseconds) > _MOST_DIGITS:
        return None
    at = datetime.fromtimestamp(int(seconds), UTC)
    return at + timedelta(microseconds=int(microseconds)), request_id


_MOST_DIGITS = 10

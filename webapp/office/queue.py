"""The queue: sent requests, filtered, the oldest first, a page at a time.

A page begins behind the last row of the one before (keyset paging), so the thousandth
page costs what the first one does. Filters live in the address.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import and_, func, or_, select, tuple_
from sqlalchemy.orm import load_only

from engine.storage.tables import Request
from webapp.requests.index import joined, words_in
from webapp.requests.statuses import Status
from webapp.requests.tables import SearchWord

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

__all__ = ["AGES", "ALL", "TABS", "Filters", "QueuePage", "counts", "find"]

ALL = "toutes"
TABS = (
    Status.PROCESSING,
    Status.CORRECTION,
    Status.ACCEPTED,
    Status.TRANSMITTED,
    Status.REFUSED,
)
AGES = (5, 10, 20)
"""Days of waiting that the filter offers."""
_PAGE = 50
_LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the address asks for; anything unknown in it asks for nothing.

    `after` is the place of the last row seen: `<seconds>.<microseconds>.<id>`.
    """

    status: Status | None
    form_id: str
    age: int
    text: str
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
            text=arguments.get("q", "").replace("\x00", "")[:_LONGEST_SEARCH].strip(),
            after=_place(arguments.get("apres", "")),
        )

    def address(self, **changed: str) -> dict[str, str]:
        """Give the arguments of this address with some changed; blank ones left out."""
        own = {
            "statut": self.status or ALL,
            "formulaire": self.form_id,
            "age": str(self.age or ""),
            "q": self.text,
        }
        return {name: value for name, value in (own | changed).items() if value}


@dataclass(frozen=True, slots=True)
class QueuePage:
    """Some rows of the queue; `next` is blank on the last page."""

    rows: Sequence[Request]
    next: str


def find(session: Session, filters: Filters, *, now: datetime) -> QueuePage:
    """Give a page of the queue."""
    asked = select(Request).where(*_conditions(filters, now))
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
    Request.applicant,
    Request.total,
    Request.sent_at,
)
"""Not the answers and records: they would be most of what is read."""


def counts(session: Session, filters: Filters, *, now: datetime) -> dict[Status, int]:
    """Count the requests of each status that the other filters let through."""
    asked = select(Request.status, func.count()).where(
        *_conditions(_without_status(filters), now)
    )
    found = session.execute(asked.group_by(Request.status)).all()
    return dict.fromkeys(TABS, 0) | {Status(status): count for status, count in found}


def _conditions(filters: Filters, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Request.sent_at.is_not(None)]
    if filters.status is not None:
        found.append(Request.status == filters.status)
    if filters.form_id:
        found.append(Request.form_id == filters.form_id)
    if filters.age:
        found.append(Request.sent_at < now - timedelta(days=filters.age))
    if filters.text:
        found.append(_matches(filters.text))
    return found


def _matches(text: str) -> ColumnElement[bool]:
    """Match a number however it is spaced, or every word by its beginning."""
    words = [Request.id.in_(_having(word)) for word in words_in(text)]
    whole = Request.id.in_(_having(joined(text)))
    if not words:
        return Request.id.is_(None)
    return whole if len(words) == 1 else or_(whole, and_(*words))


def _having(beginning: str) -> Select[str]:
    return select(SearchWord.request_id).where(
        SearchWord.word >= beginning, SearchWord.word < beginning + "\U0010ffff"
    )


def _without_status(filters: Filters) -> Filters:
    return Filters(
        status=None,
        form_id=filters.form_id,
        age=filters.age,
        text=filters.text,
        after=None,
    )


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

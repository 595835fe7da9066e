"""An office with as many accounts and requests as are asked for, made in bulk.

Rows are what years leave behind: nearly all requests are paid, few still wait, and what
`forms/portal/retention.yaml` removes is gone. Their JSON is small: what is measured is
how they are found, not how they are read.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from engine.storage.tables import FrozenPdf, Request
from webapp.accounts.tables import Account
from webapp.delivery.tables import OutboxMessage
from webapp.office.tables import FindingCount
from webapp.requests.statuses import Status
from webapp.requests.tables import ClaimedPeriod, SearchWord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Connection
    from sqlalchemy.orm import DeclarativeBase

    from engine.storage.database import Database

__all__ = ["CLERKS", "fill"]

CLERKS = tuple(f"clerk-{number}" for number in range(8))
_FORMS = ("318.536", "318.632", "318.632.1", "318.632.2", "318.635-639")
_RARE_FORM = "300.001"
_NAMES = ("Rochat", "Favre", "Müller", "Zoé", "Da Silva", "Bernasconi", "Aebi", "Meier")
_NEWEST = datetime(2026, 11, 24, 12, tzinfo=UTC)
_BETWEEN = timedelta(minutes=1)
_WORDS_STAY = timedelta(days=30)
_DRAFTS_STAY = timedelta(days=150)
_AT_ONCE = 20_000
_IN_HUNDRED = (
    (Status.DRAFT, 4),
    (Status.PROCESSING, 2),
    (Status.CORRECTION, 1),
    (Status.ACCEPTED, 1),
    (Status.REFUSED, 8),
    (Status.TRANSMITTED, 84),
)
_STATUSES = [status for status, count in _IN_HUNDRED for _ in range(count)]


def fill(database: Database, *, requests: int, accounts: int, form_hash: str) -> None:
    """Make the rows, and let the database count them for its plans.

    Args:
        database: With its tables, and nothing in them that these rows repeat.
        requests: How many.
        accounts: How many beneficiaries they are shared out among.
        form_hash: Of an archived definition.
    """
    many = _Many(requests, accounts, form_hash)
    with database.engine.execution_options(writing=True).begin() as connection:
        _insert(connection, Account, many.accounts())
        _insert(connection, Request, many.requests())
        _insert(connection, SearchWord, many.words())
        _insert(connection, ClaimedPeriod, many.periods())
        _insert(connection, FindingCount, many.findings())
        _insert(connection, FrozenPdf, many.prints())
        _insert(connection, OutboxMessage, many.messages())
    with database.engine.execution_options(writing=True).begin() as connection:
        connection.exec_driver_sql("ANALYZE")


class _Many:
    def __init__(self, requests: int, accounts: int, form_hash: str) -> None:
        self._requests, self._accounts, self._hash = requests, accounts, form_hash

    def accounts(self) -> Iterator[dict[str, Any]]:
        for number in range(self._accounts):
            yield _account(f"p{number}", "beneficiary", number)
        for clerk in CLERKS:
            yield _account(clerk, "clerk", 0)

    def requests(self) -> Iterator[dict[str, Any]]:
        for number in range(self._requests):
            status, at = self._status(number), self._at(number)
            is_sent = status is not Status.DRAFT
            yield {
                "id": _id(number),
                "reference": _reference(number) if is_sent else None,
                "owner_id": f"p{number % self._accounts}",
                "holder_id": _holder(number) if is_sent else "",
                "creation_key": f"key of {number}",
                "form_id": _form(number),
                "version": 1,
                "definition_hash": self._hash,
                "language": "fr",
                "status": status.value,
                "revision": 1,
                "change_key": "",
                "answers": "{}",
                "confirmations": "{}",
                "applicant": _person(number % self._accounts) if is_sent else None,
                "created_at": at,
                "updated_at": at,
                "sent_at": at if is_sent else None,
            }

    def words(self) -> Iterator[dict[str, Any]]:
        for number in self._sent():
            person = number % self._accounts
            name = _NAMES[person % len(_NAMES)].lower().split()[-1]
            for word in {
                _reference(number).replace("-", "").lower(),
                f"756{person:010}",
                "".join(c for c in name if c.isascii()),
                f"nom{person}",
            }:
                yield {"word": word, "request_id": _id(number)}

    def periods(self) -> Iterator[dict[str, Any]]:
        for number in self._sent():
            day = _NEWEST.date() - timedelta(days=number % 3000)
            yield {
                "request_id": _id(number),
                "person": f"756{number % self._accounts:010}",
                "form_id": _form(number),
                "first_day": day.isoformat(),
                "last_day": day.isoformat(),
            }

    def findings(self) -> Iterator[dict[str, Any]]:
        for number in self._sent():
            yield {"request_id": _id(number), "blocking": number % 2, "warnings": 1}

    def prints(self) -> Iterator[dict[str, Any]]:
        for number in self._sent():
            yield {
                "request_id": _id(number),
                "frozen_at": self._at(number),
                "sha256": f"{number:064x}",
                "stored_as": f"{number:064x}",
                "content": b"",
            }

    def messages(self) -> Iterator[dict[str, Any]]:
        """Tell of each sending, remind of each draft; words stay for a month."""
        for number in range(self._requests):
            is_draft = self._status(number) is Status.DRAFT
            key = "draft:{}:reminder" if is_draft else "request:{}:sent:1"
            words = "Bonjour" if self._is_younger(number, _WORDS_STAY) else ""
            at = self._at(number)
            yield {
                "id": f"m{number:07}",
                "message_id": f"<m{number:07}@example.org>",
                "dedupe_key": key.format(_id(number)),
                "kind": "mail",
                "recipient": f"p{number % self._accounts}@example.org",
                "language": "fr",
                "subject": "Votre demande",
                "text": words,
                "html": words,
                "is_secret": False,
                "state": "sent",
                "attempts": 1,
                "next_attempt_at": at,
                "last_error": "",
                "created_at": at,
                "sent_at": at,
            }

    def _status(self, number: int) -> Status:
        # Multiplied by a number that shares no factor with a hundred: well mixed.
        status = _STATUSES[number * 37 % 100]
        is_gone = status is Status.DRAFT and not self._is_younger(number, _DRAFTS_STAY)
        return Status.TRANSMITTED if is_gone else status

    def _is_younger(self, number: int, than: timedelta) -> bool:
        return _BETWEEN * (self._requests - number) < than

    def _sent(self) -> Iterator[int]:
        for number in range(self._requests):
            if self._status(number) is not Status.DRAFT:
                yield number

    def _at(self, number: int) -> str:
        at = _NEWEST - _BETWEEN * (self._requests - number)
        return f"{at:%Y-%m-%d %H:%M:%S.%f}"


def _account(name: str, role: str, number: int) -> dict[str, Any]:
    return {
        "id": name,
        "email": f"{name}@example.org",
        "email_key": f"{name}@example.org",
        "password_hash": "none",
        "role": role,
        "language": "fr",
        "applicant": _person(number),
        "avs_number": f"756{number:010}",
        "mobile": f"+4179{number:07}",
        "created_at": "2020-01-01 00:00:00.000000",
        "email_confirmed_at": "2020-01-01 00:00:00.000000",
        "mobile_confirmed_at": "2020-01-01 00:00:00.000000",
    }


def _person(number: int) -> str:
    name = _NAMES[number % len(_NAMES)]
    return json.dumps({"last_name": name, "first_name": f"Nom{number}"})


def _form(number: int) -> str:
    return _FORMS[number % len(_FORMS)] if number % 1000 else _RARE_FORM


def _holder(number: int) -> str:
    """Share out every second request; it stays so when it is decided."""
    return CLERKS[number // 2 % len(CLERKS)] if number % 2 else ""


def _id(number: int) -> str:
    return f"r{number:07}"


def _reference(number: int) -> str:
    return f"{number % 10_000:04}-{number // 10_000:04}"


def _insert(
    connection: Connection,
    table: type[DeclarativeBase],
    rows: Iterable[dict[str, Any]],
) -> None:
    """Write rows in the way that is fastest for each database."""
    name = str(table.__table__)
    write = _copy if connection.dialect.name == "postgresql" else _execute_many
    waiting: list[tuple[Any, ...]] = []
    columns: list[str] = []
    for row in rows:
        columns = columns or list(row)
        waiting.append(tuple(row.values()))
        if len(waiting) == _AT_ONCE:
            write(connection, name, columns, waiting)
            waiting = []
    if waiting:
        write(connection, name, columns, waiting)


def _copy(
    connection: Connection, name: str, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        statement = f"COPY {name} ({', '.join(columns)}) FROM STDIN"
        with cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)


def _execute_many(
    connection: Connection, name: str, columns: list[str], rows: list[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    places = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our own tables
    driver.executemany(statement, rows)

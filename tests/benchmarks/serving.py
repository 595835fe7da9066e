"""Whole requests over HTTP: to the portal, and to the same one with ORM rows."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html import unescape
from http.client import HTTPConnection
from itertools import count
from time import perf_counter
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode

from tests.benchmarks import orm_rows
from tests.benchmarks.pairs import Pair, Side, Spread
from tests.benchmarks.server import serving
from tests.benchmarks.stored_requests import drafts_of, portal_in
from tests.benchmarks.trips import answers

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from tests.benchmarks.pairs import Row
    from tests.webapp.plain_browser import PlainBrowser

__all__ = ["rows"]

_CONNECTIONS = 32
_POSTS = 5
_TURNS = 61
"""More than elsewhere: waiting is disturbed by neighbours more than work is."""
_TYPED = "trips-0-purpose"
_SAVED = 303


@dataclass
class _Person:
    """Somebody on a connection of their own, with the page of one request open."""

    port: int
    address: str
    cookie: str
    fields: dict[str, str]
    """What the page's controls send."""
    texts: Iterator[str] = field(
        default_factory=lambda: (f"Hôpital {number}" for number in count())
    )

    def __post_init__(self) -> None:
        self._connection = HTTPConnection("127.0.0.1", self.port, timeout=30)

    def leave(self) -> None:
        """End the connection."""
        self._connection.close()

    def get(self) -> str:
        """Open the page."""
        return self._ask("GET")[1]

    def post(self) -> int:
        """Type something else and save it; give the status."""
        self.fields[_TYPED] = next(self.texts)
        status, _ = self._ask("POST", urlencode(self.fields))
        if status == _SAVED:
            self.fields["revision"] = str(int(self.fields["revision"]) + 1)
        return status

    def _ask(self, method: str, body: str | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self._connection.request(method, self.address, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read().decode()

    def drawn(self, page: object) -> object:
        """Tell what stands in the controls of the trips."""
        return _controls(cast("str", page))

    def saved(self, status: object) -> object:
        """Tell the status, and what the page shows afterwards."""
        shown = dict(_controls(self.get()))
        return status, shown.pop(_TYPED) == self.fields[_TYPED], shown


def _controls(page: str) -> Mapping[str, str]:
    """Give the texts of the trips' inputs by name, numbers without closing zeros."""
    page = re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)
    inputs = re.findall(r"<input[^>]*>", page)
    found: dict[str, str] = {}
    for each in inputs:
        name = re.search(r' name="(trips-\d+-[a-z]\w*)"', each)
        if name:
            value = re.search(r' value="([^"]*)"', each)
            found[name[1]] = _day(unescape(value[1])) if value else ""
    return found


def _day(text: str) -> str:
    """Write the house's days as WTForms writes them."""
    return re.sub(r"^(\d\d)\.(\d\d)\.(\d{4})$", r"\3-\2-\1", text)


@contextmanager
def rows(
    folder: Path, trips: int = 100, connections: int = _CONNECTIONS
) -> Generator[tuple[Row, ...]]:
    """Give the rows of this theme, on requests with so many trips."""
    with portal_in(folder) as portal:
        portal.app.register_blueprint(orm_rows.blueprint)
        owner = portal.account()
        drafts = drafts_of(portal, owner, trips, connections)
        number = orm_rows.store(portal.services.database, owner, answers(trips))
        browser = portal.signed_in()
        addresses = [f"/demandes/{draft}" for draft in drafts]
        presses = [_press(browser, address) for address in addresses]
        press = _press(browser, f"/benchmark/{number}")
    with serving(folder) as port:
        people = [_Person(port, *each) for each in presses]
        other = _Person(port, *press)
        yield (
            *_pairs(people[0], other, trips),
            Spread(
                name=f"POST under {connections} connections, SQLite: p99 beside p50",
                inputs=f"each connection saves a draft of its own, {trips} trips, "
                f"{_POSTS} times without a pause; waitress as `make run` has it, "
                "synchronous=FULL.",
                waits=partial(_waits, people),
                at_most=5.0,
            ),
        )
        for person in (*people, other):
            person.leave()


def _pairs(ours: _Person, other: _Person, trips: int) -> tuple[Pair, ...]:
    described = (
        f"318.632.1 with {trips} trips, over HTTP, one connection; beside it the same "
        "application, database and server with WTForms rows and an ORM object per trip."
    )
    return (
        Pair(
            name="GET of the form beside WTForms rows and ORM",
            inputs=described,
            ours=Side(ours.get, ours.drawn),
            other=Side(other.get, other.drawn),
            at_most=1 / 5,
            clock=perf_counter,
            pairs=_TURNS,
        ),
        Pair(
            name="durable POST beside WTForms rows and ORM",
            inputs=f"{described} Each press changes one text and is committed.",
            ours=Side(ours.post, ours.saved),
            other=Side(other.post, other.saved),
            at_most=1 / 2.5,
            clock=perf_counter,
            pairs=_TURNS,
        ),
    )


def _waits(people: Sequence[_Person]) -> Sequence[float]:
    """Let everybody save at once, again and again; give every wait."""

    def save(person: _Person) -> list[float]:
        found: list[float] = []
        for _ in range(_POSTS):
            began = perf_counter()
            status = person.post()
            found.append(perf_counter() - began)
            assert status == _SAVED, status
        return found

    with ThreadPoolExecutor(len(people)) as pool:
        return [wait for waits in pool.map(save, people) for wait in waits]


def _press(browser: PlainBrowser, address: str) -> tuple[str, str, dict[str, str]]:
    """Open a page; give its address, its cookie and what saving it sends."""
    _, data = browser.get(address).pressed("Enregistrer")
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    fields = {name: cast("str", value) for name, value in data.items()}
    return address, f"session={cookie.value}", fields

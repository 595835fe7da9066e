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

import brotli

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

    _Press = tuple[str, str, dict[str, str]]

__all__ = ["rows"]

_CONNECTIONS = 32
_POSTS = 5
_TURNS = 61
"""More than elsewhere: waiting is disturbed by neighbours more than work is."""
_ASKED = {"Accept-Encoding": "br", "Sec-Fetch-Site": "same-origin"}
"""What every browser says, and what a page is compressed for."""
_TYPED = "trips-0-purpose"
_GO_ON, _KEEP = _PRESSES = ("Continuer", "Enregistrer")
_SAVED = 303


@dataclass
class _Person:
    """Somebody on a connection of their own, with the page of one request open.

    Neither what is sent nor what comes back is written or read while time is taken, but
    for the one text that changes: that is the work of browsers.
    """

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
        self._revision = int(self.fields.pop("revision"))
        self._typed = self.fields.pop(_TYPED)
        self._others = urlencode(self.fields)

    def leave(self) -> None:
        """End the connection."""
        self._connection.close()

    def get(self) -> bytes:
        """Open the page."""
        return self._ask("GET")[1]

    def post(self) -> int:
        """Type something else and save it; give the status."""
        self._typed = next(self.texts)
        own = urlencode({_TYPED: self._typed, "revision": self._revision})
        status, _ = self._ask("POST", f"{self._others}&{own}")
        if status == _SAVED:
            self._revision += 1
        return status

    def _ask(self, method: str, body: str | None = None) -> tuple[int, bytes]:
        headers = {
            "Cookie": self.cookie,
            "Content-Type": "application/x-www-form-urlencoded",
            **_ASKED,
        }
        self._connection.request(method, self.address, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def drawn(self, page: object) -> object:
        """Tell what stands in the controls of the trips, and what explains them."""
        text = brotli.decompress(cast("bytes", page)).decode()
        return _controls(text), _explanations(text)

    def saved(self, status: object) -> object:
        """Tell the status, and what the page shows afterwards."""
        shown = dict(_controls(brotli.decompress(self.get()).decode()))
        return status, shown.pop(_TYPED) == self._typed, shown


def _controls(page: str) -> Mapping[str, str]:
    """Give the texts of the trips' inputs by name, numbers without closing zeros."""
    inputs = re.findall(r"<input[^>]*>", _without_templates(page))
    found: dict[str, str] = {}
    for each in inputs:
        name = re.search(r' name="(trips-\d+-[a-z]\w*)"', each)
        if name:
            value = re.search(r' value="([^"]*)"', each)
            found[name[1]] = _day(unescape(value[1])) if value else ""
    return found


def _explanations(page: str) -> Sequence[str]:
    """Give how the amounts of trips are explained."""
    trips = re.findall(
        r'<fieldset class="entry".*?</fieldset>', _without_templates(page), re.DOTALL
    )
    return [
        unescape(line) for trip in trips for line in re.findall("<li>(.*)</li>", trip)
    ]


def _without_templates(page: str) -> str:
    return re.sub(r"<template>.*?</template>", "", page, flags=re.DOTALL)


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
        drafts = drafts_of(portal, owner, trips, connections + len(_PRESSES))
        ours = [f"/demandes/{draft}" for draft in drafts]
        database, stored = portal.services.database, answers(trips)
        theirs = [
            f"/benchmark/{orm_rows.store(database, owner, stored)}" for _ in _PRESSES
        ]
        browser = portal.signed_in()
        sides = [_presses(browser, addresses) for addresses in (ours, theirs)]
        waiting = [_press(browser, address, _KEEP) for address in ours[len(_PRESSES) :]]
    with serving(folder) as port:
        our, their = ([_Person(port, *each) for each in side] for side in sides)
        people = [_Person(port, *each) for each in waiting]
        yield (
            *_pairs(our, their, trips),
            Spread(
                name=f"POST under {connections} connections, SQLite: p99 beside p50",
                inputs=f"each connection saves a draft of its own, {trips} trips, "
                f"{_POSTS} times without a pause; waitress as `make run` has it, "
                "synchronous=FULL.",
                waits=partial(_waits, people),
                at_most=5.0,
            ),
        )
        for person in (*our, *their, *people):
            person.leave()


def _pairs(
    our: Sequence[_Person], their: Sequence[_Person], trips: int
) -> tuple[Pair, ...]:
    described = (
        f"318.632.1 with {trips} trips, over HTTP, one connection, pages compressed as "
        "browsers ask; beside it the same application, database and server with "
        "WTForms rows and an ORM object per trip, drawing the same controls, hints, "
        "buttons, amounts and explanations for each trip, and less around them."
    )
    going_on, keeping = zip(our, their, strict=True)
    return (
        Pair(
            name="GET of the form beside WTForms rows and ORM",
            inputs=described,
            ours=Side(our[0].get, our[0].drawn),
            other=Side(their[0].get, their[0].drawn),
            at_most=1 / 5,
            clock=perf_counter,
            pairs=_TURNS,
        ),
        _posts(
            "durable POST beside WTForms rows and ORM",
            f"{described} Each press of «{_GO_ON}» changes one text, is committed "
            "and judged on both sides.",
            going_on,
        ),
        _posts(
            "durable POST of a draft beside WTForms rows and ORM",
            f"{described} Each press of «{_KEEP}» changes one text and is committed, "
            "judged on neither side.",
            keeping,
        ),
    )


def _posts(name: str, inputs: str, people: tuple[_Person, _Person]) -> Pair:
    our, their = people
    return Pair(
        name=name,
        inputs=inputs,
        ours=Side(our.post, our.saved),
        other=Side(their.post, their.saved),
        at_most=1 / 2.5,
        clock=perf_counter,
        pairs=_TURNS,
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


def _presses(browser: PlainBrowser, addresses: Sequence[str]) -> list[_Press]:
    """Give a press of each button, each on a request of its own."""
    return [
        _press(browser, address, button)
        for address, button in zip(addresses, _PRESSES, strict=False)
    ]


def _press(browser: PlainBrowser, address: str, button: str) -> _Press:
    """Open a page; give its address, its cookie and what pressing a button sends."""
    _, data = browser.get(address).pressed(button)
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    fields = {name: cast("str", value) for name, value in data.items()}
    return address, f"session={cookie.value}", fields

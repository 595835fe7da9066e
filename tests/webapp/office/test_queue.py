"""The queue: filters in the address, the oldest first, fast at any depth."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from engine.storage.database import Database
from engine.storage.tables import Definition, Request
from tests.databases import address_of
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.accounts.tables import Account
from webapp.office.queue import (
    MOST_COUNTED,
    TABS,
    Filters,
    Neighbours,
    count_words,
    counts,
    find,
    neighbours,
)
from webapp.office.tables import FindingCount
from webapp.requests.index import joined, words_in
from webapp.requests.statuses import Status
from webapp.requests.tables import SearchWord

_NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_MANY = 100_000
_STATUSES = (Status.PROCESSING, Status.ACCEPTED, Status.TRANSMITTED, Status.REFUSED)
_FORMS = ("318.632.1", "318.536", "300.001")


def _requests() -> Iterator[dict[str, Any]]:
    """Make requests an hour apart; every fourth one waits."""
    for number in range(_MANY):
        at = _NOW - timedelta(minutes=5 * (_MANY - number))
        yield {
            "id": f"r{number:06}",
            "reference": f"{number % 10_000:04}-{number // 10_000:04}",
            "owner_id": f"o{number % 5000}",
            "holder_id": "" if number % 10 else f"a{number // 10 % 4}",
            "creation_key": f"k{number}",
            "form_id": _FORMS[number % 3],
            "version": 1,
            "definition_hash": "d",
            "language": "fr",
            "status": _STATUSES[number % 4],
            "revision": 2,
            "change_key": "",
            "answers": {"remarks": "x" * 300},
            "confirmations": {},
            "record": {"remarks": "x" * 300},
            "applicant": {"last_name": f"Nom{number % 5000}", "first_name": "Zoé"},
            "total": None,
            "created_at": at,
            "updated_at": at,
            "sent_at": at,
        }


def _words() -> Iterator[dict[str, Any]]:
    for number in range(_MANY):
        for word in (f"nom{number % 5000}", "zoe", f"756{number % 5000:010}"):
            yield {"request_id": f"r{number:06}", "word": word}


def _clerk(number: int) -> dict[str, Any]:
    email = f"clerk{number}@example.org"
    return {
        "id": f"a{number}",
        "email": email,
        "email_key": email,
        "password_hash": "",
        "role": "clerk",
        "language": "fr",
        "applicant": {},
        "created_at": _NOW,
    }


def _findings() -> Iterator[dict[str, Any]]:
    for number in range(_MANY):
        yield {"request_id": f"r{number:06}", "blocking": number % 2, "warnings": 1}


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A database with a hundred thousand requests."""
    made = Database(address_of(tmp_path_factory.mktemp("full")))
    definition = {"hash": "d", "form_id": "x", "version": 1, "sources": {}}
    with made.writing() as session:
        session.execute(insert(Definition), [definition | {"archived_at": _NOW}])
        session.execute(insert(Request), list(_requests()))
        session.execute(insert(SearchWord), list(_words()))
        session.execute(insert(Account), [_clerk(number) for number in range(4)])
        session.execute(insert(FindingCount), list(_findings()))
    with made.writing() as session:
        session.execute(text("ANALYZE"))
    yield made
    made.close()


_EXPLAINING = {
    "sqlite": ("EXPLAIN QUERY PLAN", "SCAN requests"),
    "postgresql": ("EXPLAIN", "Seq Scan on requests"),
}
"""How each tells its plan, and how it calls the reading of a whole table."""


def _all_pages(database: Database, filters: dict[str, str], pages: int) -> list[str]:
    found: list[str] = []
    after = ""
    for _ in range(pages):
        with database.reading() as session:
            page = find(session, Filters.of({**filters, "apres": after}), now=_NOW)
        found += [row.id for row in page.rows]
        after = page.next
        if not after:
            break
    return found


def test_pages_follow_each_other_without_gap_or_repetition(full: Database) -> None:
    """Forty pages of fifty are the two thousand oldest that wait, in order."""
    found = _all_pages(full, {}, 40)

    assert found == [f"r{number:06}" for number in range(0, 8000, 4)]


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"statut": "toutes"},
        {"statut": "refused", "formulaire": "318.536"},
        {"age": "20"},
        {"q": "7560000000042"},
        {"q": "756.0000.0000.42"},
        {"q": "zoé nom42"},
        {"q": "Zoe"},
        {"attribuee": "personne"},
        {"attribuee": "a0"},
        {"attribuee": "a0", "statut": "toutes"},
        {"attribuee": "personne", "formulaire": "318.536"},
    ],
    ids=str,
)
def test_a_page_is_found_in_an_index(full: Database, filters: dict[str, str]) -> None:
    """No page reads the whole table, neither the first nor one far behind."""
    statements: list[tuple[str, Any]] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        statements.append((statement, parameters))

    event.listen(full.engine, "before_cursor_execute", note)
    started = time.perf_counter()
    _all_pages(full, filters, 3)
    took = time.perf_counter() - started
    event.remove(full.engine, "before_cursor_execute", note)

    explain, whole = _EXPLAINING[full.engine.dialect.name]
    plans: list[str] = []
    with full.reading() as session:
        connection = session.connection()
        for statement, parameters in statements:
            if statement.startswith("SELECT requests"):
                explained = f"{explain} {statement}"
                rows = connection.exec_driver_sql(explained, parameters)
                plans += [str(row[-1]) for row in rows]
    assert plans
    assert [plan for plan in plans if whole in plan] == []
    assert took < 3


def test_a_name_with_a_number_finds_one_person(full: Database) -> None:
    """Every word has to begin some word of the request."""
    found = _all_pages(full, {"q": "zoé nom42", "statut": "toutes"}, 1000)

    expected = [42, 420, *range(421, 430), *range(4200, 4300)]
    assert {int(each[1:]) % 5000 for each in found} == set(expected)


def test_the_counts_are_those_of_the_statuses(full: Database) -> None:
    """Tabs show how many there are of each, as filtered otherwise."""
    narrow = {"formulaire": "318.536", "attribuee": "a0"}
    with full.reading() as session:
        few = counts(session, Filters.of(narrow), now=_NOW)
        many = counts(session, Filters.of({"formulaire": "318.536"}), now=_NOW)

    assert few == dict.fromkeys(TABS, 0) | {Status.PROCESSING: 833}
    assert many == {
        status: MOST_COUNTED + 1 if status in _STATUSES else 0 for status in TABS
    }


@pytest.mark.parametrize(
    "query",
    [
        "7KX4-9QMT",
        "7kx49qmt",
        " 7kx4 9qmt ",
        "756.1234.5678.97",
        "7561234567897",
        "756 1234 5678 97",
        "CH93 0076 2011 6238 5295 7",
        "exemple",
        "Camille Exem",
        "ÉXEMPLE",
    ],
)
def test_whatever_people_read_out_is_found(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, query: str
) -> None:
    """Numbers are found however they are spaced, names without accents and case."""
    sent = desk.send_meals(camille)
    query = query.replace("7KX4-9QMT", sent.reference or "")
    query = query.replace("7kx49qmt", joined(sent.reference or ""))
    query = query.replace("7kx4 9qmt", (sent.reference or "").lower().replace("-", " "))

    anne.get("/office/").fill(q=query).press("Filtrer")
    anne.get("/office/?q=" + query.replace(" ", "+"))

    assert sent.reference in [said for _, said in anne.links]


@pytest.mark.parametrize(
    "address",
    [
        "?statut=draft",
        "?statut=%01&age=x&apres=a.b.c&formulaire='",
        "?apres=99999999999999.1.x",
        "?q=%25' OR 1=1 --",
        "?q=" + "%F0%9F%98%80" * 300,
        "?apres=1.1." + "x" * 5000,
    ],
)
def test_a_strange_address_is_an_empty_question(
    desk: Desk, anne: PlainBrowser, address: str
) -> None:
    """Nothing in an address breaks the page or reaches the database as code (D06)."""
    assert anne.get(f"/office/{address}").status == 200


@pytest.mark.parametrize(("place", "number"), [(2000, 501), (50_000, 0)])
def test_neighbours_are_found_at_any_depth(
    full: Database, place: int, number: int
) -> None:
    """A request knows who is before and after it; counting ends at a thousand."""
    with full.reading() as session:
        request = session.get_one(Request, f"r{place:06}")
        found = neighbours(session, Filters.of({}), request, now=_NOW)

    assert found == Neighbours(
        previous=f"r{place - 4:06}",
        next=f"r{place + 4:06}",
        number=number,
        count=MOST_COUNTED + 1,
    )


def test_more_than_are_counted_are_said_to_be_more() -> None:
    """A thousand are a thousand; one more is «more»."""
    said = [count_words(each) for each in (0, 1000, 1001)]

    assert said == ["0", "1000", "1000+"]


def test_neighbours_are_those_of_the_filters(full: Database) -> None:
    """A request that the filters leave out has neighbours and no number."""
    filters = Filters.of({"attribuee": "a0"})
    with full.reading() as session:
        request = session.get_one(Request, "r000012")
        found = neighbours(session, filters, request, now=_NOW)

    assert (found.previous, found.next, found.number) == ("r000000", "r000040", 0)


def test_drafts_are_never_in_the_queue(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """What was not sent is nobody's business."""
    camille.get("/formulaires/318.632.1")
    camille.fill_all({"decision_number": "320/2022/1"}).press("Enregistrer")

    anne.get("/office/?statut=toutes")

    assert "Aucune demande ne correspond." in anne.text


def test_the_queue_says_what_waits(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """A row has reference, date, form, name, status and amount."""
    sent = desk.send_meals(camille)

    anne.get("/office/")

    row = f"{sent.reference} 24.11.2026 0 318.632.1 Facture pour frais de voyage et"
    assert row in anne.text
    assert "Exemple Camille" in anne.text
    assert "1 avertissement – 57.50" in anne.text
    assert "1 demande, les plus anciennes d'abord" in anne.text


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("O’Brien-Łukasz", ("o", "brien", "łukasz")),
        ("  Müller  ", ("muller",)),
        ("_", ()),
        ("ﬁn", ("fin",)),
    ],
)
def test_words_are_compared_without_marks(
    given: str, expected: tuple[str, ...]
) -> None:
    """Case, accents and signs make no difference."""
    assert words_in(given) == expected

"""Texts that two databases could take in two ways: one verdict for both (D08).

PostgreSQL keeps no NUL, cuts nothing to a column's length and compares by the rules of
a language; SQLite does as it is told. What the portal says is the same.
"""

import unicodedata
from collections.abc import Iterator

import pytest
from sqlalchemy.exc import IntegrityError
from werkzeug.datastructures import MultiDict

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.directory import find_account

OFFICE = "Remboursement AI - OCAS Genève"
NO_TEXT = "Ce texte ne peut pas être enregistré"
LONG = "é" * 3000
PAGES = [
    ("", "/connexion", "Se connecter"),
    ("", "/inscription", "S'inscrire"),
    ("", "/mot-de-passe-oublie", "Envoyer"),
    ("", "/verifier", "Vérifier"),
    (CAMILLE, "/informations-personnelles/modifier", "Enregistrer"),
    (CAMILLE, "/formulaires/318.632.1", "Enregistrer"),
    (ANNE, "/office/", "Filtrer"),
    (ANNE, "/office/demandes/{sent}", "Refuser"),
    (ANNE, "/office/demandes/{sent}", "Demander une correction"),
]
"""Who writes where, and presses what."""


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)


@pytest.fixture
def sent(desk: Desk) -> Request:
    return desk.send_meals(desk.browser(CAMILLE))


def _opened(desk: Desk, sent: Request, email: str, address: str) -> PlainBrowser:
    browser = desk.browser(email) if email else desk.portal.browser()
    return browser.get(address.format(sent=sent.id))


def _written(browser: PlainBrowser, button: str, text: str) -> Iterator[int]:
    """Write a text into each field in turn and press; give how it was answered."""
    address, data = browser.pressed(button)
    for name in [key for key, value in data.items() if isinstance(value, str)]:
        if name in ("csrf_token", "action", "revision", "creation_key"):
            continue
        changed: MultiDict[str, object] = MultiDict(data)
        changed[name] = text
        method = "GET" if button == "Filtrer" else "POST"
        with browser.client.open(
            address,
            method=method,
            data=changed if method == "POST" else None,
            query_string=changed if method == "GET" else None,  # pyright: ignore[reportArgumentType] - texts all
        ) as answer:
            yield answer.status_code


@pytest.mark.parametrize(("email", "address", "button"), PAGES)
def test_no_text_is_too_long_for_a_page(
    desk: Desk, sent: Request, email: str, address: str, button: str
) -> None:
    """Three thousand letters in any field are an answer, or are said to be too many."""
    browser = _opened(desk, sent, email, address)

    statuses = set(_written(browser, button, LONG))

    assert statuses
    assert statuses <= {200, 303, 400, 409, 422, 429}


@pytest.mark.parametrize(
    ("email", "address", "button"), [page for page in PAGES if "318" not in page[1]]
)
def test_what_is_no_text_is_refused_in_words(
    desk: Desk, sent: Request, email: str, address: str, button: str
) -> None:
    """NUL in any field is answered by a page that says so; nothing is looked up."""
    browser = _opened(desk, sent, email, address)

    assert set(_written(browser, button, "a\0b")) == {400}


def test_the_page_says_what_to_do(desk: Desk) -> None:
    """Its reader learns what is wrong, and that going back keeps the rest."""
    page = desk.portal.browser().get("/connexion").fill(email="a\0b@example.org")

    page.press("Se connecter")

    assert (page.status, page.title) == (400, f"{NO_TEXT} - {OFFICE}")
    assert "le signe «NUL». Revenez en arrière, effacez le texte" in page.text


@pytest.mark.parametrize("address", ["/demandes/a%00b", "/formulaires/%00"])
def test_no_page_has_nul_in_its_address(desk: Desk, address: str) -> None:
    """Such an address is that of no page."""
    assert desk.browser(CAMILLE).get(address).status == 404


def test_an_answer_with_nul_is_kept_and_refused_at_its_place(desk: Desk) -> None:
    """A form loses nothing that was typed; its field says what is wrong with it."""
    browser = desk.browser(CAMILLE).get("/formulaires/318.632.1")

    browser.fill(decision_number="320\0/2022").press("Continuer")

    (draft,) = desk.rows(Request)
    assert browser.status == 200
    assert draft.answers["decision_number"] == "320\0/2022"
    assert 'href="#decision_number"' in browser.html


@pytest.mark.parametrize(
    "typed",
    [
        "ZOÉ@example.org",
        unicodedata.normalize("NFD", "zoé@example.org"),
        "\uff5aoé@example.org ",
    ],
)
def test_an_address_is_one_however_it_is_written(
    portal: PortalForTests, typed: str
) -> None:
    """In capitals, in parts or in wide letters, it finds the account and no second."""
    known = portal.account("zoé@example.org")

    with portal.services.database.reading() as session:
        found = find_account(session, typed)

    assert found is not None
    assert found.id == known
    with pytest.raises(IntegrityError):
        portal.account(typed)


def test_answers_keep_their_order(desk: Desk) -> None:
    """What was typed comes back in the order in which it was typed."""
    browser = desk.browser(CAMILLE).get("/formulaires/318.632.1")
    browser.fill(decision_number="320/2022/1").press("Enregistrer")
    (draft,) = desk.rows(Request)
    answers = {"z": "1", "a": {"y": "2", "b": "3"}, "m": ["é", "\U0001f600", "\u202e"]}

    with desk.database.writing() as session:
        session.get_one(Request, draft.id).answers = answers

    kept = desk.request(draft.id).answers
    assert (kept, list(kept), list(kept["a"])) == (answers, ["z", "a", "m"], ["y", "b"])


def test_bytes_that_are_no_text_are_read_as_such(desk: Desk) -> None:
    """Half a character of another encoding is a sign of its own, and no fault."""
    client = desk.portal.browser().client

    for body in (b"email=\xed\xa0\x80%ED%A0%80", b"email=%FF%FE&password=\xff"):
        kind = "application/x-www-form-urlencoded"
        with client.post("/connexion", data=body, content_type=kind) as answer:
            assert answer.location == "/connexion"
    with client.get("/connexion?next=%ED%A0%80") as answer:
        assert answer.status_code == 200

"""Signing in and out: what is told, how often it may be tried, how long it lasts."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, make_portal
from webapp.accounts.sessions import end_sessions, open_sessions
from webapp.accounts.tables import Account, LoginSession, SignInAttempt

EMAIL = "camille.exemple@example.org"


def _try(browser: PlainBrowser, email: str, password: str) -> PlainBrowser:
    browser.get("/connexion").fill(email=email, password=password)
    return browser.press("Se connecter")


def test_the_start_address_is_home_for_who_is_signed_in(camille: PlainBrowser) -> None:
    """The home page greets with the tutorial's words."""
    camille.get("/")

    assert camille.address == "/"
    assert "Bienvenue sur votre espace personnel" in camille.text
    assert "Aucune demande enregistrée !" in camille.text


def test_the_forms_stand_in_the_offices_order(camille: PlainBrowser) -> None:
    """Each is one link that contains its number."""
    camille.get("/")

    offered = [words for href, words in camille.links if "/formulaires/" in href]
    assert [words.rpartition(" - ")[2] for words in offered] == [
        "318.635-639",
        "318.632.2",
        "300.001",
        "318.536",
        "318.632.1",
        "318.632",
    ]


def test_an_email_is_known_however_it_is_written(portal: PortalForTests) -> None:
    """Capitals and blanks around it make no other address."""
    portal.account(EMAIL)

    browser = _try(portal.browser(), "  Camille.Exemple@EXAMPLE.org ", PASSWORD)

    assert browser.address == "/code"


def test_unknown_and_wrong_are_answered_alike(portal: PortalForTests) -> None:
    """A01: the page does not tell which addresses have an account."""
    portal.account(EMAIL)

    wrong = _try(portal.browser(), EMAIL, "not the password")
    unknown = _try(portal.browser(), "nobody.exemple@example.org", "not the password")

    assert (wrong.status, unknown.status) == (422, 422)
    assert wrong.text == unknown.text
    assert "L'email ou le mot de passe ne correspond pas." in wrong.text
    assert wrong.value("password") == ""
    assert wrong.value("email") == EMAIL


def test_a_password_of_4_kb_is_refused_without_hashing(portal: PortalForTests) -> None:
    """A05: what nobody means costs nothing."""
    portal.account(EMAIL)

    assert _try(portal.browser(), EMAIL, "x" * 4096).status == 422


def test_too_many_tries_are_refused_even_when_right(portal: PortalForTests) -> None:
    """A08: the right password tells nothing meanwhile; the wait ends by itself."""
    portal.account(EMAIL)
    browser = portal.browser()
    for _ in range(10):
        _try(browser, EMAIL, "not the password")

    refused = _try(browser, EMAIL, PASSWORD)

    assert refused.status == 429
    assert refused.response is not None
    assert refused.response.headers["Retry-After"] == "900"
    portal.clock.instant += timedelta(minutes=15, seconds=1)
    assert _try(browser, EMAIL, PASSWORD).address == "/code"


def test_one_address_may_not_try_many_accounts(tmp_path: Path) -> None:
    """A09: the count is per network address, whatever a header claims."""
    portal = make_portal(tmp_path, SIGN_IN_PER_ADDRESS=3)
    browser = portal.browser()
    for number in range(3):
        _try(browser, f"{number}@example.org", "not the password")

    browser.get("/connexion").fill(email="4@example.org", password="no")
    address, data = browser.pressed("Se connecter")
    answer = browser.client.post(
        address, data=data, headers={"X-Forwarded-For": "203.0.113.7"}
    )

    assert answer.status_code == 429
    portal.services.database.close()


def test_signing_in_forgets_the_tries_before(portal: PortalForTests) -> None:
    """Whoever came in at last has no wait later; no address is written in the table."""
    portal.account(EMAIL)
    for _ in range(3):
        _try(portal.browser(), EMAIL, "not the password")

    _try(portal.browser(), EMAIL, PASSWORD)

    with portal.services.database.reading() as session:
        left = session.scalar(select(func.count()).select_from(SignInAttempt))
    assert left == 0


def test_a_cookie_from_before_is_worth_nothing_after(portal: PortalForTests) -> None:
    """A21: signing in makes a new session and a new form token."""
    portal.account(EMAIL)
    browser = portal.browser().get("/connexion")
    planted = browser.client.get_cookie("session")
    assert planted is not None
    _try(browser, EMAIL, PASSWORD)
    after_password = browser.client.get_cookie("session")
    assert after_password is not None
    token = browser.value("csrf_token")

    browser.fill(code=portal.code(EMAIL)).press("Envoyer")

    for earlier in (planted, after_password):
        thief = portal.app.test_client()
        thief.set_cookie("session", earlier.value)
        assert thief.get("/").status_code == 303
        assert thief.get("/code").status_code == 303
    assert browser.address == "/"
    assert browser.value("csrf_token") != token


def test_a_copied_cookie_ends_with_the_session(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A24: after signing out, nobody comes in with a cookie kept from before."""
    kept = camille.client.get_cookie("session")
    assert kept is not None
    address, data = camille.get("/").pressed("Se déconnecter")

    answer = camille.client.post(address, data=data)

    thief = portal.app.test_client()
    thief.set_cookie("session", kept.value)
    assert thief.get("/").status_code == 303
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


@pytest.mark.parametrize(
    ("steps", "is_open"),
    [
        ([timedelta(minutes=14)], True),
        ([timedelta(minutes=16)], False),
        ([timedelta(minutes=12)] * 59, True),
        ([timedelta(minutes=12)] * 61, False),
    ],
)
def test_a_session_ends_by_itself(
    portal: PortalForTests,
    camille: PlainBrowser,
    steps: list[timedelta],
    is_open: bool,
) -> None:
    """A22, A23: after a quarter of an hour unused, and after twelve hours."""
    statuses = []
    for step in steps:
        portal.clock.instant += step
        statuses.append(camille.client.get("/").status_code)

    assert (statuses[-1] == 200) is is_open


def test_sessions_can_be_listed_and_ended(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A26: the table names each signed-in browser; ending it takes effect at once."""
    database = portal.services.database
    with portal.app.app_context(), database.reading() as session:
        account = session.scalars(select(Account)).one()
        found = open_sessions(session, account.id)
    assert [row.address for row in found] == ["127.0.0.1"]

    with portal.services.database.writing() as session:
        end_sessions(session, account.id, at=portal.clock())

    assert camille.client.get("/").status_code == 303


def test_a_disabled_account_is_out_at_once(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A26: its sessions die with it, and it opens no new one."""
    with portal.services.database.writing() as session:
        session.scalars(select(Account)).one().disabled_at = portal.clock()

    assert camille.client.get("/").status_code == 303
    assert _try(portal.browser(), EMAIL, PASSWORD).status == 422


def test_the_database_has_no_token(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Who reads the database cannot sign in with what stands there."""
    cookie = camille.client.get_cookie("session")
    assert cookie is not None
    with portal.services.database.reading() as session:
        row = session.scalars(select(LoginSession)).one()

    thief = portal.app.test_client()
    thief.set_cookie("session", row.token_hash)
    assert thief.get("/").status_code == 303
    assert row.token_hash not in cookie.value

"""What people do in the same instant ends as if one had waited for the other.

SQLite has one writer at a time; PostgreSQL has many. The truths are the same.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TypeVar

import pytest
from pyotp.totp import TOTP
from sqlalchemy import func, select, text

from engine.storage.locks import hold_row
from tests.webapp.accounts.test_registration import ALL
from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.attempts import count_attempt
from webapp.accounts.challenges import void_challenges
from webapp.accounts.changes import change_email, change_password
from webapp.accounts.directory import find_account
from webapp.accounts.limits import Limit, has_room, note
from webapp.accounts.sessions import end_sessions
from webapp.accounts.tables import AccessCount, Account, Authenticator, LoginSession
from webapp.office.tables import FindingCount

_Given = TypeVar("_Given")


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)


def at_once(doings: Sequence[Callable[[], _Given]]) -> list[_Given]:
    """Do everything at the same moment, each in a thread of its own."""
    together = Barrier(len(doings))

    def do(doing: Callable[[], _Given]) -> _Given:
        together.wait(20)
        return doing()

    with ThreadPoolExecutor(len(doings)) as pool:
        return list(pool.map(do, doings))


def _same(browser: PlainBrowser, portal: PortalForTests) -> PlainBrowser:
    """Give another window of a browser, showing the same page."""
    other = portal.browser()
    for name in ("session", "device"):
        cookie = browser.client.get_cookie(name)
        if cookie is not None:
            other.client.set_cookie(name, cookie.value)
    return other.get(browser.address)


def test_what_may_be_done_five_times_is_done_five_times(portal: PortalForTests) -> None:
    """Of twelve who ask at once whether there is room, five find some."""
    limit = Limit("of this test", 5, timedelta(hours=1))

    def ask() -> bool:
        with portal.app.app_context(), portal.services.database.writing() as session:
            if not has_room(session, limit, "somebody"):
                return False
            note(session, limit, "somebody")
            return True

    assert Counter(at_once([ask] * 12)) == {True: 5, False: 7}
    with portal.services.database.reading() as session:
        assert session.scalar(select(func.count(AccessCount.id))) == 5


def test_tries_of_a_password_count_each(portal: PortalForTests) -> None:
    """Of fourteen at once ten are compared, whoever has the account."""

    def ask() -> bool:
        with (
            portal.app.test_request_context(),
            portal.services.database.writing() as session,
        ):
            return count_attempt(session, CAMILLE, address="192.0.2.1")

    assert Counter(at_once([ask] * 14)) == {True: 10, False: 4}


def test_an_address_gets_one_account(portal: PortalForTests) -> None:
    """Four registrations at once are answered alike, and make one account."""
    browsers = [portal.browser().get("/inscription").fill_all(ALL) for _ in range(4)]
    addresses = ["Camille@example.org", "camille@example.org", "CAMILLE@EXAMPLE.ORG"]
    for browser, email in zip(browsers, [*addresses, addresses[0]], strict=True):
        browser.fill(email=email)

    at_once([lambda b=browser: b.press("S'inscrire") for browser in browsers])

    assert [(each.status, each.address) for each in browsers] == [(200, "/code")] * 4
    with portal.services.database.reading() as session:
        assert session.scalars(select(Account.email_key)).all() == [
            "camille@example.org"
        ]


def test_an_address_changes_to_one_account(desk: Desk) -> None:
    """Of two accounts that want the same new address at once, one gets it."""
    owners = (CAMILLE, ANNE)

    def change(owner: str) -> bool:
        with desk.portal.app.test_request_context(), desk.database.writing() as session:
            account = find_account(session, owner)
            assert account is not None
            return change_email(session, account, "new@example.org")

    got = at_once([lambda o=owner: change(o) for owner in owners])

    assert sorted(got) == [False, True]


@pytest.mark.parametrize("_", range(3))
def test_no_session_outlives_a_new_password(portal: PortalForTests, _: int) -> None:
    """Whether the code or the new password is first, the old one opens nothing."""
    owner = portal.account()
    browser = portal.browser().get("/connexion")
    browser.fill(email=CAMILLE, password=PASSWORD).press("Se connecter")
    browser.fill(code=portal.code(CAMILLE))

    def change() -> None:
        with (
            portal.app.test_request_context(),
            portal.services.database.writing() as session,
        ):
            account = hold_row(session, Account, owner)
            change_password(session, account, "another hash")
            end_sessions(session, owner, at=portal.clock())
            void_challenges(session, owner)

    at_once([change, lambda: browser.press("Envoyer") and None])

    with portal.services.database.reading() as session:
        still = select(LoginSession.token_hash).where(LoginSession.ended_at.is_(None))
        assert session.scalars(still).all() == []


def test_a_code_is_sent_again_once(portal: PortalForTests) -> None:
    """Of four presses at once, one sends a message; the others are to wait."""
    portal.account()
    browser = portal.browser().get("/connexion")
    browser.fill(email=CAMILLE, password=PASSWORD).press("Se connecter")
    portal.clock.instant += timedelta(seconds=31)
    windows = [_same(browser, portal) for _ in range(4)]
    before = len(portal.sms())

    at_once(
        [lambda w=w: w.press("J'ai besoin d'un nouveau code d'accès") for w in windows]
    )

    assert Counter(each.status for each in windows) == {200: 1, 429: 3}
    assert len(portal.sms()) == before + 1


def test_a_page_opened_in_many_windows_is_read(desk: Desk) -> None:
    """A clerk's eight windows, which note who has the request open, all show it."""
    sent = desk.send_meals(desk.browser(CAMILLE))
    anne = desk.browser(ANNE)
    windows = [_same(anne.get("/office/"), desk.portal) for _ in range(8)]

    at_once([lambda w=w: w.get(f"/office/demandes/{sent.id}") for w in windows])

    assert {each.status for each in windows} == {200}


def test_requests_for_the_same_days_know_of_each_other(desk: Desk) -> None:
    """Sent in the same instant, each is told in the queue to be asked for twice."""
    browsers = [desk.browser(CAMILLE) for _ in range(3)]
    for browser in browsers:
        browser.get("/formulaires/318.632.1").fill_all(
            {
                "decision_number": "320/2022/1",
                "meals.days_5_8h": "5",
                "period_from": "06.06.2022",
                "period_to": "10.06.2022",
            }
        )
        browser.press("Continuer")

    at_once([lambda b=browser: b.press("Envoyer ma demande") for browser in browsers])

    assert [found.blocking for found in desk.rows(FindingCount)] == [2, 2, 2]


def test_an_app_is_kept_once(portal: PortalForTests) -> None:
    """Two windows that set an authenticator up at once leave one app."""
    portal.account()
    page = "/informations-personnelles/application"
    browser = portal.signed_in().get(page)
    windows = [_same(browser, portal) for _ in range(2)]
    for window in windows:
        key = re.search(r'class="secret">([A-Z2-7]{32})<', window.html)
        assert key is not None
        window.fill(code=TOTP(key[1]).at(portal.clock()), current=PASSWORD)

    at_once([lambda w=w: w.press("Relier l'application") for w in windows])

    assert {each.status for each in windows} == {200}
    with portal.services.database.reading() as session:
        assert session.scalar(select(func.count(Authenticator.account_id))) == 1


def test_a_reading_transaction_sees_one_state(portal: PortalForTests) -> None:
    """What others commit meanwhile does not mix into a page that is being read."""
    database = portal.services.database
    counted = select(func.count(Account.id))
    with database.reading() as session:
        before = session.scalar(counted)
        portal.account()
        during = session.scalar(counted)
    with database.reading() as session:
        after = session.scalar(counted)

    assert (before, during, after) == (0, 0, 1)


def test_what_failed_inside_leaves_the_transaction_usable(
    portal: PortalForTests,
) -> None:
    """What was refused is no end: what comes after it is kept."""
    portal.account()
    limit = Limit("of this test", 5, timedelta(hours=1))
    with (
        portal.app.test_request_context(),
        portal.services.database.writing() as session,
    ):
        account = find_account(session, CAMILLE)
        assert account is not None
        assert change_email(session, account, CAMILLE.upper()) is False
        note(session, limit, "somebody")

    with portal.services.database.reading() as session:
        assert session.scalar(select(func.count(AccessCount.id))) == 1
        assert session.execute(text("SELECT 1")).scalar() == 1

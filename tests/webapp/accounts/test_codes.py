"""Access codes: how they are typed, how often, how long, and that each counts once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.codes import access_code, spelled
from webapp.accounts.directory import Role
from webapp.accounts.tables import Challenge, LoginSession

EMAIL = "camille.exemple@example.org"


@pytest.fixture
def asked(portal: PortalForTests) -> PlainBrowser:
    """A browser with the right password, on the code's page."""
    portal.account()
    return _asked(portal)


def _asked(portal: PortalForTests, email: str = EMAIL) -> PlainBrowser:
    browser = portal.browser().get("/connexion")
    return browser.fill(email=email, password=PASSWORD).press("Se connecter")


def _wrong(portal: PortalForTests) -> str:
    right = spelled(portal.code(EMAIL))
    return f"{(int(right) + 1) % 1_000_000:06}"


@pytest.mark.parametrize(
    "typed",
    [
        "123456",
        "123-456",
        " 123 456 ",
        "".join(chr(ord("０") + digit) for digit in range(1, 7)),  # noqa: RUF001 - full-width zero
        "123–456",
        "Votre code d'accès au Guichet: 123-456",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    """A18: with dash or blanks, full-width, or as the whole SMS."""
    assert spelled(typed) == "123456"


def test_codes_are_spread_evenly(portal: PortalForTests) -> None:
    """A18: over 2000 codes each digit comes about as often at each place (χ²)."""
    with portal.app.app_context():
        codes = [access_code("challenge", number) for number in range(2000)]

    for place in range(6):
        seen = Counter(code[place] for code in codes)
        chi_squared = sum((seen[str(digit)] - 200) ** 2 / 200 for digit in range(10))
        assert chi_squared < 33.7  # 9 degrees of freedom, p = 0.0001


def test_the_password_alone_opens_nothing(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A11: every page leads away until the code is right."""
    for page in ("/", "/informations-personnelles", "/formulaires/318.632.1"):
        assert asked.client.get(page).location == "/code"
    token = asked.value("csrf_token")
    answer = asked.client.post("/formulaires/318.632.1", data={"csrf_token": token})
    assert answer.location == "/code"
    assert portal.requests() == []
    asked.fill(code=portal.code(EMAIL)).press("Envoyer")
    assert asked.client.get("/").status_code == 200


def test_a_pending_sign_in_ends_after_ten_minutes(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A11: then every page leads to the entry, the code's page too."""
    portal.clock.instant += timedelta(minutes=9, seconds=59)
    assert asked.client.get("/").location == "/code"
    portal.clock.instant += timedelta(seconds=1)

    assert asked.client.get("/").location == "/connexion?next=/"
    assert asked.get("/code").address == "/connexion"


def test_a_second_press_is_no_dead_end(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """C04: nor is going back to the code's page after signing in."""
    address, data = asked.fill(code=portal.code(EMAIL)).pressed("Envoyer")
    asked.client.post(address, data=data)

    again = asked.client.post(address, data=data)

    assert (again.status_code, again.location) == (303, "/code")
    assert "Set-Cookie" not in again.headers
    assert asked.get("/code").address == "/"


def test_a_sign_in_page_from_before_is_no_dead_end(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """C04: a press on the page of another tab, or yesterday, leads to a fresh one."""
    old = portal.browser().get("/connexion").fill(email=EMAIL, password=PASSWORD)
    address, data = old.pressed("Se connecter")

    answer = asked.client.post(address, data=data)

    assert (answer.status_code, answer.location) == (303, "/connexion")
    assert "Set-Cookie" not in answer.headers


def test_a_wrong_code_is_told_and_the_field_stays(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """The right one still counts afterwards."""
    asked.fill(code=_wrong(portal)).press("Envoyer")
    assert "Ce code d'accès est incorrect." in asked.text

    asked.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert asked.address == "/"


def test_five_wrong_codes_end_a_challenge(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A12: then not even the right one helps."""
    for _ in range(5):
        asked.get("/code").fill(code=_wrong(portal)).press("Envoyer")
    assert asked.address == "/connexion"
    assert "Trop de codes incorrects." in asked.text
    assert asked.client.get("/code").status_code == 303


def test_ten_wrong_codes_lock_an_account_for_an_hour(portal: PortalForTests) -> None:
    """A12: across challenges; it opens by itself."""
    portal.account()
    for _ in range(2):
        browser = _asked(portal)
        for _ in range(5):
            browser.get("/code").fill(code=_wrong(portal)).press("Envoyer")
    browser = _asked(portal)

    browser.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert browser.status == 429
    portal.clock.instant += timedelta(hours=1, seconds=1)
    browser = _asked(portal).fill(code=portal.code(EMAIL)).press("Envoyer")
    assert browser.address == "/"


def test_a_code_counts_once_with_many_at_once(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A13: of threads that send the right code together, one comes in."""
    asked.fill(code=portal.code(EMAIL))
    address, data = asked.pressed("Envoyer")
    cookie = asked.client.get_cookie("session")
    assert cookie is not None
    together = Barrier(4)

    def send(_: int) -> tuple[str, bool]:
        client = portal.app.test_client()
        client.set_cookie("session", cookie.value)
        together.wait()
        answer = client.post(address, data=data)
        return answer.headers["Location"], "Set-Cookie" in answer.headers

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(send, range(4)))

    # The others lead home too, but leave the cookie as the first has made it.
    assert found == [("/", False)] * 3 + [("/", True)]
    with portal.services.database.reading() as session:
        opened = session.scalar(select(func.count()).select_from(LoginSession))
    assert opened == 1


def test_guesses_side_by_side_count_each(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A12: twenty at once are five tries and no more."""
    asked.fill(code=_wrong(portal))
    address, data = asked.pressed("Envoyer")
    cookie = asked.client.get_cookie("session")
    assert cookie is not None

    def send(_: int) -> int:
        client = portal.app.test_client()
        client.set_cookie("session", cookie.value)
        return client.post(address, data=data).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = Counter(pool.map(send, range(20)))

    assert statuses == {422: 4, 303: 16}
    with portal.services.database.reading() as session:
        assert session.scalars(select(Challenge.tries)).one() == 5


def test_an_expired_code_says_so_and_a_new_one_is_sent(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A14: ten minutes; not «incorrect»."""
    late = portal.code(EMAIL)
    portal.clock.instant += timedelta(minutes=10, seconds=1)

    asked.fill(code=late).press("Envoyer")

    assert "Ce code a expiré. Un nouveau code vient de partir." in asked.text
    assert portal.code(EMAIL) != late
    asked.fill(code=portal.code(EMAIL)).press("Envoyer")
    assert asked.address == "/"


def test_a_code_belongs_to_its_challenge(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A15: neither to a later one nor to another browser."""
    first = portal.code(EMAIL)
    second = _asked(portal)

    second.fill(code=first).press("Envoyer")

    assert "Ce code d'accès est incorrect." in second.text
    assert portal.app.test_client().get("/code").status_code == 303


def test_the_same_code_is_sent_again_after_30_seconds(
    portal: PortalForTests, asked: PlainBrowser
) -> None:
    """A16: before, nothing is sent and the wait is told."""
    asked.press("J'ai besoin d'un nouveau code d'accès")
    assert asked.status == 429
    assert "Attendez encore 30 secondes" in asked.text
    assert len(portal.sms()) == 1
    portal.clock.instant += timedelta(seconds=30)

    asked.press("J'ai besoin d'un nouveau code d'accès")

    assert len(portal.sms()) == 2
    assert len(set(portal.sms())) == 1


def test_a_code_is_resent_five_times_in_a_quarter(portal: PortalForTests) -> None:
    """A16: whatever the account, to one phone."""
    portal.account()
    portal.account("other@example.org")
    browser = _asked(portal)
    for number in range(5):
        if number == 3:
            browser = _asked(portal, "other@example.org")
        portal.clock.instant += timedelta(seconds=31)
        browser.press("J'ai besoin d'un nouveau code d'accès")
        assert browser.status == 200
    portal.clock.instant += timedelta(seconds=31)

    browser.press("J'ai besoin d'un nouveau code d'accès")

    assert browser.status == 429
    assert "Trop de codes demandés." in browser.text


def test_no_table_holds_a_code(portal: PortalForTests, asked: PlainBrowser) -> None:
    """A17: but the outbox, until the SMS is sent."""
    code = spelled(portal.code(EMAIL))

    with portal.services.database.reading() as session:
        row = session.scalars(select(Challenge)).one()
        held = [
            str(getattr(row, name))
            for name in (c.name for c in Challenge.__table__.columns)
        ]

    assert not any(code in text for text in held)


def test_an_apps_code_counts_once(portal: PortalForTests) -> None:
    """0.2: the same code in another challenge is refused; the next one is taken."""
    portal.account("clerk@example.org", Role.CLERK)
    code = portal.code("clerk@example.org")
    first = _asked(portal, "clerk@example.org").fill(code=code).press("Envoyer")
    second = _asked(portal, "clerk@example.org").fill(code=code).press("Envoyer")

    assert first.client.get("/informations-personnelles").status_code == 200
    assert "ou il a déjà servi" in second.text
    assert not portal.sms()

"""A known device has tries of its own: nobody elsewhere shuts its owner out."""

from datetime import timedelta

from sqlalchemy import select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.tables import KnownDevice

EMAIL = "camille.exemple@example.org"


def _try(browser: PlainBrowser, password: str, email: str = EMAIL) -> PlainBrowser:
    browser.get("/connexion").fill(email=email, password=password)
    return browser.press("Se connecter")


def _device(browser: PlainBrowser) -> str:
    found = browser.client.get_cookie("device")
    assert found is not None
    return found.value


def _lock(portal: PortalForTests, browser: PlainBrowser | None = None) -> None:
    attacker = browser or portal.browser()
    for _ in range(10):
        _try(attacker, "not the password")


def test_an_attacker_elsewhere_does_not_shut_the_owner_out(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A10: the device is known after a sign-in, and after signing out too."""
    camille.get("/").press("Se déconnecter")
    _lock(portal)

    elsewhere = _try(portal.browser(), PASSWORD)
    here = _try(camille, PASSWORD)

    assert elsewhere.status == 429
    assert here.address == "/code"
    assert here.fill(code=portal.code(EMAIL)).press("Envoyer").address == "/"


def test_a_known_device_has_no_more_tries_than_another(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A08: whoever stole the device is throttled like anybody; others are not."""
    camille.get("/").press("Se déconnecter")
    _lock(portal, camille)

    assert _try(camille, PASSWORD).status == 429
    assert _try(portal.browser(), PASSWORD).address == "/code"


def test_a_device_is_known_to_its_own_account_only(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A10: to know one account gives no tries at another."""
    portal.account("autre@example.org")
    camille.get("/").press("Se déconnecter")
    for _ in range(10):
        _try(portal.browser(), "not the password", "autre@example.org")

    assert _try(camille, PASSWORD, "autre@example.org").status == 429


def test_a_family_shares_a_device(portal: PortalForTests) -> None:
    """A10: each account that signed in there still knows it."""
    portal.account(EMAIL)
    portal.account("autre@example.org")
    browser = portal.browser()
    for email in (EMAIL, "autre@example.org"):
        _try(browser, PASSWORD, email).fill(code=portal.code(email)).press("Envoyer")
        browser.press("Se déconnecter")
    _lock(portal)

    assert _try(browser, PASSWORD).address == "/code"


def test_a_planted_cookie_is_worth_nothing(portal: PortalForTests) -> None:
    """A10: a sign-in replaces the token, so its planter has none that is known."""
    portal.account(EMAIL)
    browser = portal.browser()
    browser.client.set_cookie("device", "planted")
    _try(browser, PASSWORD).fill(code=portal.code(EMAIL)).press("Envoyer")
    attacker = portal.browser()
    attacker.client.set_cookie("device", "planted")
    _lock(portal)

    assert _device(browser) != "planted"
    assert _try(attacker, PASSWORD).status == 429


def test_the_table_does_not_tell_the_cookie(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A10: it holds a hash; scripts do not see the cookie; after a year it is over."""
    with portal.services.database.reading() as session:
        row = session.scalars(select(KnownDevice)).one()
    cookie = camille.client.get_cookie("device")
    assert cookie is not None
    assert row.token_hash not in cookie.value
    assert cookie.http_only
    assert (cookie.same_site, cookie.path, cookie.domain) == ("Lax", "/", "localhost")
    portal.clock.instant += timedelta(days=365)
    _lock(portal)

    assert _try(camille, PASSWORD).status == 429

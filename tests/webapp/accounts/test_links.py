"""Links in e-mails: to confirm an address, and to choose another password."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from tests.webapp.statements import statements_of
from webapp.accounts.tables import Account, EmailLink

EMAIL = "camille.exemple@example.org"
NEW = "cinq-bateaux-sur-le-lac"


def _link(portal: PortalForTests, path: str) -> str:
    found = re.search(rf"/{path}/\S+", portal.mails()[-1].text)
    assert found is not None
    return found[0]


def _reset_link(portal: PortalForTests) -> str:
    browser = portal.browser().get("/connexion").follow("Mot de passe oublié?")
    browser.fill(email=EMAIL).press("Envoyer")
    return _link(portal, "nouveau-mot-de-passe")


def _sign_in(portal: PortalForTests, password: str) -> PlainBrowser:
    browser = portal.browser().get("/connexion")
    return browser.fill(email=EMAIL, password=password).press("Se connecter")


@pytest.fixture
def unconfirmed(portal: PortalForTests, camille: PlainBrowser) -> PlainBrowser:
    with portal.services.database.writing() as session:
        session.scalars(select(Account)).one().email_confirmed_at = None
    return camille.get("/")


def test_the_banner_sends_another_link(
    portal: PortalForTests, unconfirmed: PlainBrowser
) -> None:
    """A19: opening it changes nothing; one press confirms, once."""
    unconfirmed.press("Renvoyez-moi un nouvel email!")
    address = _link(portal, "confirmation")
    stranger = portal.browser().get(address)
    assert "Renvoyez-moi un nouvel email!" in unconfirmed.get("/").text

    stranger.press("Confirmer")

    assert "Renvoyez-moi un nouvel email!" not in unconfirmed.get("/").text
    assert portal.browser().get(address).status == 410


def test_a_link_ends_after_a_day(
    portal: PortalForTests, unconfirmed: PlainBrowser
) -> None:
    """A19: and its token is in no table."""
    unconfirmed.press("Renvoyez-moi un nouvel email!")
    address = _link(portal, "confirmation")
    with portal.services.database.reading() as session:
        assert session.scalars(select(EmailLink.token_hash)).one() not in address

    portal.clock.instant += timedelta(hours=24, seconds=1)

    assert portal.browser().get(address).status == 410


def test_a_forgotten_password_is_replaced(portal: PortalForTests) -> None:
    """A20: link and code; nobody is signed in by it, everybody out, a notice sent."""
    portal.account()
    elsewhere = portal.signed_in()
    address = _reset_link(portal)
    browser = portal.browser().get(address)
    browser.fill(password=NEW, password2=NEW).press("Continuer")
    assert _sign_in(portal, NEW).status == 422

    browser.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert browser.address == "/connexion"
    assert "Votre mot de passe est changé. Connectez-vous." in browser.text
    assert elsewhere.client.get("/").status_code == 303
    assert portal.mails()[-1].subject == "Votre mot de passe a été changé"
    assert _sign_in(portal, NEW).address == "/code"
    assert _sign_in(portal, PASSWORD).status == 422
    assert portal.browser().get(address).status == 410


def test_a_reset_link_ends_after_an_hour(portal: PortalForTests) -> None:
    """A20: its page then leads to another."""
    portal.account()
    address = _reset_link(portal)

    portal.clock.instant += timedelta(hours=1, seconds=1)

    assert portal.browser().get(address).status == 410


def test_a_forgotten_password_tells_nobody_who_has_an_account(
    portal: PortalForTests,
) -> None:
    """A04: the same page, but a mail only where there is an owner."""
    portal.account()
    pages = []
    for email in (EMAIL, "nobody.exemple@example.org"):
        browser = portal.browser().get("/mot-de-passe-oublie")
        browser.fill(email=email).press("Envoyer")
        pages.append((browser.status, browser.text.replace(email, "")))

    assert pages[0] == pages[1]
    assert [mail.recipient for mail in portal.mails()] == [EMAIL]


def test_a_forgotten_password_is_the_same_work_for_nobody(
    portal: PortalForTests,
) -> None:
    """A04: the database is asked the same; in the end one of both is taken back."""
    portal.account()
    work = []
    for email in (EMAIL, "nobody.exemple@example.org"):
        portal.clock.instant += timedelta(hours=1)
        browser = portal.browser().get("/mot-de-passe-oublie").fill(email=email)
        with statements_of(portal.services.database.engine) as asked:
            browser.press("Envoyer")
        work.append(asked)

    of_owner, of_nobody = work
    assert of_nobody[:-1] == of_owner[:-1]
    assert [of_owner[-1].split()[0], of_nobody[-1].split()[0]] == [
        "RELEASE",
        "ROLLBACK",
    ]


def test_a_link_leads_to_the_configured_host(portal: PortalForTests) -> None:
    """A20, C08: whatever the request says."""
    portal.account()
    browser = portal.browser().get("/mot-de-passe-oublie")
    address, data = browser.fill(email=EMAIL).pressed("Envoyer")

    browser.client.post(address, data=data, headers={"Host": "localhost"})

    text = portal.mails()[-1].text
    assert "http://127.0.0.1:8000/nouveau-mot-de-passe/" in text
    assert "localhost" not in text

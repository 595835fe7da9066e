"""Accounts of the office: made by command, opened by their owners with an app."""

import re

from pyotp.totp import TOTP
from sqlalchemy import func, select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.tables import Account

EMAIL = "dominique@example.org"
NEW = "cinq-bateaux-sur-le-lac"


def _run(portal: PortalForTests, *arguments: str) -> str:
    result = portal.app.test_cli_runner().invoke(args=["staff", *arguments])
    return result.output


def _opened(portal: PortalForTests, address: str) -> PlainBrowser:
    browser = portal.browser().get(address)
    found = re.search(r'class="secret">([A-Z2-7]{32})<', browser.html)
    assert found is not None
    code = TOTP(found[1]).at(portal.clock())
    browser.fill(password=NEW, password2=NEW, code=code)
    return browser.press("Ouvrir mon accès")


def test_nobody_is_there_at_first(portal: PortalForTests) -> None:
    """A29: a new portal has no accounts."""
    with portal.services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Account)) == 0


def test_a_member_of_the_staff_is_added_and_opens_the_account(
    portal: PortalForTests,
) -> None:
    """A29, A30: by one-time link; password and app are chosen by the owner."""
    said = _run(portal, "add", EMAIL, "--role", "supervisor")
    found = re.search(r"/premiere-connexion/\S+", said)
    assert found is not None
    assert _run(portal, "list") == f"{EMAIL}\tsupervisor\twaits for first sign-in\n"

    browser = _opened(portal, found[0])

    assert "Votre accès est ouvert. Connectez-vous." in browser.text
    assert _run(portal, "list") == f"{EMAIL}\tsupervisor\topen\n"
    assert portal.browser().get(found[0]).status == 410
    browser.fill(email=EMAIL, password=NEW).press("Se connecter")
    assert browser.address == "/code"
    assert "application d'authentification" in browser.text
    browser.fill(code=portal.code(EMAIL)).press("Envoyer")
    assert browser.client.get("/informations-personnelles").status_code == 200


def test_a_disabled_account_opens_nothing(portal: PortalForTests) -> None:
    """A26: its sessions and links end at once."""
    found = re.search(r"/premiere-connexion/\S+", _run(portal, "add", EMAIL))
    assert found is not None

    assert _run(portal, "disable", EMAIL) == f"{EMAIL} is disabled.\n"

    assert portal.browser().get(found[0]).status == 410
    assert _run(portal, "list") == f"{EMAIL}\tclerk\tdisabled\n"


def test_an_avs_number_tells_whose_request_is_the_own_one(
    portal: PortalForTests,
) -> None:
    """B08: given when the account is made, and checked."""
    assert "is no AVS number." in _run(
        portal, "add", EMAIL, "--avs", "756.1234.5678.90"
    )

    _run(portal, "add", EMAIL, "--avs", "7561234567897")

    with portal.services.database.reading() as session:
        [account] = session.scalars(select(Account))
    assert account.applicant == {"avs_number": "756.1234.5678.97"}


def test_anybodys_sessions_are_ended_by_command(portal: PortalForTests) -> None:
    """A26: at once, wherever they are."""
    portal.account("camille.exemple@example.org")
    browser = portal.signed_in()

    said = _run(portal, "sign-out", "camille.exemple@example.org")

    assert said == "camille.exemple@example.org is signed out everywhere.\n"
    assert browser.client.get("/").status_code == 303
    assert "has no account." in _run(portal, "sign-out", "nobody@example.org")


def test_a_beneficiary_does_not_become_staff(portal: PortalForTests) -> None:
    """Their data are another person's business."""
    portal.account(EMAIL)

    assert "is a beneficiary's account" in _run(portal, "add", EMAIL)

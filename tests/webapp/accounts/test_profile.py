"""«Informations personnelles»: what is shown, and what a change asks for."""

import re

from pyotp.totp import TOTP
from sqlalchemy import select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.tables import Account, AccountChange
from webapp.office.audit import verify
from webapp.office.tables import AuditEntry

EMAIL = "camille.exemple@example.org"
PAGE = "/informations-personnelles"
NEW = "cinq-bateaux-sur-le-lac"


def _account(portal: PortalForTests) -> Account:
    with portal.services.database.reading() as session:
        return session.scalars(select(Account)).one()


def _subjects(portal: PortalForTests) -> list[str]:
    return [f"{mail.recipient}: {mail.subject}" for mail in portal.mails()]


def test_all_data_are_shown(camille: PlainBrowser) -> None:
    """With the words of registration."""
    text = camille.get("/").follow("Informations personnelles").text

    for shown in (
        f"Email {EMAIL}",
        "Téléphone portable +41 79 123 45 67",
        "N° assuré 756.1234.5678.97",
        "Titre Femme",
        "NPA 1201",
        "Pays Suisse",
        "Date de naissance 12.03.1984",
        "IBAN CH93 0076 2011 6238 5295 7",
    ):
        assert shown in text


def test_an_address_changes_at_once(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """What opens and pays nothing needs no code."""
    camille.get(f"{PAGE}/modifier").fill(street="Rue du Lac 2").press("Enregistrer")

    assert camille.address == PAGE
    assert "Vos informations sont enregistrées." in camille.text
    assert _account(portal).applicant["street"] == "Rue du Lac 2"


def test_an_iban_changes_with_a_code(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A27: not before; the owner is told, and the desk can see when."""
    other = portal.signed_in()
    camille.get(f"{PAGE}/modifier").fill(iban="CH56 0483 5012 3456 7800 9")
    camille.press("Enregistrer")
    assert camille.address == "/code"
    assert _account(portal).applicant["iban"] == "CH9300762011623852957"

    camille.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert camille.address == PAGE
    assert _account(portal).applicant["iban"] == "CH5604835012345678009"
    assert _subjects(portal) == [f"{EMAIL}: Votre IBAN a été changé"]
    assert portal.sms()[-1] == (
        "OCAS Guichet: votre IBAN a été changé. Ce n'était pas vous? Appelez le "
        "+41 22 327 27 27."
    )
    with portal.services.database.reading() as session:
        changes = set(session.scalars(select(AccountChange.what)))
        [line] = session.scalars(select(AuditEntry))
        kept = session.scalars(select(Account)).one()
        assert (line.action, line.actor_id, line.subject, line.details) == (
            "iban_changed",
            kept.id,
            kept.id,
            {},
        )
        assert verify(session).fault is None
    assert "iban" in changes
    assert other.client.get("/").status_code == 303


def test_a_phone_changes_with_both_codes(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A25: one to the old number, one to the new."""
    camille.get(f"{PAGE}/modifier").fill(mobile="078 123 45 67").press("Enregistrer")
    camille.fill(code=portal.code(EMAIL)).press("Envoyer")
    assert camille.address == "/code"
    assert _account(portal).applicant["mobile"] == "+41791234567"

    camille.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert camille.address == PAGE
    assert _account(portal).applicant["mobile"] == "+41781234567"
    assert _subjects(portal) == [f"{EMAIL}: Votre numéro de téléphone a été changé"]


def test_an_email_changes_with_a_code_and_a_link(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A25: the link goes to the new address, the notice to the old."""
    camille.get(f"{PAGE}/modifier").fill(email="new@example.org").press("Enregistrer")
    camille.fill(code=portal.code(EMAIL)).press("Envoyer")
    assert _account(portal).email == EMAIL
    found = re.search(r"/confirmation/\S+", portal.mails()[-1].text)
    assert found is not None

    camille.get(found[0]).press("Confirmer")

    assert camille.address == "/"
    account = _account(portal)
    assert (account.email, account.applicant["email"]) == ("new@example.org",) * 2
    assert _subjects(portal) == [
        "new@example.org: Confirmez votre accès au guichet en ligne",
        f"{EMAIL}: Votre adresse email a été changée",
    ]


def test_a_password_changes_with_a_code(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A25: and the present one; other sessions end, this one goes on."""
    other = portal.signed_in()
    camille.get(PAGE).fill(current=PASSWORD, password=NEW, password2=NEW)
    camille.press("Enregistrer nouveau mot de passe")
    before = camille.client.get_cookie("session")

    camille.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert "Votre mot de passe est changé." in camille.text
    assert other.client.get("/").status_code == 303
    assert camille.client.get_cookie("session") != before
    assert _subjects(portal) == [f"{EMAIL}: Votre mot de passe a été changé"]


def test_a_wrong_present_password_changes_nothing(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A25: and no code is sent."""
    camille.get(PAGE).fill(current="not mine", password=NEW, password2=NEW)

    camille.press("Enregistrer nouveau mot de passe")

    assert "Ce n'est pas votre mot de passe actuel." in camille.text
    assert len(portal.sms()) == 1


def test_a_session_is_ended_from_the_list(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A26: at once, the others stay."""
    other = portal.signed_in()

    camille.get(PAGE).press("Terminer la connexion")

    assert other.client.get("/").status_code == 303
    assert camille.client.get("/").status_code == 200


def test_an_app_replaces_the_sms(portal: PortalForTests, camille: PlainBrowser) -> None:
    """0.11: its first code proves it; the SMS stays possible."""
    camille.get(f"{PAGE}/application")
    found = re.search(r'class="secret">([A-Z2-7]{32})<', camille.html)
    assert found is not None
    camille.fill(code=TOTP(found[1]).at(portal.clock()), current=PASSWORD)

    camille.press("Relier l'application")

    assert "Votre application d'authentification est reliée." in camille.text
    assert portal.signed_in().address == "/"
    assert len(portal.sms()) == 1
    browser = portal.browser().get("/connexion").fill(email=EMAIL, password=PASSWORD)
    browser.press("Se connecter").press("Recevoir le code par SMS")
    assert len(portal.sms()) == 2

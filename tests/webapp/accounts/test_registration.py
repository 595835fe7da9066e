"""Registration: all errors at once, nothing typed is lost, nobody is found out."""

import re
from datetime import timedelta

from sqlalchemy import select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.tables import Account

EMAIL = "pierre.dupont@example.org"
ALL = {
    "email": EMAIL,
    "password": PASSWORD,
    "password2": PASSWORD,
    "mobile": "079 123 45 67",
    "avs_number": "7561234567897",
    "salutation": "mr",
    "last_name": "DUPONT",
    "first_name": "Pierre",
    "street": "Chemin des Lilas 12",
    "postcode": "1200",
    "city": "Genève",
    "birth_date": "1.9.1972",
    "iban": "93 0076 2011 6238 5295 7",
    "confirmed": "true",
}


def _fill(browser: PlainBrowser, **changes: str) -> PlainBrowser:
    return browser.get("/inscription").fill_all({**ALL, **changes}).press("S'inscrire")


def _account(portal: PortalForTests) -> Account:
    with portal.services.database.reading() as session:
        return session.scalars(select(Account)).one()


def test_the_tutorial_page_by_page(portal: PortalForTests) -> None:
    """From «S'inscrire» to the home page, with the tutorial's words."""
    browser = _fill(portal.browser().get("/connexion").follow("S'inscrire"))
    assert browser.address == "/code"
    assert (
        "Pour vous connecter, entrez le code d'accès sécurisé reçu par SMS."
        in browser.text
    )
    assert "J'ai besoin d'un nouveau code d'accès" in browser.text
    assert re.fullmatch(r"Votre code d'accès au Guichet: \d{3}-\d{3}", portal.sms()[-1])

    browser.fill(code=portal.code(EMAIL)).press("Envoyer")

    assert browser.address == "/"
    assert "Confirmez votre accès au guichet en ligne en cliquant" in browser.text
    assert "Renvoyez-moi un nouvel email!" in browser.text
    assert "Bienvenue sur votre espace personnel" in browser.text
    link = re.search(r"/confirmation/\S+", portal.mails()[-1].text)
    assert link is not None
    browser.get(link[0]).press("Confirmer")
    assert browser.address == "/"
    assert "Renvoyez-moi un nouvel email!" not in browser.text
    assert _account(portal).applicant == {
        "email": EMAIL,
        "mobile": "+41791234567",
        "avs_number": "756.1234.5678.97",
        "salutation": "mr",
        "last_name": "DUPONT",
        "first_name": "Pierre",
        "street": "Chemin des Lilas 12",
        "postcode": "1200",
        "city": "Genève",
        "country": "CH",
        "birth_date": "1972-09-01",
        "iban": "CH9300762011623852957",
        "represented": False,
    }


def test_everything_missing_is_told_at_once(portal: PortalForTests) -> None:
    """Each required question is named, and leads to its control."""
    browser = portal.browser().get("/inscription").press("S'inscrire")

    assert browser.title.startswith("Erreur : ")
    for label in (
        "Email",
        "Téléphone portable",
        "N° assuré",
        "Nom",
        "Prénom",
        "Adresse",
        "NPA",
        "Lieu",
        "Date de naissance",
        "IBAN",
    ):
        assert f"Le champ {label} est obligatoire." in browser.text
    assert 'href="#last_name"' in browser.html


def test_the_tutorials_sample_numbers_get_a_helpful_error(
    portal: PortalForTests,
) -> None:
    """They fail their checksums (0.1); what was typed stays, but the password."""
    browser = _fill(
        portal.browser(),
        avs_number="756.1234.5678.90",
        iban="CH30 1234 5678 9012 3456 M",
    )

    assert 'href="#avs_number"' in browser.html
    assert 'href="#iban"' in browser.html
    assert browser.value("avs_number") == "756.1234.5678.90"
    assert browser.value("iban") == "CH30 1234 5678 9012 3456 M"
    assert browser.value("password") == ""


def test_a_number_is_read_with_its_country(portal: PortalForTests) -> None:
    """The country chosen completes a number without its code."""
    _fill(portal.browser(), mobile_country="FR", mobile="06 12 34 56 78")

    assert _account(portal).applicant["mobile"] == "+33612345678"


def test_a_landline_takes_no_codes(portal: PortalForTests) -> None:
    """Codes go to mobile phones."""
    browser = _fill(portal.browser(), mobile="022 327 27 27")

    assert "Indiquez un numéro de téléphone portable" in browser.text


def test_a_represented_person_names_the_representative(portal: PortalForTests) -> None:
    """The questions count with the tick, and only then."""
    browser = _fill(portal.browser(), represented="true")

    assert "Le champ Nom du représentant légal est obligatoire." in browser.text
    assert "Le champ Adresse du représentant légal est obligatoire." in browser.text


def test_an_address_with_an_account_is_answered_alike(portal: PortalForTests) -> None:
    """A03: same page, a mail to the owner, no SMS; the account stays as it was."""
    portal.account(EMAIL)
    stranger = _fill(portal.browser(), email="Pierre.Dupont@example.ORG")
    other = _fill(portal.browser(), email="other@example.org")

    assert (stranger.address, stranger.text) == (other.address, other.text)
    assert [mail.subject for mail in portal.mails()] == [
        "Vous avez déjà un compte",
        "Confirmez votre accès au guichet en ligne",
    ]
    assert len(portal.sms()) == 1
    stranger.fill(code="123-456").press("Envoyer")
    assert "Ce code d'accès est incorrect." in stranger.text


def test_a_mistyped_number_shuts_nobody_out(portal: PortalForTests) -> None:
    """Before any code was typed, registering again takes the place of the first."""
    first = _fill(portal.browser(), mobile="079 999 99 99")
    earlier = portal.code(EMAIL)
    portal.clock.instant += timedelta(minutes=1)

    again = _fill(portal.browser())

    assert first.fill(code=earlier).press("Envoyer").address == "/connexion"
    again.fill(code=portal.code(EMAIL)).press("Envoyer")
    assert again.address == "/"
    assert _account(portal).applicant["mobile"] == "+41791234567"


def test_the_box_must_be_ticked(portal: PortalForTests) -> None:
    """Nobody registers who is not concerned."""
    browser = _fill(portal.browser(), confirmed="")

    assert "Confirmez que vous êtes le bénéficiaire" in browser.text

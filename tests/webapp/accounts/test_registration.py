"""Registration: all errors at once, nothing typed is lost, one account per address."""

from sqlalchemy import select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.tables import Account

_ALL = {
    "email": "pierre.dupont@example.org",
    "password": PASSWORD,
    "password2": PASSWORD,
    "mobile": "079 123 45 67",
    "avs_number": "7561234567897",
    "last_name": "Dupont",
    "first_name": "Pierre",
    "street": "Chemin des Lilas 12",
    "postcode": "1200",
    "city": "Genève",
    "birth_date": "1.9.1972",
    "iban": "ch93 0076 2011 6238 5295 7",
    "confirmed": "true",
}


def _fill(browser: PlainBrowser, **changes: str) -> PlainBrowser:
    return browser.get("/inscription").fill_all({**_ALL, **changes}).press("S'inscrire")


def test_an_account_is_made_and_opens(portal: PortalForTests) -> None:
    """Its data are kept canonically, as every form reads them."""
    browser = _fill(portal.browser())
    assert browser.address == "/connexion"
    assert "Votre compte est créé. Connectez-vous." in browser.text

    browser.fill(email=_ALL["email"], password=PASSWORD).press("Se connecter")

    assert browser.address == "/"
    with portal.services.database.reading() as session:
        account = session.scalars(select(Account)).one()
    assert account.applicant == {
        "email": "pierre.dupont@example.org",
        "mobile": "+41791234567",
        "avs_number": "756.1234.5678.97",
        "last_name": "Dupont",
        "first_name": "Pierre",
        "street": "Chemin des Lilas 12",
        "postcode": "1200",
        "city": "Genève",
        "country": "CH",
        "birth_date": "1972-09-01",
        "iban": "CH9300762011623852957",
        "represented": False,
    }
    assert PASSWORD not in account.password_hash


def test_everything_missing_is_told_at_once(portal: PortalForTests) -> None:
    """Each required question is named, and leads to its control."""
    browser = portal.browser().get("/inscription").press("S'inscrire")

    assert browser.title.startswith("Erreur : ")
    for label in ("Nom", "Prénom", "NPA", "Date de naissance"):
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
    assert browser.value("password") == ""


def test_a_represented_person_names_the_representative(portal: PortalForTests) -> None:
    """The questions appear with the tick, and are then required."""
    browser = _fill(portal.browser(), represented="true")

    assert "representative_name" in browser.names
    assert "Le champ Nom du représentant légal est obligatoire." in browser.text


def test_passwords_are_long_and_typed_twice_alike(portal: PortalForTests) -> None:
    """A05: twelve characters of any kind, no rule of composition."""
    short = _fill(portal.browser(), password="onze signes", password2="onze signes")
    other = _fill(portal.browser(), password2="une autre phrase")

    assert "Le mot de passe a au moins 12 signes, au plus 256." in short.text
    assert "Les deux mots de passe ne sont pas les mêmes." in other.text


def test_an_address_has_one_account(portal: PortalForTests) -> None:
    """A second registration changes nothing of the first."""
    _fill(portal.browser())

    again = _fill(portal.browser(), email="Pierre.Dupont@example.ORG")

    assert again.status == 422
    assert "Cette adresse ne peut pas être inscrite." in again.text
    with portal.services.database.reading() as session:
        assert len(session.scalars(select(Account)).all()) == 1

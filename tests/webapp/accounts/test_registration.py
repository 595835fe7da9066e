"""Registration: all errors at once, nothing typed is lost, nobody is found out."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import CAMILLE, PASSWORD, PortalForTests
from webapp.accounts.codes import spelled
from webapp.accounts.tables import Account
from webapp.delivery.tables import OutboxMessage

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

OTHER_PERSON = {
    **CAMILLE,
    "avs_number": "756.9217.0769.85",
    "mobile": "+41799999999",
}


def _another_than(portal: PortalForTests, code: str) -> str:
    """Give a code that is the right one of nobody."""
    right = {spelled(text) for text in (*portal.sms(), code)}
    return next(f"{number:06}" for number in range(9) if f"{number:06}" not in right)


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


def _numbers(portal: PortalForTests) -> list[str]:
    """Give where each SMS goes, in the order of writing."""
    with portal.services.database.reading() as session:
        found = session.scalars(
            select(OutboxMessage.recipient)
            .where(OutboxMessage.kind == "sms")
            .order_by(text("rowid"))
        )
        return list(found)


def _seen(browser: PlainBrowser) -> tuple[str, int, str]:
    return browser.address, browser.status, browser.text


def test_an_address_with_an_account_is_answered_alike(portal: PortalForTests) -> None:
    """A03: every page and SMS until the right code is typed; the owner gets a mail."""
    portal.account(EMAIL, applicant=OTHER_PERSON)
    owners = _account(portal)
    stranger = _fill(portal.browser(), email="Pierre.Dupont@example.ORG")
    strangers_code = portal.sms()[-1]
    other = _fill(portal.browser(), email="other@example.org", mobile="078 123 45 67")

    assert _numbers(portal) == ["+41791234567", "+41781234567"]
    assert _seen(stranger) == _seen(other)
    for browser in (stranger, other):
        browser.fill(code=_another_than(portal, strangers_code)).press("Envoyer")
    assert _seen(stranger) == _seen(other)
    for browser in (stranger, other):
        browser.press("J'ai besoin d'un nouveau code d'accès")
    assert _seen(stranger) == _seen(other)
    portal.clock.instant += timedelta(seconds=30)
    for browser in (stranger, other):
        browser.press("J'ai besoin d'un nouveau code d'accès")
    assert _seen(stranger) == _seen(other)
    assert _numbers(portal) == ["+41791234567", "+41781234567"] * 2
    assert [(mail.recipient, mail.subject) for mail in portal.mails()] == [
        (EMAIL, "Vous avez déjà un compte"),
        ("other@example.org", "Confirmez votre accès au guichet en ligne"),
    ]

    stranger.fill(code=strangers_code).press("Envoyer")

    assert stranger.address == "/connexion"
    assert "Ces données ont peut-être déjà un compte." in stranger.text
    assert stranger.client.get("/").status_code == 303
    with portal.services.database.reading() as session:
        kept = session.get_one(Account, owners.id)
    assert (kept.password_hash, kept.applicant) == (
        owners.password_hash,
        owners.applicant,
    )


@pytest.mark.parametrize(
    "shared", [{"avs_number": "756.1234.5678.97"}, {"mobile": "+41791234567"}]
)
def test_a_number_with_an_account_is_answered_alike(
    portal: PortalForTests, shared: dict[str, str]
) -> None:
    """A03: the account is made as any other; the owner of the first gets a mail."""
    portal.account("first@example.org", applicant={**OTHER_PERSON, **shared})

    browser = _fill(portal.browser())

    assert browser.fill(code=portal.code(EMAIL)).press("Envoyer").address == "/"
    assert [(mail.recipient, mail.subject) for mail in portal.mails()] == [
        ("first@example.org", "Vous avez déjà un compte"),
        (EMAIL, "Confirmez votre accès au guichet en ligne"),
    ]


def test_an_owner_is_told_three_times_a_day(portal: PortalForTests) -> None:
    """A03: registering over and over floods nobody's mailbox."""
    portal.account(EMAIL, applicant=OTHER_PERSON)

    for number in range(5):
        _fill(portal.browser(), mobile=f"079 123 45 6{number}")

    assert len(portal.mails()) == 3


def test_registrations_leave_an_owner_the_codes_to_sign_in_with(
    portal: PortalForTests,
) -> None:
    """A10, A16: five registrations to a number in a quarter of an hour, no more."""
    portal.account(EMAIL)
    statuses = [
        _fill(portal.browser(), email=f"{number}@example.org").status
        for number in range(6)
    ]

    assert statuses == [200] * 5 + [429]
    assert portal.signed_in(EMAIL).address == "/"


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

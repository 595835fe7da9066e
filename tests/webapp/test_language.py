"""The language of pages: guessed, chosen, kept, and changed without losing a word."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from webapp.accounts.directory import Role
from webapp.accounts.tables import Account


def language(html: str) -> str:
    """Give the language that a page says it is in."""
    return html.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", "fr"),
        ("de-CH,de;q=0.9,fr;q=0.5", "de"),
        ("it", "it"),
        ("en-US,en;q=0.9", "fr"),
        ("en, de;q=0.3", "de"),
        ("pt", "fr"),
    ],
)
def test_a_first_visit_follows_the_browser_but_english_is_never_guessed(
    portal: PortalForTests, asked: str, spoken: str
):
    """Many browsers ask for English without anybody having chosen it."""
    page = portal.app.test_client().get(
        "/connexion", headers={"Accept-Language": asked}
    )

    assert f'<html lang="{spoken}"' in page.text


def test_the_choice_is_kept_for_the_next_pages(portal: PortalForTests):
    """Without an account, too: in this browser."""
    browser = portal.browser().get("/connexion")

    browser.press("Deutsch")
    browser.get("/inscription")

    assert (language(browser.html), browser.title[:13]) == ("de", "Registrierung")


def test_a_choice_keeps_page_query_and_what_was_typed(portal: PortalForTests):
    """Passwords are not shown again; nothing is checked, nothing is made."""
    browser = portal.browser().get("/inscription?from=letter")
    browser.fill(
        email="camille@example.org",
        last_name='O"Neil & <fils>',
        city="Genève",
        country="FR",
        salutation="mrs",
        represented="true",
        representative_address="Rue 1\n1201 Genève",
        password="only for me, nobody else",
    )

    browser.press("Italiano")

    assert language(browser.html) == "it"
    assert browser.address == "/inscription"
    assert "Il campo" not in browser.text
    assert {
        name: browser.value(name)
        for name in ("email", "last_name", "city", "country", "password")
    } == {
        "email": "camille@example.org",
        "last_name": 'O"Neil & <fils>',
        "city": "Genève",
        "country": "FR",
        "password": "",
    }
    assert browser.value("representative_address").splitlines() == [
        "Rue 1",
        "1201 Genève",
    ]
    assert re.findall(r'name="(represented|salutation)"[^>]*checked', browser.html) == [
        "salutation",
        "represented",
    ]
    browser.press("Français")
    assert browser.value("last_name") == 'O"Neil & <fils>'


def test_a_choice_is_kept_in_the_account(portal: PortalForTests):
    """So messages, and the person's other browsers, speak the language too."""
    portal.account()
    portal.signed_in().press("English")
    elsewhere = portal.browser().get("/connexion")
    elsewhere.fill(email="camille.exemple@example.org", password=PASSWORD)
    elsewhere.press("Se connecter")

    code = re.findall(r"\d{3}-\d{3}", portal.sms()[-1])[0]
    elsewhere.fill(code=code).press("Envoyer")

    assert language(elsewhere.html) == "en"


def test_a_choice_made_before_signing_in_counts_from_then_on(portal: PortalForTests):
    """Whoever signs in through a German page is written to in German."""
    account_id = portal.account()
    browser = portal.browser().get("/connexion").press("Deutsch")
    browser.fill(email="camille.exemple@example.org", password=PASSWORD)
    browser.press("Anmelden")

    sms = portal.sms()[-1]
    browser.fill(code=re.findall(r"\d{3}-\d{3}", sms)[0]).press("Senden")

    assert sms.startswith("Ihr Zugangscode zum Schalter: ")
    assert language(browser.html) == "de"
    with portal.services.database.reading() as session:
        assert session.get_one(Account, account_id).language == "de"


def test_a_form_keeps_what_was_typed_in_its_draft(
    portal: PortalForTests, camille: PlainBrowser
):
    """The page stays the form; nothing is asked for before its time."""
    camille.get("/formulaires/318.632")
    camille.fill(remarks="Merci d'avance").press("Deutsch")

    assert language(camille.html) == "de"
    assert camille.value("remarks") == "Merci d'avance"
    assert "Fehler:" not in camille.title
    assert [request.language for request in portal.requests()] == ["de"]


@pytest.mark.parametrize("path", ["/nowhere", "//evil.example/nowhere"])
def test_the_page_of_an_error_changes_its_language_in_place(
    portal: PortalForTests, path: str
):
    """Also where no view answers, and never on another host."""
    browser = portal.browser().get("/connexion")
    token = browser.value("csrf_token")

    answer = browser.client.post(
        "/",
        data={"language": "de", "csrf_token": token},
        environ_overrides={"PATH_INFO": path},
    )

    assert answer.status_code == 303
    assert answer.location == f"/{path.lstrip('/')}"
    assert "Diese Seite gibt es nicht" in browser.client.get("/nowhere").text


def test_a_choice_needs_the_token_of_its_page(portal: PortalForTests):
    """Another site can neither choose a language nor fill in a form."""
    answer = portal.app.test_client().post(
        "/inscription", data={"language": "de", "page_form": "registration"}
    )

    assert answer.status_code == 400
    assert "language=" not in str(answer.headers.getlist("Set-Cookie"))


def test_a_language_that_is_none_is_left_alone(portal: PortalForTests):
    """A cookie is anybody's to write."""
    client = portal.app.test_client()
    client.set_cookie("language", "../../etc")

    assert '<html lang="fr"' in client.get("/connexion").text


def test_the_desk_speaks_four_languages_and_keeps_notes(portal: PortalForTests):
    """A clerk's notes stay as typed."""
    portal.account()
    portal.account("clerk@example.org", Role.CLERK)
    browser = portal.signed_in("clerk@example.org").get("/office/").press("Italiano")

    assert (language(browser.html), "Richieste da trattare" in browser.text) == (
        "it",
        True,
    )


def test_a_request_is_printed_and_told_in_its_readers_language(
    portal: PortalForTests, camille: PlainBrowser
):
    """The frozen PDF too, though the draft was begun in another language."""
    camille.get("/formulaires/318.632.1")
    camille.fill_all(
        {
            "decision_number": "320/2022/123456/0",
            "period_from": "06.06.2022",
            "period_to": "10.06.2022",
            "meals.days_5_8h": "5",
        }
    )
    camille.press("Continuer").press("Deutsch").press("Meinen Antrag senden")

    draft = portal.requests()[0]
    pdf = camille.client.get(f"/demandes/{draft.id}/pdf").data
    printed = "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    assert draft.language == "de"
    for words in (
        "Vergütung von IV-Leistungen",
        "Rechnung für Reisekosten und Verpflegung",
        "In Bearbeitung",
        "5 Tage × 11.50 CHF/Tag",
    ):
        assert words in printed
    assert "Rechnung für Reisekosten und Verpflegung" in portal.mails()[-1].text

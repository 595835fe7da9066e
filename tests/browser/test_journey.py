"""The whole way: from opening an account to an accepted request, in three manners.

With scripts, without, and by keyboard alone; by the words on the pages. The office's
part is done in the same manner.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.hands import Hands, Keyboard, Pointer
from tests.browser.visit import Visit
from tests.webapp.office.desk import Desk
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf
from webapp.accounts.directory import Role

_EMAIL = "pierre.dupont@example.org"
_CLERK = "anne.keller@example.org"
_PERSON = {
    "email": _EMAIL,
    "password": PASSWORD,
    "password2": PASSWORD,
    "mobile": "079 999 99 99",
    "avs_number": "756.9217.0769.85",
    "last_name": "Dupont",
    "first_name": "Pierre",
    "street": "Chemin des Lilas 12",
    "postcode": "1200",
    "city": "Genève",
    "birth_date": "01.09.1972",
    "iban": "93 0076 2011 6238 5295 7",
}


@dataclass
class _Person:
    """Somebody with a browser, and how it is used."""

    visit: Visit
    hands: Hands

    @property
    def page(self) -> Page:
        return self.visit.page

    def press(self, words: str, kind: str = "button") -> None:
        found: dict[str, Locator] = {
            "button": self.page.get_by_role("button", name=words, exact=True),
            "link": self.page.get_by_role("link", name=words),
        }
        self.hands.press(found[kind].and_(self.page.locator(":visible")).last)

    def fill(self, name: str, text: str) -> None:
        self.hands.fill(self.page.locator(f"[name='{name}']"), text)


@dataclass
class _Two:
    """A beneficiary and a clerk."""

    beneficiary: _Person
    clerk: _Person


@pytest.fixture(params=["scripts", "no scripts", "keyboard"])
def two(
    request: pytest.FixtureRequest,
    chromium: Browser,
    origin: str,
    portal: PortalForTests,
) -> Iterator[_Two]:
    """Both, in one manner."""
    desk = Desk(portal)
    desk.person(_CLERK, Role.CLERK)
    cookie = desk.browser(_CLERK).client.get_cookie("session")
    assert cookie is not None

    def person() -> _Person:
        has_scripts = request.param != "no scripts"
        context = chromium.new_context(java_script_enabled=has_scripts, locale="fr-CH")
        visit = Visit(context.new_page(), origin, portal)
        is_typing = request.param == "keyboard"
        return _Person(visit, Keyboard(visit.page) if is_typing else Pointer())

    made = _Two(person(), person())
    made.clerk.page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": origin}]
    )
    yield made
    for each in (made.beneficiary, made.clerk):
        each.page.context.close()


def _open_an_account(person: _Person) -> None:
    visit = person.visit
    visit.open("/")
    person.press("S'inscrire", "link")
    for name, text in _PERSON.items():
        person.fill(name, text)
    person.hands.press(person.page.locator("#confirmed"))
    person.press("S'inscrire")
    person.page.get_by_label("Code d'accès").wait_for()
    person.fill("code", visit.portal.code(_EMAIL))
    person.press("Envoyer")
    person.page.get_by_role("heading", name="Bienvenue").wait_for()
    link = re.search(r"/confirmation/\S+", visit.portal.mails()[-1].text)
    assert link is not None
    visit.open(link[0])
    person.press("Confirmer")
    expect(person.page.get_by_text("est confirmée")).to_be_visible()


def _fill_the_tutorials_request(person: _Person, document: Path) -> None:
    page, hands = person.page, person.hands
    person.press("318.632.1", "link")
    person.fill("decision_number", "320/2022/123456/0")
    for name, text in {
        "start": "06.06.2022",
        "end": "06.06.2022",
        "purpose": "Hôpital",
        "origin": "Genève",
        "destination": "Berne",
    }.items():
        person.fill(f"trips-0-{name}", text)
    hands.choose(page.locator("#trips-0-ticket"), "public_return")
    person.visit.calculate()
    person.fill("trips-0-fare", "102.00")
    person.fill("period_from", "06.06.2022")
    person.fill("period_to", "10.06.2022")
    person.fill("meals.days_5_8h", "5")
    hands.attach(page.get_by_label("Documents", exact=True), document)
    person.visit.calculate()


def _send(person: _Person) -> None:
    person.press("Continuer")
    person.page.get_by_role("heading", name="Vérifiez votre demande").wait_for()
    person.press("Envoyer ma demande")
    person.page.get_by_role("heading", name="Votre demande est envoyée").wait_for()


def test_from_the_first_page_to_the_decision(
    portal: PortalForTests, two: _Two, tmp_path: Path
) -> None:
    """Register, code, confirm, fill, send, correct, accept: the tutorial's 159.50."""
    document = tmp_path / "billet.pdf"
    document.write_bytes(a_pdf())
    beneficiary, clerk = two.beneficiary, two.clerk

    _open_an_account(beneficiary)
    _fill_the_tutorials_request(beneficiary, document)
    expect(beneficiary.page.locator(".grand")).to_contain_text("159.50")
    _send(beneficiary)
    [sent] = portal.requests()
    reference = str(sent.reference)
    expect(beneficiary.page.locator(".ref")).to_have_text(reference)

    clerk.visit.open("/office/")
    clerk.press(reference, "link")
    clerk.hands.choose(clerk.page.locator("#champ-0"), "decision_number")
    clerk.fill("note-0", "La décision est de 2023.")
    clerk.press("Demander une correction")
    expect(clerk.page.get_by_text("La décision est enregistrée")).to_be_visible()

    beneficiary.press("Mes demandes", "link")
    beneficiary.press("Corriger", "link")
    expect(beneficiary.page.get_by_text("La décision est de 2023.")).to_be_visible()
    beneficiary.fill("decision_number", "320/2023/123456/0")
    _send(beneficiary)

    clerk.visit.open("/office/")
    clerk.press(reference, "link")
    clerk.press("Accepter")
    expect(clerk.page.get_by_text("La décision est enregistrée")).to_be_visible()

    beneficiary.press("Mes demandes", "link")
    row = beneficiary.page.get_by_role("row").filter(has_text=reference)
    expect(row).to_contain_text("Acceptée")
    with beneficiary.page.expect_download() as downloading:
        beneficiary.hands.press(row.get_by_role("link", name="PDF"))
    assert downloading.value.suggested_filename == f"318.632.1-{reference}.pdf"
    [accepted] = portal.requests()
    assert (accepted.status, str(accepted.total)) == ("accepted", "159.50")
    for person in (beneficiary, clerk):
        assert (person.visit.violations, person.visit.strange) == ([], [])

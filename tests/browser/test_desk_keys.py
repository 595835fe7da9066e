"""The desk's keys in a real browser: they lead, and decide nothing."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from engine.storage.tables import Request
from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.directory import Role

_CLERK = "vera.kunz@example.org"


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    made = Desk(portal)
    made.person(_CLERK, Role.CLERK)
    return made


@pytest.fixture
def two(desk: Desk) -> list[Request]:
    """Two requests that wait."""
    browser = desk.browser(CAMILLE)
    return [desk.send_meals(browser, days) for days in ("1", "2")]


@pytest.fixture
def page(
    desk: Desk, two: list[Request], chromium: Browser, origin: str
) -> Iterator[Page]:
    """The clerk's queue."""
    cookie = desk.browser(_CLERK).client.get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(locale="fr-CH")
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": origin}])
    page = context.new_page()
    page.goto(f"{origin}/office/")
    yield page
    context.close()


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_keys_lead_from_the_queue_to_a_decision(
    desk: Desk, page: Page, two: list[Request]
) -> None:
    """J and K go along the rows, Enter opens, C and R lead to their first control."""
    first = page.locator(".queue tbody a").first.inner_text()
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    page.get_by_role("heading", name=first).wait_for()

    page.keyboard.press("c")
    assert _focused(page) == "champ-0"
    page.keyboard.press("j")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("r")
    assert _focused(page) == "motif"
    page.keyboard.type("jar?")

    assert page.locator("#motif").input_value() == "jar?"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("a")
    assert {desk.request(each.id).status for each in two} == {"processing"}
    page.keyboard.press("u")
    page.get_by_role("heading", name="Demandes à traiter").wait_for()


def test_keys_are_switched_off_and_stay_so(page: Page) -> None:
    """WCAG 2.2, 2.1.4: the list of keys has the switch; the next page knows it."""
    page.keyboard.press("?")
    page.get_by_role("checkbox", name="Raccourcis d'une seule touche").uncheck()
    page.get_by_role("button", name="Fermer").click()
    page.reload()
    page.evaluate("document.activeElement.blur()")

    page.keyboard.press("j")
    page.keyboard.press("?")

    assert page.locator(".queue tr.at").count() == 0
    assert not page.get_by_role("dialog").is_visible()
    page.get_by_role("button", name="Raccourcis clavier").click()
    assert page.get_by_role("dialog", name="Raccourcis clavier").is_visible()


def test_a_note_begins_without_another_page(page: Page) -> None:
    """The button beside an answer takes the blank note; the form is kept as it is."""
    page.locator(".queue tbody a").first.click()
    page.get_by_label("Motif").fill("Peut-être.")

    page.get_by_role("button", name="Écrire une note : IBAN").click()

    assert page.locator("#champ-0").input_value() == "iban"
    assert _focused(page) == "note-0"
    assert page.get_by_label("Motif").input_value() == "Peut-être."

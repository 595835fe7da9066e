"""What tests do with the page of 318.632.1 where scripts run."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.visit import Visit
from tests.webapp.portal_for_tests import PortalForTests

SAVED = re.compile(r"Brouillon enregistré à \d\d:\d\d")


def new_form(visit: Visit, form_id: str = "318.632.1") -> Page:
    """Open a new form, alive."""
    visit.open(f"/formulaires/{form_id}")
    return ready(visit.page)


def ready(page: Page) -> Page:
    """Wait until the page computes by itself: its list of sections is marked then."""
    marked = page.locator("[data-state][data-is]").first
    expect(marked).to_be_attached(timeout=30_000)
    return page


def fill_trip(page: Page, number: int = 1, fare: str = "102") -> None:
    """Fill one trip by public transport; its row is there already."""
    trip = page.get_by_role("group", name=f"Trajet {number}")
    trip.get_by_label("Début").fill("06.06.2022")
    trip.get_by_label("Fin").fill("06.06.2022")
    trip.get_by_label("But du voyage / Type de mesure").fill("Hôpital")
    trip.get_by_label("Parcours de").fill("Genève")
    trip.get_by_role("textbox", name="à", exact=True).fill("Berne")
    trip.get_by_label("Type de billet").select_option("public_return")
    trip.get_by_label("CHF").fill(fare)


def total(page: Page) -> str:
    """Give the total that the bar shows."""
    return page.locator("[data-total]").inner_text()


def answers(portal: PortalForTests) -> dict[str, Any]:
    """Give the answers of the one request that is stored."""
    [stored] = portal.requests()
    return dict(stored.answers)


def focused(page: Page) -> str:
    """Give the id of what has the focus."""
    return str(page.evaluate("document.activeElement.id"))

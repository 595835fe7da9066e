"""A correction where scripts run: what is locked stays, what is open computes."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from engine.storage.tables import Request
from tests.browser.live_form import total
from tests.browser.visit import Visit
from tests.webapp.office.desk import ANNE, CAMILLE, Desk
from webapp.accounts.directory import Role, find_account

SAVED = re.compile(r"Correction enregistrée à \d\d:\d\d")
NOTE = "Le billet indique 51.00."


@pytest.fixture
def desk(live: Visit) -> Desk:
    desk = Desk(live.portal)
    with desk.database.writing() as session:
        account = find_account(session, CAMILLE)
        assert account is not None
        account.email_confirmed_at = live.portal.clock()
    desk.person(ANNE, Role.CLERK)
    return desk


@pytest.fixture
def to_correct(desk: Desk) -> Request:
    """Two journeys by taxi; the office asks for the second one's fare."""
    sent = desk.send_trips(desk.browser(CAMILLE), ("51", "87"))
    clerk = desk.browser(ANNE).get(f"/office/demandes/{sent.id}")
    place = f"trips[{sent.answers['trips'][1]['_id']}].fare"
    clerk.fill_all({"champ-0": place, "note-0": NOTE})
    clerk.press("Demander une correction")
    desk.portal.clock.instant += timedelta(minutes=5)
    return desk.request(sent.id)


def _trips(desk: Desk, request: Request) -> list[dict[str, str]]:
    return desk.request(request.id).answers["trips"]


def test_a_correction_is_made_on_a_page_that_lives(
    live: Visit, desk: Desk, to_correct: Request
) -> None:
    """One field is open; its note stays; the totals follow; it is sent again."""
    live.open(f"/demandes/{to_correct.id}")
    page = live.page
    fare = page.locator("#trips-1-fare")
    open_controls = page.locator("form.request :is(input, select, textarea):visible")
    expect(open_controls).to_have_count(1)
    expect(fare).to_have_accessible_description(re.compile(re.escape(NOTE)))

    fare.fill("51.00")

    expect(page.locator("[data-total]")).to_have_text("102.00")
    expect(page.locator("#trips-1-amount output")).to_have_text("51.00")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(page.get_by_text(NOTE)).to_be_visible()
    expect(open_controls).to_have_count(1)
    live.until(lambda: _trips(desk, to_correct)[1]["fare"] == "51.00")
    first, second = _trips(desk, to_correct)
    assert (first["fare"], first["purpose"]) == ("51.00", "Hôpital")
    assert second["purpose"] == "Hôpital"

    page.get_by_role("button", name="Continuer").click()
    page.get_by_role("button", name="Envoyer ma demande").click()
    expect(page.get_by_text(to_correct.reference or "")).to_be_visible()
    sent = desk.request(to_correct.id)
    assert (sent.status, str(sent.total)) == ("processing", "102.00")
    assert (live.violations, live.strange) == ([], [])


def test_a_correction_that_is_wrong_is_told_beside_its_note(
    live: Visit, to_correct: Request
) -> None:
    """The error and the office's note both describe the field; locked totals stay."""
    live.open(f"/demandes/{to_correct.id}")
    page = live.page
    fare = page.locator("#trips-1-fare")
    expect(page.locator("[data-total]")).to_have_text("138.00")

    fare.fill("cinquante")
    fare.press("Tab")

    expect(fare).to_have_attribute("aria-invalid", "true")
    expect(fare).to_have_accessible_description(
        re.compile(f"{re.escape(NOTE)}.*Erreur")
    )
    assert total(page) == "—"
    fare.fill("51")
    expect(page.locator("[data-total]")).to_have_text("102.00")
    expect(fare).to_have_accessible_description(re.compile(re.escape(NOTE)))

"""Back, reload and a second tab: nothing is lost, nothing asks to be sent again.

A page that a browser would send again is one that was the answer to a form; each step
answers a form with another address instead.
"""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import stored_draft
from tests.browser.visit import Visit
from tests.webapp.office.desk import Desk
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests

_EMAIL = "camille.exemple@example.org"


def _reload(page: Page) -> None:
    """Load the page anew; a form that would be sent again fails the test."""
    answer = page.reload()
    assert answer is not None
    assert answer.request.method == "GET"


def test_the_code_page_stays_after_reload_back_and_in_a_second_tab(
    visit: Visit, portal: PortalForTests
) -> None:
    """The code that was sent is asked for everywhere, and one code is enough."""
    visit.open("/")
    visit.page.get_by_label("Email").fill(_EMAIL)
    visit.page.get_by_label("Mot de passe").fill(PASSWORD)
    visit.press("Se connecter")
    page = visit.page
    _reload(page)
    other = page.context.new_page()
    other.goto(page.url)
    page.go_back()
    page.go_forward()

    page.get_by_label("Code d'accès").fill(portal.code(_EMAIL))
    visit.press("Envoyer")
    page.get_by_role("heading", name="Bienvenue").wait_for()
    other.get_by_label("Code d'accès").fill("000000")
    other.get_by_role("button", name="Envoyer", exact=True).click()

    other.get_by_role("heading", name="Bienvenue").wait_for()
    assert len(portal.sms()) == 1


@pytest.mark.parametrize("step", ["reload", "duplicate", "back"])
def test_what_was_saved_of_a_form_is_there_again(visit: Visit, step: str) -> None:
    """After a reload, in a second tab, and coming back from the check page."""
    visit.sign_in()
    draft = stored_draft(visit.portal)
    visit.open(draft.path)
    page = visit.page
    page.locator("[name=remarks]").fill("Deux mots")
    visit.press("Continuer")
    page.get_by_role("heading", name="Vérifiez votre demande").wait_for()
    _reload(page)

    if step == "duplicate":
        page = page.context.new_page()
        page.goto(visit.origin + draft.path)
    elif step == "back":
        page.go_back()
    else:
        visit.open(draft.path)
        _reload(page)

    expect(page.locator("[name=remarks]")).to_have_value("Deux mots")


def test_a_request_is_sent_once_whatever_is_pressed_again(visit: Visit) -> None:
    """Two tabs with the check page, back after sending, and a reload of each."""
    visit.sign_in()
    draft = stored_draft(visit.portal)
    page = visit.page
    other = page.context.new_page()
    for each in (page, other):
        each.goto(visit.origin + draft.check)
        each.get_by_label("Motif").fill("Le billet suit.")
    visit.press("Envoyer ma demande")
    reference = page.locator(".ref").inner_text()
    _reload(page)
    assert page.locator(".ref").inner_text() == reference

    other.get_by_role("button", name="Envoyer ma demande").click()
    other.wait_for_load_state()
    page.go_back()
    _reload(page)

    expect(page.get_by_text(reference).first).to_be_visible()
    expect(other.get_by_text(reference).first).to_be_visible()
    [sent] = visit.portal.requests()
    assert len(Desk(visit.portal).versions(sent.id)) == 1

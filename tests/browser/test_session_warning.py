"""A session that is about to end says so, and is prolonged by one key."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser.live_form import ready
from tests.browser.pages import stored_draft
from tests.browser.visit import Visit


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_one_key_prolongs_a_session_that_is_about_to_end(live: Visit, key: str) -> None:
    """WCAG 2.2, 2.2.1: a warning two minutes before at least, told in the title too."""
    page = live.page
    page.clock.install()
    live.open("/")
    idle_s = int(page.locator("html").get_attribute("data-idle-seconds") or 0)
    page.clock.fast_forward((idle_s - 140) * 1000)
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    assert page.title().startswith("Votre session se termine dans 2 min.")

    page.keyboard.press(key)

    expect(dialog).to_be_hidden()
    assert page.title().startswith("Accueil") or "session" not in page.title()


def test_the_end_of_a_session_is_told(live: Visit) -> None:
    """The draft is saved, and a link leads to signing in and back."""
    draft = stored_draft(live.portal)
    page = live.page
    page.clock.install()
    live.open(draft.path)
    ready(page)
    live.portal.clock.instant += timedelta(days=1)
    page.clock.fast_forward(24 * 60 * 60 * 1000)

    dialog = page.get_by_role("alertdialog")
    expect(dialog.get_by_text("Votre session a pris fin.")).to_be_visible()
    link = dialog.get_by_role("link", name="Se connecter à nouveau")
    expect(link).to_have_js_property("href", live.origin + draft.path)

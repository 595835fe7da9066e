"""The list of a form's sections: numbers without gaps, ticks that mean something."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live_form import SAVED, new_form, ready
from tests.browser.pages import FORMS, stored_draft
from tests.browser.visit import Visit

_STATES = """(html) => {
  const page = html ? new DOMParser().parseFromString(html, "text/html") : document;
  const places = page.querySelectorAll(".toc li:not([hidden]) [data-state]");
  return Object.fromEntries(Array.from(places,
    (place) => [place.dataset.state, place.firstElementChild?.className ?? ""]));
}"""
"""Give the mark of each section shown: on the page, or in the HTML that was sent."""


def _numbers(page: Page) -> list[str]:
    """Give the numbers of the list as assistive technology is told them."""
    protocol = page.context.new_cdp_session(page)
    nodes: list[dict[str, Any]] = protocol.send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}
    links = [
        node
        for node in nodes
        if node.get("role", {}).get("value") == "link"
        and any(
            each["name"] == "url" and "#s-" in str(each["value"].get("value", ""))
            for each in node.get("properties", ())
        )
    ]
    return [_first_words(link, by_id) for link in links]


def _first_words(node: dict[str, Any], by_id: dict[str, dict[str, Any]]) -> str:
    if node.get("role", {}).get("value") == "StaticText":
        return str(node["name"]["value"]).strip()
    found = (_first_words(by_id[child], by_id) for child in node.get("childIds", ()))
    return next(filter(None, found), "")


def test_only_sections_that_are_shown_are_numbered(live: Visit) -> None:
    """What is not asked for leaves no gap; a section that appears is counted."""
    page = new_form(live, "318.635-639")
    shown = page.locator(".toc li:visible").count()

    assert _numbers(page) == [str(number) for number in range(1, shown + 1)]


@pytest.mark.parametrize("form_id", FORMS)
def test_what_nobody_answered_is_not_complete(live: Visit, form_id: str) -> None:
    """Of a new form nothing is ticked, though much of it may stay empty."""
    page = new_form(live, form_id)
    sent = live.page.request.get(f"{live.origin}/formulaires/{form_id}").text()

    shown = page.evaluate(_STATES)

    assert shown == page.evaluate(_STATES, sent)
    assert set(shown.values()) == {""}


def test_a_section_is_ticked_when_it_is_answered(live: Visit) -> None:
    """While it is typed as after a reload: server and page tick alike."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    assert page.evaluate(_STATES)["closing"] == ""

    page.get_by_label("Remarques/Compléments").fill("Merci")

    expect(page.locator("[data-state=closing] .done")).to_be_visible()
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    live.until(lambda: live.portal.requests()[0].revision > 1)
    sent = page.request.get(live.origin + draft.path).text()
    assert page.evaluate(_STATES) == page.evaluate(_STATES, sent)

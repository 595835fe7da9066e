"""The page of a form is light and changes little, with 200 rows too."""

from playwright.sync_api import expect

from tests.browser.live_form import ready
from tests.browser.pages import stored_draft
from tests.browser.visit import Visit

_MOST_BYTES = 150_000
_SPARE_BYTES = 5_000
"""For what a portal in production adds: longer headers, an office's own colours."""


def test_the_page_weighs_little(live: Visit) -> None:
    """Quality: at most 150 kB go over the wire, with 200 rows too."""
    draft = stored_draft(live.portal, trips=200)
    weights = {}
    for path in ("/formulaires/318.632.1", draft.path):
        protocol = live.page.context.new_cdp_session(live.page)
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        received: list[float] = []
        protocol.on(
            "Network.loadingFinished",
            lambda event, got=received: got.append(event["encodedDataLength"]),
        )
        live.open(path)
        ready(live.page)
        live.page.wait_for_load_state("networkidle")
        weights[path] = sum(received)
        protocol.detach()

    bound = _MOST_BYTES - _SPARE_BYTES
    assert {path: weight for path, weight in weights.items() if weight > bound} == {}


def test_one_change_touches_what_it_changes(live: Visit) -> None:
    """Of 200 rows one amount changes: the page rewrites that, not its rows."""
    draft = stored_draft(live.portal, trips=200)
    live.open(draft.path)
    page = ready(live.page)
    page.evaluate(
        """() => {
          window.touched = new Set();
          new MutationObserver((records) => {
            for (const {target} of records) {
              const row = (target.parentElement ?? target).closest("[data-row]");
              if (row) window.touched.add(row.dataset.row);
            }
          }).observe(document.querySelector("form.request"),
            {childList: true, characterData: true, subtree: true, attributes: true});
        }"""
    )

    page.locator("#trips-100-fare").fill("61.00")

    expect(page.locator("#trips-100-amount output")).to_have_text("61.00")
    assert page.evaluate("[...window.touched]") == ["100"]

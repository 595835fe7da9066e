"""What a page computes by itself is what the server wrote into it, form by form."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.live_form import ready
from tests.browser.pages import FORMS, draft_of
from tests.browser.visit import Visit

_EXAMPLES = Path(__file__).parents[1] / "worked_examples"
_READ = """() => {
  const shown = (each) => each.closest("[hidden]") === null;
  const texts = (selector) => Array.from(document.querySelectorAll(selector))
    .filter(shown).map((each) => each.textContent.trim().replace(/\\s+/g, " "));
  return {
    amounts: texts("output[data-value]"),
    questions: texts("label, legend"),
    required: Array.from(document.querySelectorAll("[required]")).filter(shown)
      .map((each) => each.name),
    explanations: texts("details[data-calc] li"),
    rows: document.querySelectorAll("[data-row]").length,
  };
}"""


def _first_answers(form_id: str) -> dict[str, Any]:
    [first, *_] = json.loads((_EXAMPLES / f"{form_id}.json").read_text("utf-8"))
    return dict(first["answers"])


def _open_all_explanations(page: Page) -> None:
    for summary in page.locator("details[data-calc]:visible > summary").all():
        summary.click()


@pytest.mark.parametrize("form_id", FORMS)
def test_amounts_questions_and_explanations_are_the_servers(
    live: Visit, chromium: Browser, form_id: str
) -> None:
    """The same page, with scripts and without, from the same stored draft."""
    draft = draft_of(live.portal, form_id, _first_answers(form_id))
    state = live.page.context.storage_state()
    without = chromium.new_context(java_script_enabled=False, storage_state=state)
    plain = without.new_page()
    plain.goto(live.origin + draft.path)
    live.open(draft.path)
    ready(live.page)
    _open_all_explanations(live.page)

    written = plain.evaluate(_READ)
    computed = live.page.evaluate(_READ)

    without.close()
    assert computed == written
    assert written["amounts"][-1] not in ("", "—", "0.00")
    assert (live.violations, live.strange) == ([], [])

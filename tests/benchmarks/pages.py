"""Drawing the page of a form beside a page written by hand."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any, cast

from tests.benchmarks import plain_page
from tests.benchmarks.pairs import Pair, Side
from tests.benchmarks.stored_requests import draft_in, portal_in, signed_in_context
from webapp.requests.explanations import Explanations
from webapp.requests.form_page import show_draft
from webapp.requests.judging import Judged, Shown, judge_own, page_of

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

    from engine.targets.web_form import Row

__all__ = ["rows"]


@contextmanager
def rows(folder: Path, trips: int = 100) -> Generator[tuple[Pair, ...]]:
    """Give the rows of this theme, on a draft with so many trips."""
    with portal_in(folder) as portal:
        draft = draft_in(portal, trips)
        with signed_in_context(portal, draft):
            yield (_pair(judge_own(draft.id), draft.address),)


def _pair(found: Judged, address: str) -> Pair:
    shown = page_of(found.form, found.answers, found.assessment, Shown.NONE)
    explained = Explanations(found.assessment)
    trips = [_as_written(row, explained) for row in shown.rows("trips")]
    total = shown.cell("grand_total").text
    return Pair(
        name="form page beside plain Jinja2 over dicts",
        inputs=f"318.632.1, a judged draft with {len(trips)} trips; ours draws cells, "
        "explanations and the portal's frame, the other has every text ready in "
        "dictionaries and draws the same controls, hints, buttons and amounts.",
        ours=Side(partial(show_draft, found), _drawn),
        other=Side(partial(plain_page.page, trips, total, address), _drawn),
        at_most=2.0,
    )


def _as_written(row: Row, explained: Explanations) -> Mapping[str, Any]:
    """Give the texts of a trip, by key."""
    amount = row.cell("amount")
    texts = {cell.question.key: cell.text for cell in row.cells}
    return {
        **texts,
        "ticket": row.cell("ticket").value,
        "_id": row.id,
        "hidden": row.hidden,
        "calculation": explained.lines([(amount.path, amount.question, amount.value)]),
    }


class _Reader(HTMLParser):
    """Reads what the trips of a page ask, offer and tell."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, ...]] = []
        self._is_template = False
        self._is_told = False
        self._name = ""

    def handle_starttag(
        self, tag: str, attrs: Sequence[tuple[str, str | None]]
    ) -> None:
        given = {name: value or "" for name, value in attrs}
        self._is_template = self._is_template or tag == "template"
        if self._is_template:
            return
        name = given.get("name", "")
        if tag == "select":
            self._name = name
        elif tag == "option" and self._name.startswith("trips-"):
            chosen = "chosen" if "selected" in given else ""
            self.found.append((self._name, given["value"], chosen))
        elif name.startswith("trips-") or given.get("value", "").startswith("trips."):
            self.found.append((name, given["value"]))
        self._is_told = tag == "li" or given.get("data-value") == "amount"

    def handle_endtag(self, tag: str) -> None:
        self._is_template = self._is_template and tag != "template"
        self._is_told = False

    def handle_data(self, data: str) -> None:
        if self._is_told and data.strip() and not self._is_template:
            self.found.append((data.strip(),))


def _drawn(result: object) -> object:
    """Give controls, choices, buttons, amounts and explanations in their order."""
    reader = _Reader()
    text = cast("str", result)
    begin = text.index('<fieldset class="entry"')
    end = text.rindex('value="trips.add"')
    reader.feed(text[begin:end])
    return reader.found

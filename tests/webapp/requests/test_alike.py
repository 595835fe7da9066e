"""Questions that look alike are drawn as if each were drawn by itself."""

import re
from datetime import date

import pytest
from markupsafe import Markup

from engine.runtime.assess import assess
from tests.engine.runtime.office import EXAMPLES, FORMS
from tests.webapp.portal_for_tests import PortalForTests
from webapp.requests.alike import Alike
from webapp.requests.draft_page import explainer_of, has_visible
from webapp.requests.judging import Shown, page_of
from webapp.requests.layout import Block, BlockKind, Placed, layout_of

DRAW = """
{% from "requests/controls.html" import question with context %}
{% for cell in cells %}{{ alike.draw(question, cell, "c2") }}|{% endfor %}
"""
DRAW_ITEMS = """
{% from "requests/items.html" import draw with context %}
{% for part in parts %}{{ draw(part.blocks, page, page) }}{% endfor %}
"""
SPACES = re.compile(r"\s*\n\s*")
HOSTILE = "<b>\0place\0\0text\0\0000\0&amp;\"'</b>"


def _cells(form_id: str, answers: dict, applicant: object, day: str) -> list:
    form = FORMS[form_id]
    assessment = assess(form, answers, applicant, date.fromisoformat(day))
    page = page_of(form, answers, assessment, Shown.ALL)
    return [
        *(page.cell(key) for key in form.fields),
        *(cell for path in form.lists for row in page.rows(path) for cell in row.cells),
    ]


def _alike(*, is_possible: bool = True) -> Alike:
    return Alike(documents={}, refusals={}, is_possible=is_possible)


def _drawn(portal: PortalForTests, cells: list, alike: Alike) -> list[str]:
    template = portal.app.jinja_env.from_string(DRAW)
    return template.render(cells=cells, alike=alike, correction=None).split("|")


def _drawn_items(
    portal: PortalForTests, example: dict, shown: Shown, alike: Alike
) -> str:
    form, answers = FORMS[example["form"]], example["answers"]
    day = date.fromisoformat(example["day"])
    assessment = assess(form, answers, example.get("applicant"), day)
    page = page_of(form, answers, assessment, shown)
    template = portal.app.jinja_env.from_string(DRAW_ITEMS)
    drawn = template.render(
        parts=layout_of(form),
        page=page,
        alike=alike,
        correction=None,
        blank_row=page.blank_row,
        explained=explainer_of(assessment),
        has_visible=has_visible,
        total_path=form.total.key if form.total else "",
    )
    return SPACES.sub("\n", drawn)


@pytest.mark.parametrize("shown", [Shown.NONE, Shown.ALL])
@pytest.mark.parametrize("form_id", sorted(EXAMPLES))
def test_every_row_of_every_example_is_drawn_the_same(
    portal: PortalForTests, form_id: str, shown: Shown
) -> None:
    """With its texts, its problems and what explains its amounts."""
    with portal.app.test_request_context():
        for example in EXAMPLES[form_id]:
            of_form = {**example, "form": form_id}
            alike = _drawn_items(portal, of_form, shown, _alike())
            alone = _drawn_items(portal, of_form, shown, _alike(is_possible=False))
            assert alike == alone


def test_what_is_typed_into_rows_is_filled_in_as_text(portal: PortalForTests) -> None:
    """In a row's pattern too, whose holes are numbered between NUL characters."""
    trip = {"purpose": HOSTILE, "origin": "\0000\0", "_id": '"><b>'}
    example = {
        "form": "318.632.1",
        "answers": {"trips": [trip, {"purpose": "Hôpital"}, trip]},
        "day": "2025-04-02",
    }
    with portal.app.test_request_context():
        alike = _drawn_items(portal, example, Shown.NONE, _alike())

        assert alike == _drawn_items(
            portal, example, Shown.NONE, _alike(is_possible=False)
        )


def test_rows_of_a_look_are_drawn_once(portal: PortalForTests) -> None:
    """Of three rows the macro draws those that do not look like one before."""
    trips = [{"ticket": "taxi"}, {"ticket": "private_car"}, {"ticket": "taxi"}]
    answers = {"trips": [{**trip, "purpose": str(at)} for at, trip in enumerate(trips)]}
    drawn: list[str] = []

    def macro(row, word):
        drawn.append(word)
        return Markup("{} {} {}\n").format(row.number, row.cell("purpose").text, word)

    with portal.app.test_request_context():
        form = FORMS["318.632.1"]
        assessment = assess(form, answers, None, date(2025, 4, 2))
        page = page_of(form, answers, assessment, Shown.NONE)
        alike = _alike()
        found = "".join(alike.draw_row(macro, row, "!") for row in page.rows("trips"))

    assert found == "1 0 !\n2 1 !\n3 2 !\n"
    assert len(drawn) == 2


def test_what_is_said_of_a_row_stays_in_it(portal: PortalForTests) -> None:
    """A question that is drawn by itself has a hole of its own in its row."""
    answers = {"trips": [{"purpose": "a"}, {"purpose": "b"}, {"purpose": "c"}]}
    refused = {f"trips[{index}].purpose": [f"no {index}"] for index in (1, 2)}
    places = (
        Placed(question, "")
        for question in FORMS["318.632.1"].lists["trips"].fields
        if question.key in ("purpose", "origin")
    )
    block = Block(kind=BlockKind.QUESTIONS, questions=tuple(places))

    def question(cell, _width, _documents, refusals):
        words = " ".join((cell.id, cell.text, *refusals))
        return Markup("<{}>").format(words)

    with portal.app.test_request_context():
        assessment = assess(FORMS["318.632.1"], answers, None, date(2025, 4, 2))
        page = page_of(FORMS["318.632.1"], answers, assessment, Shown.NONE)
        alike = Alike(documents={}, refusals=refused)
        found = [
            alike.draw_row(lambda row: alike.draw_all(question, block, row), row)
            for row in page.rows("trips")
        ]

    assert found == [
        "<trips-0-purpose a><trips-0-origin >",
        "<trips-1-purpose b no 1><trips-1-origin >",
        "<trips-2-purpose c no 2><trips-2-origin >",
    ]


@pytest.mark.parametrize("form_id", sorted(EXAMPLES))
def test_every_question_of_every_example_is_drawn_the_same(
    portal: PortalForTests, form_id: str
) -> None:
    """Shown or hidden, asked or not, chosen or ticked: nothing else matters."""
    with portal.app.test_request_context():
        for example in EXAMPLES[form_id]:
            cells = _cells(
                form_id, example["answers"], example.get("applicant"), example["day"]
            )
            alike = _drawn(portal, cells, _alike())
            assert alike == _drawn(portal, cells, _alike(is_possible=False))


def test_what_is_typed_is_filled_in_as_text(portal: PortalForTests) -> None:
    """Neither markup nor the marks themselves are taken for anything but an answer."""
    trips = [{"purpose": HOSTILE, "origin": HOSTILE}, {"purpose": "\0text\0 \0001\0"}]
    with portal.app.test_request_context():
        cells = _cells("318.632.1", {"trips": trips}, None, "2025-04-02")
        for cell in cells:
            cell.problems = ()
            cell.errors = cell.warnings = cell.infos = ()

        alike = _drawn(portal, cells, _alike())

        assert alike == _drawn(portal, cells, _alike(is_possible=False))


def test_a_look_is_drawn_once(portal: PortalForTests) -> None:
    """The second row of the same look asks its macro no more."""
    trips = [{"purpose": "Hôpital"}, {"purpose": "Cabinet"}]
    with portal.app.test_request_context():
        answers = {"trips": trips}
        cells = [
            cell
            for cell in _cells("318.632.1", answers, None, "2025-04-02")
            if cell.path.endswith(".purpose")
        ]
        drawn: list[str] = []

        def macro(cell, *_more):
            drawn.append(cell.text)
            return Markup("<p>{} {}</p>").format(cell.id, cell.text)

        alike = _alike()
        found = [str(alike.draw(macro, cell, "c2")) for cell in cells]

    assert found == [
        "<p>trips-0-purpose Hôpital</p>",
        "<p>trips-1-purpose Cabinet</p>",
    ]
    assert len(drawn) == 1

"""Questions that look alike are drawn as if each were drawn by itself."""

from datetime import date

import pytest
from markupsafe import Markup

from engine.runtime.assess import assess
from tests.engine.runtime.office import EXAMPLES, FORMS
from tests.webapp.portal_for_tests import PortalForTests
from webapp.requests.alike import Alike
from webapp.requests.judging import Shown, page_of

DRAW = """
{% from "requests/controls.html" import question with context %}
{% for cell in cells %}{{ alike.draw(question, cell, "c2", (), ()) }}|{% endfor %}
"""
HOSTILE = "<b>\ue000\ue001&amp;\"'</b>"


def _cells(form_id: str, answers: dict, applicant: object, day: str) -> list:
    form = FORMS[form_id]
    assessment = assess(form, answers, applicant, date.fromisoformat(day))
    page = page_of(form, answers, assessment, Shown.ALL)
    return [
        *(page.cell(key) for key in form.fields),
        *(cell for path in form.lists for row in page.rows(path) for cell in row.cells),
    ]


def _drawn(portal: PortalForTests, cells: list, alike: Alike) -> list[str]:
    template = portal.app.jinja_env.from_string(DRAW)
    return template.render(cells=cells, alike=alike, correction=None).split("|")


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
            alike = _drawn(portal, cells, Alike())
            assert alike == _drawn(portal, cells, Alike(is_possible=False))


def test_what_is_typed_is_filled_in_as_text(portal: PortalForTests) -> None:
    """Neither markup nor the marks themselves are taken for anything but an answer."""
    trips = [{"purpose": HOSTILE, "origin": HOSTILE}, {"purpose": "\ue000 \ue001"}]
    with portal.app.test_request_context():
        cells = _cells("318.632.1", {"trips": trips}, None, "2025-04-02")
        for cell in cells:
            cell.problems = ()
            cell.errors = cell.warnings = cell.infos = ()

        alike = _drawn(portal, cells, Alike())

        assert alike == _drawn(portal, cells, Alike(is_possible=False))


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

        alike = Alike()
        found = [str(alike.draw(macro, cell, "c2", (), ())) for cell in cells]

    assert found == [
        "<p>trips-0-purpose Hôpital</p>",
        "<p>trips-1-purpose Cabinet</p>",
    ]
    assert len(drawn) == 1

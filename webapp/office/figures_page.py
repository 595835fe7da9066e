"""«Statistiques»: for whoever leads the office, and for who writes the forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import render_template, request

from webapp.access import Audience, open_to
from webapp.office.blueprint import blueprint
from webapp.office.figures import figures_of_forms, figures_of_questions
from webapp.portal import portal
from webapp.requests.offer import offered_forms
from webapp.requests.stable_places import question_name
from webapp.requests.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from webapp.office.figures import FormFigures, QuestionFigures

__all__ = ["figures"]

_PERIODS = (30, 90, 365)
"""Days that the page offers; the middle one is shown first."""
_USUAL = 90
_MOST_QUESTIONS = 20


@dataclass(frozen=True, slots=True)
class _Form:
    title: str
    figures: FormFigures

    @property
    def sent_back_percent(self) -> int:
        return round(100 * self.figures.sent_back / self.figures.sent)


@dataclass(frozen=True, slots=True)
class _Question:
    form_id: str
    name: str
    requests: int
    percent: int
    """Of what was sent of the form."""


@blueprint.get("/statistiques")
@open_to(Audience.SUPERVISORS)
def figures() -> str:
    """Show what was sent within a period, how long it took, and what was sent back."""
    asked = request.args.get("jours", "")
    days = int(asked) if asked in map(str, _PERIODS) else _USUAL
    since = portal().now() - timedelta(days=days)
    with portal().database.reading() as session:
        forms = figures_of_forms(session, since=since, day_of=portal().day_of)
        questions = figures_of_questions(session, since=since, most=_MOST_QUESTIONS)
    return render_template(
        "office/figures.html",
        days=days,
        periods=_PERIODS,
        forms=tuple(_forms(forms)),
        questions=tuple(_questions(questions, forms)),
        dense=True,
    )


def _forms(figures: Mapping[str, FormFigures]) -> Iterator[_Form]:
    """Give the forms in the office's order; those offered no more come last."""
    titles = {form.id: say(form.title) for form in offered_forms()}
    for form_id in (*titles, *sorted(figures.keys() - titles.keys())):
        if form_id in figures:
            yield _Form(titles.get(form_id, ""), figures[form_id])


def _questions(
    questions: Sequence[QuestionFigures], figures: Mapping[str, FormFigures]
) -> Iterator[_Question]:
    """Name questions as the forms do today; one that is gone keeps its key."""
    for each in questions:
        form = portal().definitions.get(each.form_id)
        yield _Question(
            form_id=each.form_id,
            name=question_name(form, each.place) if form else each.place,
            requests=each.requests,
            percent=round(100 * each.requests / figures[each.form_id].sent),
        )

"""How the work goes: how many requests come, how long they take, what is sent back.

Counted is what was sent first within a period, whatever became of it since. Nobody is
named: neither who asked nor who decided.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import distinct, func, select

from engine.storage.tables import Request
from webapp.office.tables import Decision
from webapp.requests.stable_places import without_rows
from webapp.requests.statuses import Action, Status
from webapp.requests.tables import CorrectionNote

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

__all__ = ["FormFigures", "QuestionFigures", "figures_of_forms", "figures_of_questions"]

_NINE_IN_TEN = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFigures:
    """The requests of one form.

    `usual_days` is the median from the day of sending to that of the decision, and nine
    in ten took no more than `most_days`; None where nothing is decided yet.
    """

    form_id: str
    sent: int
    open: int
    accepted: int
    refused: int
    sent_back: int
    """How many were sent back for a correction, once or more."""
    usual_days: int | None
    most_days: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionFigures:
    """A question that requests were sent back for; a blank place is the whole form."""

    form_id: str
    place: str
    """As `webapp.requests.stable_places` has it, without rows."""
    requests: int


def figures_of_forms(
    session: Session, *, since: datetime, day_of: Callable[[datetime], date]
) -> Mapping[str, FormFigures]:
    """Count the requests of each form that were sent first since then."""
    statuses = _statuses(session, since)
    sent_back = _sent_back(session, since)
    days = _days(session, since, day_of)
    return {
        form_id: FormFigures(
            form_id=form_id,
            sent=found.total(),
            open=found[Status.PROCESSING] + found[Status.CORRECTION],
            accepted=found[Status.ACCEPTED] + found[Status.TRANSMITTED],
            refused=found[Status.REFUSED],
            sent_back=sent_back.get(form_id, 0),
            usual_days=_within(days[form_id], 0.5),
            most_days=_within(days[form_id], _NINE_IN_TEN),
        )
        for form_id, found in statuses.items()
    }


def figures_of_questions(
    session: Session, *, since: datetime, most: int
) -> Sequence[QuestionFigures]:
    """Give the questions that most requests were sent back for, the worst first."""
    notes = session.execute(
        select(Request.form_id, CorrectionNote.path, Request.id)
        .join(CorrectionNote, CorrectionNote.request_id == Request.id)
        .where(Request.sent_at >= since)
    )
    asked = {(form_id, without_rows(path), request) for form_id, path, request in notes}
    counted = Counter((form_id, place) for form_id, place, _ in asked)
    worst = sorted(counted.items(), key=lambda each: (-each[1], each[0]))
    return [
        QuestionFigures(form_id=form_id, place=place, requests=count)
        for (form_id, place), count in worst[:most]
    ]


def _statuses(session: Session, since: datetime) -> Mapping[str, Counter[str]]:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    asked = select(Request.form_id, Request.status, func.count())
    asked = asked.where(Request.sent_at >= since)
    for form_id, status, count in session.execute(
        asked.group_by(Request.form_id, Request.status)
    ):
        found[form_id][status] = count
    return found


def _sent_back(session: Session, since: datetime) -> Mapping[str, int]:
    asked = (
        select(Request.form_id, func.count(distinct(Request.id)))
        .join(Decision, Decision.request_id == Request.id)
        .where(Request.sent_at >= since, Decision.action == Action.ASK_CORRECTION)
        .group_by(Request.form_id)
    )
    return dict(session.execute(asked).all())


def _days(
    session: Session, since: datetime, day_of: Callable[[datetime], date]
) -> Mapping[str, Sequence[int]]:
    """Give how many days each decided request waited, by form, the shortest first."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    asked = (
        select(Request.form_id, Request.sent_at, Decision.at)
        .join(Decision, Decision.request_id == Request.id)
        .where(
            Request.sent_at >= since,
            Decision.action.in_((Action.ACCEPT, Action.REFUSE)),
        )
    )
    for form_id, sent_at, decided_at in session.execute(asked):
        if sent_at is not None:
            found[form_id].append((day_of(decided_at) - day_of(sent_at)).days)
    for days in found.values():
        days.sort()
    return found


def _within(days: Sequence[int], share: float) -> int | None:
    """Give within how many days a share of the requests was decided."""
    return days[math.ceil(share * len(days)) - 1] if days else None

"""The page of one request: everything a clerk needs to decide, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import abort, render_template

from engine.runtime.explain import derivable, explain
from engine.storage.requests import RequestRepository
from webapp.access import own_account
from webapp.accounts.directory import Role
from webapp.accounts.tables import Account
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.language import current_language, translator
from webapp.office import audit
from webapp.office.assignments import (
    arrive,
    colleagues,
    holder_of,
    short_name,
    visitors_of,
)
from webapp.office.checks import findings
from webapp.office.decisions import letter_of
from webapp.office.finding_counts import is_counted, keep_count
from webapp.office.own_request import is_own
from webapp.office.phrases import phrases_in
from webapp.office.preview import SIZES
from webapp.office.queue import count_words, neighbours
from webapp.portal import portal
from webapp.requests.announcing import facts_of
from webapp.requests.answers_page import AnswersPage
from webapp.requests.history import history_of
from webapp.requests.notes import notes_of
from webapp.requests.stable_places import StablePlaces
from webapp.requests.statuses import LOOKS, Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from engine.storage.tables import Request
    from webapp.delivery.letter import Letter
    from webapp.office.assignments import Visitor
    from webapp.office.checks import Finding
    from webapp.office.decision_form import DecisionForm
    from webapp.office.phrases import Phrases
    from webapp.office.queue import Filters, Neighbours
    from webapp.requests.history import History
    from webapp.requests.tables import CorrectionNote
    from webapp.requests.versions import SentVersion

__all__ = [
    "Dossier",
    "phrases_for",
    "preview_letter",
    "read_dossier",
    "render_dossier",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A request as the desk sees it: what was sent last, and all about it."""

    request: Request
    history: History
    findings: tuple[Finding, ...]
    notes: tuple[CorrectionNote, ...]
    names: dict[str, str]
    """Who acted, by account."""
    neighbours: Neighbours
    """Those of the queue that the clerk came from."""
    holder: Account | None
    """Who works on the request."""
    colleagues: Sequence[Account]
    visitors: tuple[Visitor, ...]
    owner: Account

    @property
    def sent(self) -> SentVersion:
        """Give what was sent last."""
        return self.history.versions[-1]

    @property
    def is_own(self) -> bool:
        """Tell whether the request is that of the clerk who reads it."""
        return is_own(own_account(), self.owner, self.sent.version.applicant)

    @property
    def places(self) -> StablePlaces:
        """Give the places that a correction may be asked for."""
        return StablePlaces(self.sent.assessment)


def read_dossier(request_id: str, filters: Filters) -> Dossier:
    """Read a request that was sent, and note in the log that it was read.

    A draft is nobody's business but its owner's: it is answered like none.
    """
    account, now = own_account(), portal().now()
    with portal().database.writing() as session:
        request = RequestRepository(session).find(request_id)
        if request is None or request.sent_at is None:
            abort(404)
        arrive(session, request_id, account, now)
        audit.append(session, account, "read", subject=request_id, at=now)
    # What follows only reads, and need not keep others from writing.
    with portal().database.reading() as session:
        request = RequestRepository(session).find(request_id)
        if request is None:
            abort(404)
        history = history_of(session, request)
        found = findings(session, history.versions[-1])
        is_known = is_counted(session, request_id, found)
        dossier = Dossier(
            request=request,
            history=history,
            findings=found,
            notes=tuple(notes_of(session, request_id)),
            names=_names(session, history),
            neighbours=neighbours(session, filters, request, now=now),
            holder=holder_of(session, request_id),
            colleagues=colleagues(session),
            visitors=visitors_of(session, request_id, account, now),
            owner=session.get_one(Account, request.owner_id),
        )
    if not is_known:
        with portal().database.writing() as session:
            keep_count(session, request_id, found)
    return dossier


def phrases_for(language: str) -> Phrases:
    """Give the phrases that a note may begin with, in a language."""
    return phrases_in(
        portal().settings.forms_path / "portal" / "phrases.yaml", language
    )


def render_dossier(
    dossier: Dossier,
    form: DecisionForm,
    filters: Filters,
    *,
    problems: dict[str, str] | None = None,
    letter: Letter | None = None,
    is_overtaken: bool = False,
) -> str:
    """Draw the page.

    Args:
        dossier: The request.
        form: What stands in the decision's form.
        filters: The queue that the clerk came from.
        problems: What is missing, by control.
        letter: The message to be previewed.
        is_overtaken: Whether a decision was not made because of a newer state.
    """
    sent, status = dossier.sent, Status(dossier.request.status)
    places = dossier.places
    may_decide = status is Status.PROCESSING and not dossier.is_own
    return render_template(
        "office/request.html",
        dossier=dossier,
        sent=sent,
        answers=NotableAnswers(sent) if may_decide else AnswersPage(sent),
        look=LOOKS[status],
        may_decide=may_decide,
        filters=filters,
        count_words=count_words,
        own_id=own_account().id,
        sizes=SIZES,
        short_name=short_name,
        language=dossier.owner.language,
        form=form,
        problems=problems or {},
        letter=letter,
        is_overtaken=is_overtaken,
        places=[(place, places.name(place)) for place in places.askable()],
        name_of=places.name,
        phrases=phrases_for(current_language()),
        theirs=phrases_for(dossier.owner.language),
        derivations=_derivations(sent),
        days=(portal().today() - portal().day_of(sent.version.sent_at)).days,
        dense=True,
        has_errors=bool(problems),
    )


def preview_letter(dossier: Dossier, form: DecisionForm) -> Letter | None:
    """Word the message that a decision would send; None where it would send none."""
    verdict = form.verdict(tuple(dossier.places.askable()))
    if verdict is None:
        return None
    reader = Reader(dossier.owner.email, dossier.owner.language)
    facts = facts_of(dossier.request, dossier.sent.form, reader.language)
    return letter_of(
        delivery().letters,
        dossier.sent,
        verdict,
        to=reader,
        facts=facts,
        key="preview",
    )


@dataclass(frozen=True, slots=True)
class NotableAnswers(AnswersPage):
    """The answers with a button beside each that begins a note about it."""

    def note_at(self, path: str) -> str:
        """Give the place that a note about a flat path names."""
        return StablePlaces(self.request.assessment).of_path(path)


@dataclass(frozen=True, slots=True)
class _Amount:
    """How one amount came about."""

    name: str
    value: str
    expression: str
    sources: tuple[str, ...]


def _derivations(sent: SentVersion) -> tuple[_Amount, ...]:
    translate = translator()
    found = [explain(sent.assessment, path) for path in derivable(sent.assessment)]
    return tuple(
        _Amount(
            each.name(translate),
            each.value_text(translate),
            each.expression(translate),
            tuple(dict.fromkeys(translate(rate.source) for rate in each.rates)),
        )
        for each in found
    )


def _names(session: Session, history: History) -> dict[str, str]:
    """Name who acted: staff by e-mail; the beneficiary needs no name here."""
    names: dict[str, str] = {}
    for actor_id in {step.actor_id for step in history.steps}:
        account = session.get(Account, actor_id)
        if account is not None and account.role != Role.BENEFICIARY:
            names[actor_id] = account.email
    return names

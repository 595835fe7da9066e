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
from webapp.delivery.service import delivery
from webapp.language import translator
from webapp.office import audit
from webapp.office.checks import findings
from webapp.office.decisions import letter_of
from webapp.office.queue import Filters, find
from webapp.portal import portal
from webapp.requests.announcing import facts_of, reader_of
from webapp.requests.answers_page import AnswersPage
from webapp.requests.history import history_of
from webapp.requests.notes import notes_of
from webapp.requests.stable_places import StablePlaces
from webapp.requests.statuses import LOOKS, Status
from webapp.text_lists import texts_in

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from engine.storage.tables import Request
    from webapp.delivery.letter import Letter
    from webapp.office.checks import Finding
    from webapp.office.decision_form import DecisionForm
    from webapp.requests.history import History
    from webapp.requests.tables import CorrectionNote
    from webapp.requests.versions import SentVersion

__all__ = ["Dossier", "read_dossier", "render_dossier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """A request as the desk sees it: what was sent last, and all about it."""

    request: Request
    history: History
    findings: tuple[Finding, ...]
    notes: tuple[CorrectionNote, ...]
    names: dict[str, str]
    """Who acted, by account."""
    next_id: str
    """The request that waits longest besides this one; blank if none does."""

    @property
    def sent(self) -> SentVersion:
        """Give what was sent last."""
        return self.history.versions[-1]

    @property
    def places(self) -> StablePlaces:
        """Give the places that a correction may be asked for."""
        return StablePlaces(self.sent.assessment)


def read_dossier(request_id: str) -> Dossier:
    """Read a request that was sent, and note in the log that it was read.

    A draft is nobody's business but its owner's: it is answered like none.
    """
    with portal().database.writing() as session:
        request = RequestRepository(session).find(request_id)
        if request is None or request.sent_at is None:
            abort(404)
        now = portal().now()
        audit.append(session, own_account(), "read", subject=request_id, at=now)
    # What follows only reads, and need not keep others from writing.
    with portal().database.reading() as session:
        request = RequestRepository(session).find(request_id)
        if request is None:
            abort(404)
        history = history_of(session, request)
        return Dossier(
            request=request,
            history=history,
            findings=findings(session, history.versions[-1]),
            notes=tuple(notes_of(session, request_id)),
            names=_names(session, history),
            next_id=_next(session, request_id),
        )


def render_dossier(
    dossier: Dossier,
    form: DecisionForm,
    *,
    problems: dict[str, str] | None = None,
    letter: Letter | None = None,
    is_overtaken: bool = False,
) -> str:
    """Draw the page.

    Args:
        dossier: The request.
        form: What stands in the decision's form.
        problems: What is missing, by control.
        letter: The message to be previewed.
        is_overtaken: Whether a decision was not made because of a newer state.
    """
    sent, status = dossier.sent, Status(dossier.request.status)
    places = dossier.places
    return render_template(
        "office/request.html",
        dossier=dossier,
        sent=sent,
        answers=AnswersPage(sent),
        look=LOOKS[status],
        may_decide=status is Status.PROCESSING,
        form=form,
        problems=problems or {},
        letter=letter,
        is_overtaken=is_overtaken,
        places=[(place, places.name(place)) for place in places.askable()],
        name_of=places.name,
        phrases=texts_in(portal().settings.forms_path / "portal" / "phrases.yaml"),
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
    with portal().database.reading() as session:
        reader = reader_of(session, dossier.request.owner_id)
    facts = facts_of(dossier.request, dossier.sent.form)
    return letter_of(
        delivery().letters,
        dossier.sent,
        verdict,
        to=reader,
        facts=facts,
        key="preview",
    )


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
            each.value_text,
            each.expression(translate),
            tuple(dict.fromkeys(rate.source for rate in each.rates)),
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


def _next(session: Session, request_id: str) -> str:
    page = find(session, Filters.of({}), now=portal().now())
    return next((row.id for row in page.rows if row.id != request_id), "")

"""A request with everything needed to show and to judge it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from flask import abort

from engine.runtime.assess import assess
from engine.runtime.assessment import Level
from engine.storage.requests import RequestRepository
from engine.targets import web_form
from webapp.access import own_account
from webapp.language import translator
from webapp.portal import portal
from webapp.requests.documents import attachments_of, with_documents
from webapp.requests.locks import Locks
from webapp.requests.newer_form import (
    answers_brought_along,
    documents_brought_along,
)
from webapp.requests.notes import notes_of, opened_by
from webapp.requests.statuses import Status
from webapp.requests.versions import day_of_record, sent_versions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.compiler.form import CompiledForm
    from engine.runtime.assessment import Assessment, Problem
    from engine.storage.tables import Request
    from engine.targets.web_form import RequestForm
    from webapp.attachments.tables import Attachment
    from webapp.requests.tables import CorrectionNote

__all__ = [
    "Judged",
    "Shown",
    "applicant_of",
    "judge_own",
    "judged",
    "own_request",
    "page_of",
    "problems_shown",
]


class Shown(StrEnum):
    """Which problems a page shows."""

    NONE = "none"
    TYPED = "calcul"
    """Those of what was typed; what is still missing is not yet a fault."""
    ALL = "erreurs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A stored request, the definition that it is read with, and its judgement."""

    request: Request
    form: CompiledForm
    answers: Mapping[str, Any]
    attachments: Sequence[Attachment]
    assessment: Assessment

    locks: Locks | None = None
    """What a correction may not change; None where nothing is locked."""
    notes: Sequence[CorrectionNote] = ()
    """What the office asks for in this round of correction."""

    @property
    def status(self) -> Status:
        """Give where the request stands."""
        return Status(self.request.status)

    @property
    def is_draft(self) -> bool:
        """Tell a request that was never sent."""
        return self.status is Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Tell whether its owner may still change it."""
        return self.status in (Status.DRAFT, Status.CORRECTION)


def own_request(request_id: str) -> Request:
    """Give a request of the person signed in.

    Somebody else's is answered like one that does not exist.
    """
    with portal().database.reading() as session:
        request = RequestRepository(session).find(request_id)
    if request is None or request.owner_id != own_account().id:
        abort(404)
    return request


def judge_own(request_id: str) -> Judged:
    """Judge a request of the person signed in."""
    return judged(own_request(request_id))


def judged(request: Request) -> Judged:
    """Judge a draft with the form in force today, anything sent as it was sent.

    A correction is judged as of the day of the first sending: a deadline that was kept
    then is not missed because the office asked a question.
    """
    with portal().database.reading() as session:
        attachments = attachments_of(session, request.id)
    if request.status == Status.DRAFT:
        form = portal().definitions.get(request.form_id) or _pinned(request)
        applicant: Mapping[str, Any] = own_account().applicant
        day = portal().today()
        stored = answers_brought_along(form, request)
        attachments = documents_brought_along(form, attachments)
    else:
        form, stored = _pinned(request), request.answers
        applicant = request.applicant or {}
        day = day_of_record(request.record or {})
    answers = with_documents(form, stored, attachments)
    found = Judged(
        request=request,
        form=form,
        answers=answers,
        attachments=attachments,
        assessment=assess(form, answers, applicant, day),
    )
    return _locked(found) if found.status is Status.CORRECTION else found


def _locked(found: Judged) -> Judged:
    """Give a correction with its notes and what they leave locked."""
    with portal().database.reading() as session:
        sent = sent_versions(session, found.request)[-1]
        notes = notes_of(session, found.request.id, sent.version.round)
    return replace(
        found,
        notes=notes,
        locks=Locks(
            opened=opened_by(notes), sent=sent.assessment, now=found.assessment
        ),
    )


def applicant_of(found: Judged) -> Mapping[str, Any]:
    """Give the applicant's data: the account's for a draft, else those that were sent.

    Earlier requests keep their snapshot, whatever the account becomes.
    """
    if found.is_draft:
        return own_account().applicant
    return found.request.applicant or {}


def page_of(
    form: CompiledForm, answers: Mapping[str, Any], assessment: Assessment, shown: Shown
) -> RequestForm:
    """Give the page's cells, with the problems that it is time to show."""
    page = web_form.form_class(form)(None, answers=answers)
    web_form.attach(
        page,
        replace(assessment, problems=problems_shown(assessment, shown)),
        translator(),
    )
    return page


def problems_shown(assessment: Assessment, shown: Shown) -> tuple[Problem, ...]:
    """Give the problems that it is time to show."""
    match shown:
        case Shown.NONE:
            return ()
        case Shown.TYPED:
            return tuple(p for p in assessment.problems if not _asks_for_more(p))
        case Shown.ALL:
            return assessment.problems


def _asks_for_more(problem: Problem) -> bool:
    return problem.level is Level.ERROR and problem.code in (
        "required",
        "too_few_rows",
        "total.nothing_due",
    )


def _pinned(request: Request) -> CompiledForm:
    return portal().definitions.pinned(request.form_id, request.definition_hash)

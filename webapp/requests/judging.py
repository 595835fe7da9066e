"""A request with everything needed to show and to judge it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
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
    from datetime import date

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm
    from engine.runtime.assessment import Assessment, Problem
    from engine.storage.tables import Request
    from engine.targets.web_form import RequestForm
    from webapp.attachments.tables import Attachment
    from webapp.requests.tables import CorrectionNote
    from webapp.requests.versions import SentVersion

__all__ = [
    "Judged",
    "Shown",
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


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A stored request, the definition that it is read with, and its judgement.

    It is judged once, when somebody asks first: saving what was typed asks nothing.
    """

    request: Request
    form: CompiledForm
    answers: Mapping[str, Any]
    attachments: Sequence[Attachment]
    applicant: Mapping[str, Any]
    """The account's data for a draft, else those that were sent: earlier requests keep
    their snapshot, whatever the account becomes."""
    day: date
    """On which it is judged."""
    sent: SentVersion | None = None
    """What a correction corrects; None for everything else."""
    notes: Sequence[CorrectionNote] = ()
    """What the office asks for in this round of correction."""

    @property
    def assessment(self) -> Assessment:
        """Give the judgement."""
        return self._assessment

    @cached_property
    def _assessment(self) -> Assessment:
        return assess(self.form, self.answers, self.applicant, self.day)

    @cached_property
    def locks(self) -> Locks | None:
        """Give what a correction may not change; None where nothing is locked."""
        if self.sent is None:
            return None
        return Locks(
            opened=opened_by(self.notes),
            sent=self.sent.assessment,
            now=self.assessment,
        )

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


def own_request(session: Session, request_id: str) -> Request:
    """Give a request of the person signed in.

    Somebody else's is answered like one that does not exist.
    """
    request = RequestRepository(session).find(request_id)
    if request is None or request.owner_id != own_account().id:
        abort(404)
    return request


def judge_own(request_id: str) -> Judged:
    """Judge a request of the person signed in."""
    with portal().database.reading() as session:
        read = _with_the_rest(session, own_request(session, request_id))
    return _judged(*read)


def judged(request: Request) -> Judged:
    """Judge a draft with the form in force today, anything sent as it was sent.

    A correction is judged as of the day of the first sending: a deadline that was kept
    then is not missed because the office asked a question.
    """
    with portal().database.reading() as session:
        read = _with_the_rest(session, request)
    return _judged(*read)


def _with_the_rest(
    session: Session, request: Request
) -> tuple[Request, Sequence[Attachment], SentVersion | None, Sequence[CorrectionNote]]:
    """Read what belongs to a request: documents, and what its correction corrects."""
    attachments = attachments_of(session, request.id)
    if request.status != Status.CORRECTION:
        return request, attachments, None, ()
    sent = sent_versions(session, request)[-1]
    return (
        request,
        attachments,
        sent,
        notes_of(session, request.id, sent.version.round),
    )


def _judged(
    request: Request,
    attachments: Sequence[Attachment],
    sent: SentVersion | None,
    notes: Sequence[CorrectionNote],
) -> Judged:
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
    return Judged(
        request=request,
        form=form,
        answers=with_documents(form, stored, attachments),
        attachments=attachments,
        applicant=applicant,
        day=day,
        sent=sent,
        notes=notes,
    )


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

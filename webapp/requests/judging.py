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
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.compiler.form import CompiledForm
    from engine.runtime.assessment import Assessment, Problem
    from engine.storage.tables import Request
    from engine.targets.web_form import RequestForm
    from webapp.attachments.tables import Attachment

__all__ = ["Judged", "Shown", "judge_own", "judged", "own_request", "page_of"]


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

    @property
    def status(self) -> Status:
        """Give where the request stands."""
        return Status(self.request.status)

    @property
    def is_draft(self) -> bool:
        """Tell whether it may still be changed."""
        return self.status is Status.DRAFT


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
    """Judge a draft with the form in force today, anything sent as it was sent."""
    with portal().database.reading() as session:
        attachments = attachments_of(session, request.id)
    if request.status == Status.DRAFT:
        form = portal().definitions.get(request.form_id) or _pinned(request)
        applicant: Mapping[str, Any] = own_account().applicant
        day = portal().today()
    else:
        form = _pinned(request)
        applicant = request.applicant or {}
        sent_at = request.sent_at or request.updated_at
        day = portal().day_of(sent_at)
    answers = with_documents(form, request.answers, attachments)
    return Judged(
        request=request,
        form=form,
        answers=answers,
        attachments=attachments,
        assessment=assess(form, answers, applicant, day),
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

"""Home, a request as it stands, its confirmation, its PDF and its documents."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, send_file, url_for

from engine.storage.references import new_id
from engine.storage.requests import RequestRepository
from webapp.access import DESK_ROLES, Audience, open_to, own_account
from webapp.accounts.directory import Role
from webapp.attachments.tables import Attachment
from webapp.portal import portal
from webapp.requests.answers_page import AnswersPage
from webapp.requests.blueprint import blueprint
from webapp.requests.form_page import show_draft
from webapp.requests.history import history_of
from webapp.requests.judging import judge_own, own_request
from webapp.requests.offer import offered_forms
from webapp.requests.printing import print_request
from webapp.requests.statuses import LOOKS, Look, Status
from webapp.requests.wording import say
from webapp.storage.prints import content_of

if TYPE_CHECKING:
    from datetime import datetime

    from flask import Response as FlaskResponse
    from werkzeug.wrappers import Response

    from engine.storage.tables import Request

__all__ = ["confirmation", "document", "home", "pdf", "show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _ListedRequest:
    """A row of «Mes demandes de remboursement»."""

    request: Request
    title: str
    day: datetime
    look: Look
    is_draft: bool
    is_to_correct: bool


@blueprint.get("/")
@open_to(Audience.SIGNED_IN)
def home() -> Response | str:
    """Show a person's requests, and the forms to begin; clerks go to their desk."""
    account = own_account()
    if account.role in DESK_ROLES:
        return redirect(url_for("office.queue"), 303)
    with portal().database.reading() as session:
        requests = RequestRepository(session).of_owner(
            account.id, after=request.args.get("apres"), limit=_PAGE + 1
        )
    is_beneficiary = account.role == Role.BENEFICIARY
    return render_template(
        "requests/home.html",
        listed=[_listed(each) for each in requests[:_PAGE]],
        next=requests[_PAGE - 1].id if len(requests) > _PAGE else "",
        is_first="apres" not in request.args,
        forms=offered_forms() if is_beneficiary else (),
        is_beneficiary=is_beneficiary,
    )


@blueprint.get("/demandes/<request_id>")
@open_to(Audience.BENEFICIARIES)
def show(request_id: str) -> str:
    """Show a draft or a correction to be filled, anything else to be read."""
    found = judge_own(request_id)
    if found.is_open:
        return show_draft(found)
    with portal().database.reading() as session:
        history = history_of(session, found.request)
    return render_template(
        "requests/request.html",
        answers=AnswersPage(found, explains=True),
        sent=found.request,
        form=found.form,
        look=LOOKS[found.status],
        history=history,
        copy_key=new_id(),
    )


@blueprint.get("/demandes/<request_id>/confirmation")
@open_to(Audience.BENEFICIARIES)
def confirmation(request_id: str) -> Response | str:
    """Say that a request is stored, under which reference, and what follows."""
    found = judge_own(request_id)
    if found.is_draft:
        return redirect(url_for("requests.show", request_id=request_id), 303)
    return render_template(
        "requests/confirmation.html",
        sent=found.request,
        form=found.form,
        answers=AnswersPage(found),
        look=LOOKS[found.status],
    )


@blueprint.get("/demandes/<request_id>/pdf")
@open_to(Audience.BENEFICIARIES)
def pdf(request_id: str) -> FlaskResponse:
    """Give the PDF: the frozen one of a sending, or one marked as a draft."""
    with portal().database.reading() as session:
        own = own_request(session, request_id)
        frozen = RequestRepository(session).frozen_pdf(request_id)
    if frozen is not None:
        content = content_of(portal().storage, frozen)
        return _file(content, f"{own.form_id}-{own.reference}.pdf", _PDF)
    content = print_request(judge_own(request_id), reference=None, sent_at=None)
    return _file(content, f"{own.form_id}-brouillon.pdf", _PDF)


@blueprint.get("/demandes/<request_id>/documents/<document_id>")
@open_to(Audience.BENEFICIARIES)
def document(request_id: str, document_id: str) -> FlaskResponse:
    """Give a document that the person attached."""
    with portal().database.reading() as session:
        own_request(session, request_id)
        found = session.get(Attachment, document_id)
    if found is None or found.request_id != request_id:
        abort(404)
    content = portal().storage.read(found.stored_as, found.sha256)
    return _file(content, found.name, found.media_type)


_PDF = "application/pdf"
_PAGE = 50


def _file(content: bytes, name: str, media_type: str) -> FlaskResponse:
    """Answer with a file that a browser stores and never runs."""
    response = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _listed(found: Request) -> _ListedRequest:
    status = Status(found.status)
    form = portal().definitions.get(found.form_id) or portal().definitions.pinned(
        found.form_id, found.definition_hash
    )
    return _ListedRequest(
        request=found,
        title=say(form.title),
        day=found.sent_at or found.updated_at,
        look=LOOKS[status],
        is_draft=status is Status.DRAFT,
        is_to_correct=status is Status.CORRECTION,
    )

"""The desk: its queue, a request with its documents, and decisions."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flask import (
    abort,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext

from engine.i18n.formats import money
from engine.storage.requests import RequestRepository
from webapp.access import Audience, open_to, own_account
from webapp.accounts.limits import keyed_hash
from webapp.attachments.tables import Attachment
from webapp.delivery.service import delivery
from webapp.language_switch import asks_for_language, keeps_typed
from webapp.office import audit
from webapp.office.assignments import colleagues, leave, short_name
from webapp.office.blueprint import blueprint
from webapp.office.decision_form import DecisionForm, NoteRow
from webapp.office.decisions import OvertakenError, Seen, decide
from webapp.office.own_request import OwnRequestError
from webapp.office.preview import View, preview_of
from webapp.office.queue import (
    AGES,
    ALL,
    MOST_COUNTED,
    NOBODY,
    TABS,
    Filters,
    count_words,
    counts,
    find,
)
from webapp.office.queue_rows import rows_of
from webapp.office.request_page import (
    phrases_for,
    preview_letter,
    read_dossier,
    render_dossier,
)
from webapp.operations.metrics import Happening, count
from webapp.portal import portal
from webapp.requests.offer import offered_forms
from webapp.requests.statuses import LOOKS
from webapp.requests.versions import sent_versions
from webapp.requests.wording import say
from webapp.storage.prints import content_of

if TYPE_CHECKING:
    from flask import Response as FlaskResponse
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from webapp.office.request_page import Dossier

__all__ = ["decide_request", "document", "document_page", "pdf", "queue", "show"]

_DOSSIER_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)


@blueprint.get("/")
@open_to(Audience.DESK)
def queue() -> str:
    """Show the requests that the address asks for, the oldest first."""
    filters, now = Filters.of(request.args), portal().now()
    with portal().database.reading() as session:
        page = find(session, filters, now=now)
        found = counts(session, filters, now=now)
        rows = rows_of(session, page.rows)
        staff = colleagues(session)
    with portal().database.writing() as session:
        leave(session, own_account())
        audit.append(
            session,
            own_account(),
            "queue",
            subject="",
            at=now,
            details={"filters": _noted(filters)},
        )
    return render_template(
        "office/queue.html",
        filters=filters,
        rows=rows,
        colleagues=[(each.id, short_name(each)) for each in staff],
        own_id=own_account().id,
        nobody=NOBODY,
        next=page.next,
        counts=found,
        total=found[filters.status] if filters.status else sum(found.values()),
        all_count=sum(found.values()),
        count_words=count_words,
        most_counted=MOST_COUNTED,
        tabs=[(status, LOOKS[status]) for status in TABS],
        all_tab=ALL,
        ages=AGES,
        forms=[(form.id, say(form.title)) for form in offered_forms()],
        dense=True,
        amount_text=money,
    )


@blueprint.get("/demandes/<request_id>")
@open_to(Audience.DESK)
def show(request_id: str) -> FlaskResponse:
    """Show one request; `?note=` begins a note about a field."""
    filters = Filters.of(request.args)
    dossier = read_dossier(request_id, filters)
    place = request.args.get("note", "")
    form = DecisionForm(
        notes=(NoteRow(place=place),),
        begun=0 if place else None,
        seen=_seen(dossier),
    )
    return _page(render_dossier(dossier, form, filters))


@blueprint.post("/demandes/<request_id>")
@open_to(Audience.DESK)
@keeps_typed
def decide_request(request_id: str) -> Response:
    """Decide, preview the message, or add a note to the form."""
    filters = Filters.of(request.args)
    dossier = read_dossier(request_id, filters)
    form = DecisionForm.of(request.form, phrases_for(dossier.owner.language))
    if form.seen != _seen(dossier):
        return _overtaken(dossier, form, filters)
    if form.action is None:
        shown = form if asks_for_language() else form.with_note()
        return _page(render_dossier(dossier, shown, filters))
    places = tuple(dossier.places.askable())
    problems = form.problems(places)
    if problems:
        return _page(render_dossier(dossier, form, filters, problems=problems), 422)
    if form.is_preview:
        letter = preview_letter(dossier, form)
        return _page(render_dossier(dossier, form, filters, letter=letter))
    try:
        with portal().database.writing() as session:
            _decide(session, request_id, form, places)
    except OwnRequestError:
        abort(403)
    except OvertakenError:
        return _overtaken(read_dossier(request_id, filters), form, filters)
    count(Happening.DECISION)
    flash(gettext("La décision est enregistrée. Le bénéficiaire en est informé."))
    address = url_for("office.show", request_id=request_id, **filters.address())
    return redirect(address, 303)


@blueprint.get("/demandes/<request_id>/documents/<document_id>")
@open_to(Audience.DESK)
def document(request_id: str, document_id: str) -> FlaskResponse:
    """Give a document to be stored."""
    found = _document(request_id, document_id, "download")
    response = make_response(portal().storage.read(found.stored_as, found.sha256))
    response.headers["Content-Type"] = found.media_type
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.get("/demandes/<request_id>/documents/<document_id>/apercu")
@open_to(Audience.DESK)
def document_page(request_id: str, document_id: str) -> FlaskResponse:
    """Show a document as pictures, for the frame beside the request."""
    found = _document(request_id, document_id, "read_document")
    return preview_of(found, View.of(request.args))


@blueprint.get("/demandes/<request_id>/pdf/<int:round_number>")
@open_to(Audience.DESK)
def pdf(request_id: str, round_number: int) -> FlaskResponse:
    """Give the PDF that was frozen with one sending."""
    with portal().database.reading() as session:
        repository = RequestRepository(session)
        version = next(
            (v for v in repository.versions(request_id) if v.round == round_number),
            None,
        )
        if version is None:
            abort(404)
        frozen = repository.pdf_of(version)
        found = repository.find(request_id)
    _log("download_pdf", request_id, round=round_number)
    name = f"{found.reference if found else request_id}-{round_number}.pdf"
    response = make_response(content_of(portal().storage, frozen))
    response.headers["Content-Type"] = "application/pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _noted(filters: Filters) -> dict[str, Any]:
    """Give filters for the log, from which nothing is ever erased: no name in it.

    Who knows a text that was looked for can tell by its hash whether it was.
    """
    asked = filters.address()
    if "q" in asked:
        asked["q"] = keyed_hash("search", asked["q"])
    return asked


def _decide(
    session: Session, request_id: str, form: DecisionForm, places: tuple[str, ...]
) -> None:
    """Decide on the state that this transaction sees.

    Raises:
        OvertakenError: It is not the one that the page showed.
        OwnRequestError: The request is the clerk's own.
    """
    verdict = form.verdict(places)
    found = RequestRepository(session).find(request_id)
    if found is None or verdict is None:
        raise OvertakenError
    decide(
        session,
        sent_versions(session, found)[-1],
        verdict,
        seen=form.seen,
        actor=own_account(),
        letters=delivery().letters,
        at=portal().now(),
    )


def _overtaken(dossier: Dossier, form: DecisionForm, filters: Filters) -> FlaskResponse:
    """Show the newer state with everything that the clerk had typed."""
    form = replace(form, seen=_seen(dossier))
    return _page(render_dossier(dossier, form, filters, is_overtaken=True), 409)


def _page(html: str, status: int = 200) -> FlaskResponse:
    response = make_response(html, status)
    response.headers["Content-Security-Policy"] = _DOSSIER_POLICY
    return response


def _seen(dossier: Dossier) -> Seen:
    return Seen(dossier.request.revision, dossier.sent.version.content_hash)


def _document(request_id: str, document_id: str, action: str) -> Attachment:
    with portal().database.writing() as session:
        found = session.get(Attachment, document_id)
        owner = RequestRepository(session).find(request_id)
        if found is None or found.request_id != request_id:
            abort(404)
        sent_at = owner.sent_at if owner else None
        # What a person adds to a draft or a correction is not sent yet.
        if sent_at is None or found.added_at > sent_at:
            abort(404)
        audit.append(
            session,
            own_account(),
            action,
            subject=request_id,
            at=portal().now(),
            details={"document": document_id},
        )
    return found


def _log(action: str, subject: str, **details: object) -> None:
    with portal().database.writing() as session:
        audit.append(
            session,
            own_account(),
            action,
            subject=subject,
            at=portal().now(),
            details=details,
        )

"""Who works on a request, and the request as its owner sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.storage.requests import RequestRepository
from webapp.access import Audience, open_to, own_account
from webapp.accounts.tables import Account
from webapp.language import speaking
from webapp.office import audit
from webapp.office.assignments import (
    HeldOtherwiseError,
    assign,
    colleagues,
    holder_of,
    short_name,
)
from webapp.office.blueprint import blueprint
from webapp.office.own_request import is_own
from webapp.office.queue import Filters
from webapp.portal import portal
from webapp.requests.answers_page import AnswersPage
from webapp.requests.history import history_of
from webapp.requests.notes import notes_of
from webapp.requests.stable_places import StablePlaces
from webapp.requests.statuses import LOOKS, Status

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from engine.storage.tables import Request

__all__ = ["hand_over", "watch"]


@blueprint.post("/demandes/<request_id>/attribution")
@open_to(Audience.DESK)
def hand_over(request_id: str) -> Response:
    """Give a request to oneself, to a colleague or to nobody (`a` blank)."""
    to, seen = request.form.get("a", ""), request.form.get("vue", "")
    try:
        with portal().database.writing() as session:
            _hand_over(session, request_id, to, seen)
    except HeldOtherwiseError:
        with portal().database.reading() as session:
            holder = holder_of(session, request_id)
        flash(
            gettext(
                "Rien n'a été changé: entre-temps la demande est attribuée à %(name)s.",
                name=short_name(holder),
            )
            if holder
            else gettext(
                "Rien n'a été changé: entre-temps la demande n'est plus attribuée."
            )
        )
    filters = Filters.of(request.args)
    address = url_for("office.show", request_id=request_id, **filters.address())
    return redirect(address, 303)


@blueprint.get("/demandes/<request_id>/beneficiaire")
@open_to(Audience.DESK)
def watch(request_id: str) -> str:
    """Show a request as its owner reads it, in their language, to be read only."""
    with portal().database.writing() as session:
        found = _sent(session, request_id)
        audit.append(
            session,
            own_account(),
            "view_as_beneficiary",
            subject=request_id,
            at=portal().now(),
        )
        owner = session.get_one(Account, found.owner_id)
        with speaking(owner.language):
            history = history_of(session, found)
            version = history.versions[-1]
            return render_template(
                "requests/request.html",
                answers=AnswersPage(version, "office.document"),
                sent=found,
                form=version.form,
                look=LOOKS[Status(found.status)],
                history=history,
                copy_key="",
                notes=[
                    (StablePlaces(version.assessment).name(note.path), note.text)
                    for note in notes_of(session, request_id, version.version.round)
                ],
                is_watched=True,
            )


def _hand_over(session: Session, request_id: str, to: str, seen: str) -> None:
    found = _sent(session, request_id)
    staff = {account.id: account for account in colleagues(session)}
    if to and to not in staff:
        abort(400)
    owner = session.get_one(Account, found.owner_id)
    if to and is_own(staff[to], owner, found.applicant or {}):
        abort(403)
    assign(
        session,
        request_id,
        to,
        seen=seen,
        actor=own_account(),
        at=portal().now(),
    )


def _sent(session: Session, request_id: str) -> Request:
    found = RequestRepository(session).find(request_id)
    if found is None or found.sent_at is None:
        abort(404)
    return found

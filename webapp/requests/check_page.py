"""The page that shows what will be sent, and the sending itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from engine.storage.requests import RequestRepository
from webapp.access import Audience, open_to
from webapp.portal import portal
from webapp.requests.answers_page import AnswersPage
from webapp.requests.blueprint import blueprint
from webapp.requests.confirmations import Confirmable, confirmables, confirmations
from webapp.requests.judging import Shown, judge_own
from webapp.requests.sending import send
from webapp.requests.statuses import LOOKS
from webapp.requests.wording import Line
from webapp.security import takes_late_writes

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from webapp.requests.judging import Judged

__all__ = ["check", "send_request"]


@blueprint.get("/demandes/<request_id>/verification")
@open_to(Audience.BENEFICIARIES)
def check(request_id: str) -> Response | str:
    """Show the answers as they will be sent, and ask about warnings."""
    draft = judge_own(request_id)
    elsewhere = _not_yet(draft)
    if elsewhere is not None:
        return elsewhere
    asked = confirmables(draft.assessment, draft.request.confirmations)
    missing = _unexplained(asked) if request.args.get("voir") == Shown.ALL else ()
    return render_template(
        "requests/check.html",
        answers=AnswersPage(draft, explains=True),
        draft=draft,
        form=draft.form,
        look=LOOKS[draft.status],
        asked=asked,
        lines=[
            Line(warning.control, gettext("Indiquez le motif : %(warning)s", warning=w))
            for warning in missing
            for w in warning.words[:1]
        ],
        missing={warning.code for warning in missing},
        has_errors=bool(missing),
    )


@blueprint.post("/demandes/<request_id>/envoi")
@open_to(Audience.BENEFICIARIES)
@takes_late_writes
def send_request(request_id: str) -> Response:
    """Send what the check page showed; a second time leads to the same confirmation."""
    draft = judge_own(request_id)
    elsewhere = _not_yet(draft)
    if elsewhere is not None:
        return elsewhere
    asked = confirmables(draft.assessment, draft.request.confirmations)
    given = confirmations(asked, request.form)
    if current_user.is_unconfirmed:
        flash(gettext("Confirmez d'abord votre adresse email, puis envoyez."))
        return redirect(_check_address(draft), 303)
    if _has_changed(draft):
        flash(gettext("La demande a changé entre-temps. Vérifiez-la encore une fois."))
        return redirect(_check_address(draft), 303)
    if current_user.is_late or not all(kept["reason"] for kept in given.values()):
        _keep_reasons(draft, given)
        return redirect(f"{_check_address(draft)}?voir={Shown.ALL}", 303)
    if not send(draft, given):
        # Either it is sent, by the other press of this button, or it was changed.
        return _not_yet(judge_own(request_id)) or redirect(_check_address(draft), 303)
    return redirect(_confirmation_address(draft), 303)


def _not_yet(draft: Judged) -> Response | None:
    """Lead away from a request that is sent already or has errors."""
    if not draft.is_open:
        return redirect(_confirmation_address(draft), 303)
    if not draft.assessment.may_be_sent:
        address = url_for("requests.show", request_id=draft.request.id)
        return redirect(f"{address}?voir={Shown.ALL}", 303)
    return None


def _has_changed(draft: Judged) -> bool:
    seen = (request.form.get("revision"), request.form.get("definition"))
    return seen != (str(draft.request.revision), draft.form.hash)


def _keep_reasons(draft: Judged, given: dict[str, object]) -> None:
    with portal().database.writing() as session:
        RequestRepository(session).change(
            draft.request.id,
            {"confirmations": given},
            revision=draft.request.revision,
            status=draft.status,
        )


def _unexplained(asked: tuple[Confirmable, ...]) -> tuple[Confirmable, ...]:
    return tuple(warning for warning in asked if not warning.reason)


def _check_address(draft: Judged) -> str:
    return url_for("requests.check", request_id=draft.request.id)


def _confirmation_address(draft: Judged) -> str:
    return url_for("requests.confirmation", request_id=draft.request.id)

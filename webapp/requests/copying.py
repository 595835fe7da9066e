"""«Refaire comme la dernière fois»: a new draft after a request that was sent."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from flask import abort, redirect, request, url_for

from engine.runtime.renaming import renamed_answers
from engine.storage.definitions import archive
from engine.storage.references import new_id
from engine.storage.requests import RequestRepository
from engine.targets import web_form
from webapp.access import Audience, open_to, own_account
from webapp.language import current_language
from webapp.portal import portal
from webapp.requests.blank_rows import with_ready_rows
from webapp.requests.blueprint import blueprint
from webapp.requests.judging import judge_own
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

__all__ = ["copy_request"]

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)


@blueprint.post("/demandes/<request_id>/copie")
@open_to(Audience.BENEFICIARIES)
def copy_request(request_id: str) -> Response:
    """Begin a request with the answers of an earlier one; one press, one draft.

    The form is the one in force: what it does not ask any more is left behind.
    """
    earlier = judge_own(request_id)
    form = portal().definitions.get(earlier.request.form_id)
    key = request.form.get("creation_key", "")
    if form is None or earlier.is_draft:
        abort(404)
    if not _KEY.fullmatch(key):
        abort(400)
    answers = web_form.copy(form, renamed_answers(form, earlier.answers), new_id=new_id)
    now = portal().now()
    with portal().database.writing() as session:
        archive(session, form, at=now)
        draft = RequestRepository(session).begin(
            form,
            owner_id=own_account().id,
            creation_key=key,
            language=current_language(),
            status=Status.DRAFT,
            answers=with_ready_rows(form, answers),
            at=now,
        )
    return redirect(url_for("requests.show", request_id=draft.id), 303)

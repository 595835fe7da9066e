"""The page on which a form is filled: shown, saved, calculated, continued.

Every press of a button saves the draft and answers with a redirect, so going back or
reloading never asks to send anything again. A page names the revision of the draft that
it shows: typing into a page that another one has overtaken loses nothing, and the same
press twice (a double click) changes once.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeAlias

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from engine.i18n.texts import words as engine_words
from engine.runtime.assess import assess
from engine.storage.definitions import archive
from engine.storage.references import new_id
from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from engine.targets import web_form
from webapp.access import Audience, open_to, own_account
from webapp.language import current_language, translator
from webapp.language_switch import asks_for_language, keeps_typed
from webapp.portal import portal
from webapp.requests import newer_form
from webapp.requests.blank_rows import with_ready_rows, without_blank_rows
from webapp.requests.blueprint import blueprint
from webapp.requests.correction_page import correction_of
from webapp.requests.differences import differences
from webapp.requests.documents import (
    Refusal,
    Taken,
    attachments_at,
    drop_orphans,
    places,
    remove_attachment,
    take_documents,
    with_documents,
)
from webapp.requests.draft_page import DraftPage, remember_refusals, render_draft
from webapp.requests.judging import (
    Judged,
    Shown,
    judge_own,
    judged,
)
from webapp.requests.live_answers import (
    asks_for_json,
    closed_answer,
    overtaken_answer,
    saved_answer,
)
from webapp.requests.statuses import Status
from webapp.security import carries_documents, takes_late_writes
from webapp.storage.objects import forget
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from werkzeug.wrappers import Response

    from engine.compiler.form import CompiledForm

__all__ = ["begin", "new", "save", "show_draft"]

Answer: TypeAlias = "Response | tuple[str, int] | tuple[Response, int]"

_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
_REMOVAL = re.compile(r"document\.([A-Za-z0-9_-]{1,32})\.remove", re.ASCII)


class _OvertakenError(Exception):
    """Another page saved this draft first; the transaction is to be undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Posted:
    """What a page sent: its answers as typed, the button, the revision it showed."""

    answers: Mapping[str, Any]
    action: str
    revision: int
    change_key: str


@blueprint.get("/formulaires/<form_id>")
@open_to(Audience.BENEFICIARIES)
def new(form_id: str) -> str:
    """Show a form that nobody has begun; nothing is stored yet."""
    form = _form(form_id)
    answers = _beginning(form)
    return render_draft(
        DraftPage(
            form=form,
            answers=answers,
            assessment=assess(form, answers, own_account().applicant, portal().today()),
            shown=Shown.NONE,
            address=url_for("requests.begin", form_id=form.id),
            creation_key=new_id(),
            revision=1,
            attachments={},
            applicant=own_account().applicant,
            own_draft=_own_draft(form),
        )
    )


@blueprint.post("/formulaires/<form_id>")
@open_to(Audience.BENEFICIARIES)
@through(Door.SAVES)
@carries_documents
@takes_late_writes
@keeps_typed
def begin(form_id: str) -> Answer:
    """Make a draft of what was typed into a new form, and do what was asked."""
    form = _form(form_id)
    key = request.form.get("creation_key", "")
    if not _KEY.fullmatch(key):
        abort(400)
    return _save(judged(_begun(form, key, _beginning(form))))


@blueprint.post("/demandes/<request_id>")
@open_to(Audience.BENEFICIARIES)
@through(Door.SAVES)
@carries_documents
@takes_late_writes
@keeps_typed
def save(request_id: str) -> Answer:
    """Save what was typed into a draft, and do what was asked."""
    return _save(judge_own(request_id))


def show_draft(draft: Judged) -> str:
    """Show a draft, with the problems that the address asks for."""
    asked = request.args.get("voir")
    return render_draft(
        DraftPage(
            form=draft.form,
            answers=draft.answers,
            assessment=draft.assessment,
            shown=Shown(asked) if asked in tuple(Shown) else Shown.NONE,
            address=_address(draft.request),
            creation_key=draft.request.creation_key,
            revision=draft.request.revision,
            attachments=attachments_at(draft.form, draft.answers, draft.attachments),
            applicant=draft.applicant,
            saved_at=draft.request.updated_at,
            has_changed_definition=draft.request.definition_hash != draft.form.hash,
            to_review=newer_form.to_review(draft.form, draft.request),
            no_longer_asked=newer_form.no_longer_asked(draft.form, draft.request),
            status=draft.status,
            correction=correction_of(draft),
        )
    )


def _form(form_id: str) -> CompiledForm:
    form = portal().definitions.get(form_id)
    if form is None:
        abort(404)
    return form


def _beginning(form: CompiledForm) -> dict[str, Any]:
    answers = web_form.start(form, own_account().applicant, new_id=new_id)
    return with_ready_rows(form, answers)


def _begun(form: CompiledForm, key: str, answers: Mapping[str, Any]) -> Request:
    """Give the draft that a page's key names; it is made the first time."""
    now = portal().now()
    with portal().database.writing() as session:
        archive(session, form, at=now)
        return RequestRepository(session).begin(
            form,
            owner_id=own_account().id,
            creation_key=key,
            language=current_language(),
            status=Status.DRAFT,
            answers=answers,
            at=now,
        )


def _tell_a_late_writer() -> None:
    if current_user.is_late:
        flash(
            gettext(
                "Votre session a pris fin. Ce que vous avez tapé est enregistré: "
                "connectez-vous pour continuer."
            ),
            "account",
        )


def _kept_beside(draft: Judged, posted: _Posted) -> Request:
    """Make a draft of its own of what was typed, where nothing may be shown."""
    return _begun(draft.form, posted.change_key, posted.answers)


def _own_draft(form: CompiledForm) -> Request | None:
    with portal().database.reading() as session:
        return session.scalars(
            select(Request)
            .where(
                Request.owner_id == own_account().id,
                Request.form_id == form.id,
                Request.status == Status.DRAFT,
            )
            .order_by(Request.updated_at.desc())
            .limit(1)
        ).first()


def _address(draft: Request) -> str:
    return url_for("requests.show", request_id=draft.id)


def _posted(draft: Judged) -> _Posted:
    page = web_form.form_class(draft.form)(request.form, answers=draft.answers)
    answers = web_form.answers(page)
    asked = "save" if asks_for_language() else "calculate"
    action = request.form.get("action", asked)
    revision = request.form.get("revision", "")
    # What is stored meanwhile is no part of a press: documents it brought are sizes.
    typed = with_documents(draft.form, answers, ())
    content = json.dumps([revision, action, typed, _sizes()], default=str)
    return _Posted(
        answers=answers,
        action=action,
        revision=int(revision) if revision.isascii() and revision.isdigit() else 0,
        change_key=sha256(content.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def _sizes() -> list[tuple[str, str, int]]:
    """Give name and size of each file: a second press sends the same ones."""
    found: list[tuple[str, str, int]] = []
    for control, file in request.files.items(multi=True):
        found.append((control, file.filename or "", file.stream.seek(0, 2)))
        file.stream.seek(0)
    return found


def _save(draft: Judged) -> Answer:
    if not draft.is_open:
        return (
            closed_answer(draft)
            if asks_for_json()
            else redirect(_address(draft.request), 303)
        )
    _tell_a_late_writer()
    posted = _posted(draft)
    if posted.change_key == draft.request.change_key:
        return _go_on(draft.request, posted.action, focus=None, refusals=())
    if posted.revision != draft.request.revision:
        return _overtaken(draft, posted)
    answers = posted.answers
    if posted.action in ("continue", "calculate"):
        answers = without_blank_rows(draft.form, answers)
    outcome = web_form.apply_action(draft.form, answers, posted.action, new_id=new_id)
    if draft.locks is not None:
        outcome = replace(
            outcome, answers=draft.locks.merged(draft.request.answers, outcome.answers)
        )
    taken = take_documents(
        draft.request,
        (
            place
            for place in places(draft.form, outcome.answers)
            if draft.locks is None or not draft.locks.is_locked(place.path)
        ),
        {name: request.files.getlist(name) for name in request.files},
    )
    try:
        unused = _store(draft, posted, outcome.answers, taken)
    except _OvertakenError:
        forget(portal().storage, (each.stored_as for each in taken.attachments))
        return _overtaken(judge_own(draft.request.id), posted)
    forget(portal().storage, unused)
    refusals = list(taken.refusals)
    if outcome.problem is not None:
        words = engine_words(outcome.problem.message, translator())
        refusals.append(Refusal(outcome.problem.path, words))
    return _go_on(draft.request, posted.action, focus=outcome.focus, refusals=refusals)


def _store(
    draft: Judged, posted: _Posted, answers: Mapping[str, Any], taken: Taken
) -> list[str]:
    """Save a draft in one transaction; give the stored names no longer needed.

    Raises:
        _OvertakenError: Somebody saved it first; nothing is saved.
    """
    now = portal().now()
    stored = newer_form.stored_answers(draft.form, draft.request, answers)
    with portal().database.writing() as session:
        archive(session, draft.form, at=now)
        changed = RequestRepository(session).change(
            draft.request.id,
            {
                "answers": stored,
                "change_key": posted.change_key,
                "definition_hash": draft.form.hash,
                "version": draft.form.version,
                "updated_at": now,
            },
            revision=posted.revision,
            status=draft.status,
        )
        if changed is None:
            raise _OvertakenError
        newer_form.move_documents(session, draft.request, draft.form)
        session.add_all(taken.attachments)
        unused = drop_orphans(
            session, draft.request, draft.attachments, places(draft.form, answers)
        )
        removal = _REMOVAL.fullmatch(posted.action)
        if removal and _may_remove(draft, removal[1]):
            unused.append(remove_attachment(session, draft.request, removal[1]))
    return [name for name in unused if name]


def _may_remove(draft: Judged, attachment_id: str) -> bool:
    """Tell whether a document is at a question that may be changed."""
    if draft.locks is None:
        return True
    found = attachments_at(draft.form, draft.answers, draft.attachments)
    return any(
        attachment.id == attachment_id and not draft.locks.is_locked(path)
        for path, attachments in found.items()
        for attachment in attachments
    )


def _go_on(
    saved: Request, action: str, *, focus: str | None, refusals: Sequence[Refusal]
) -> Response:
    """Lead to the page that follows a press of a button; answer a script.

    What was stored is judged only where the answer depends on it.
    """
    if asks_for_json():
        return saved_answer(judge_own(saved.id), refusals)
    remember_refusals(refusals)
    address = _address(saved)
    if action == "continue":
        is_ready = not refusals and judge_own(saved.id).assessment.may_be_sent
        if is_ready:
            return redirect(url_for("requests.check", request_id=saved.id), 303)
        return redirect(f"{address}?voir={Shown.ALL}#erreurs", 303)
    if action == "calculate":
        return redirect(f"{address}?voir={Shown.TYPED}", 303)
    anchor = f"#{web_form.cell_id(focus)}" if focus else ""
    return redirect(f"{address}{anchor}", 303)


def _overtaken(draft: Judged, posted: _Posted) -> Answer:
    """Show what was typed, on top of the newer draft, to be saved or left."""
    if current_user.is_late:
        return redirect(_address(_kept_beside(draft, posted)), 303)
    typed = posted.answers
    if draft.locks is not None:
        typed = draft.locks.merged(draft.request.answers, typed)
    answers = with_documents(draft.form, typed, draft.attachments)
    assessment = assess(draft.form, answers, draft.applicant, draft.day)
    overtaken = differences(draft.assessment, assessment)
    if asks_for_json():
        return overtaken_answer(draft, overtaken)
    page = render_draft(
        DraftPage(
            form=draft.form,
            answers=answers,
            assessment=assessment,
            shown=Shown.TYPED,
            address=_address(draft.request),
            creation_key=draft.request.creation_key,
            revision=draft.request.revision,
            attachments=attachments_at(draft.form, answers, draft.attachments),
            applicant=draft.applicant,
            saved_at=draft.request.updated_at,
            conflict=True,
            overtaken=overtaken,
            status=draft.status,
            correction=correction_of(draft),
        )
    )
    return page, 409

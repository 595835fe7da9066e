"""«Informations personnelles»: what the office knows of a person, and changing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from webapp.access import Audience, held_account, open_to, own_account
from webapp.accounts.blueprint import blueprint
from webapp.accounts.challenges import (
    Demand,
    begin_challenge,
    may_send_first,
)
from webapp.accounts.changes import change_data
from webapp.accounts.devices import device_name
from webapp.accounts.directory import Role, email_key
from webapp.accounts.owed_codes import (
    Purpose,
)
from webapp.accounts.passwords import hash_of, is_password
from webapp.accounts.person import kept_person, questions, read_person
from webapp.accounts.reset_page import new_password_problems
from webapp.accounts.sessions import (
    end_one_session,
    open_sessions,
    rotate_session,
    session_number,
)
from webapp.accounts.tables import Account, Authenticator
from webapp.language import current_language
from webapp.portal import portal
from webapp.requests.wording import Line, choice_label, say, value_text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from webapp.accounts.person import Person

__all__ = [
    "ask_for_code",
    "change_own_password",
    "edit",
    "end_other_sessions",
    "end_own_session",
    "profile",
    "save",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shown:
    """A row of the list of sessions."""

    number: str
    device: str
    seen_at: datetime
    is_here: bool


@blueprint.get("/informations-personnelles")
@open_to(Audience.SIGNED_IN)
def profile() -> str:
    """Show an account's data, its password's form and its sessions."""
    return _page({})


@blueprint.get("/informations-personnelles/modifier")
@open_to(Audience.BENEFICIARIES)
def edit() -> str:
    """Show the data in a form."""
    return _edit_page(kept_person(own_account().applicant))


@blueprint.post("/informations-personnelles/modifier")
@open_to(Audience.BENEFICIARIES)
def save() -> Response | tuple[str, int]:
    """Keep plain data at once; ask for a code before anything that opens or pays."""
    person = read_person()
    if person.lines:
        return _edit_page(person), 422
    with portal().database.writing() as session:
        account = held_account(session)
        payload = _sensitive(account, person.applicant)
        if not payload:
            change_data(session, account, person.applicant)
            flash(gettext("Vos informations sont enregistrées."), "account")
            return redirect(url_for("accounts.profile"), 303)
        payload["data"] = person.applicant
        if not ask_for_code(session, account, payload):
            person.errors["mobile"] = _too_many()
            return _edit_page(person), 429
    return redirect(url_for("accounts.code"), 303)


@blueprint.post("/informations-personnelles/mot-de-passe")
@open_to(Audience.SIGNED_IN)
def change_own_password() -> Response | tuple[str, int]:
    """Keep the new password aside and ask for the code that puts it in force."""
    account = own_account()
    problems = new_password_problems(account)
    typed = request.form.get("current", "")
    if not is_password(portal().passwords, account.password_hash, typed):
        words = gettext("Ce n'est pas votre mot de passe actuel.")
        problems = {"current": words, **problems}
    if problems:
        return _page(problems), 422
    password_hash = hash_of(portal().passwords, request.form["password"])
    with portal().database.writing() as session:
        kept = held_account(session)
        if not ask_for_code(session, kept, {"password_hash": password_hash}):
            return _page({"current": _too_many()}), 429
    return redirect(url_for("accounts.code"), 303)


@blueprint.post("/informations-personnelles/connexions/autres")
@open_to(Audience.SIGNED_IN)
def end_other_sessions() -> Response:
    """End every session but this one, which gets a new token."""
    with portal().database.writing() as session:
        account = held_account(session)
        rotate_session(session, account, current_user.login_hash)
    flash(gettext("Les autres connexions sont terminées."), "account")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/informations-personnelles/connexions/<number>")
@open_to(Audience.SIGNED_IN)
def end_own_session(number: str) -> Response:
    """End one session."""
    with portal().database.writing() as session:
        end_one_session(session, own_account().id, number)
    flash(gettext("La connexion est terminée."), "account")
    return redirect(url_for("accounts.profile"), 303)


def _sensitive(account: Account, data: Mapping[str, Any]) -> dict[str, Any]:
    """Give the changes that need a code."""
    found: dict[str, Any] = {}
    if email_key(data["email"]) != account.email_key:
        found["email"] = data["email"]
    if data["mobile"] != account.applicant.get("mobile"):
        found["mobile"] = data["mobile"]
    if data.get("iban") != account.applicant.get("iban"):
        found["iban"] = data.get("iban")
    return found


def ask_for_code(
    session: Session, account: Account, payload: Mapping[str, Any]
) -> bool:
    """Ask this browser for a code, and keep what to do then; False at too many."""
    has_app = session.get(Authenticator, account.id) is not None
    phone = "" if has_app else str(account.applicant.get("mobile", ""))
    if phone and not may_send_first(session, phone):
        return False
    demand = Demand(
        purpose=Purpose.CHANGE,
        account_id=account.id,
        subject=account.id,
        phone=phone,
        language=current_language(),
        payload=payload,
        login_hash=current_user.login_hash,
    )
    begin_challenge(session, demand)
    return True


def _page(problems: dict[str, str]) -> str:
    account = own_account()
    with portal().database.reading() as session:
        sessions = open_sessions(session, account.id)
        has_app = session.get(Authenticator, account.id) is not None
    return render_template(
        "accounts/profile.html",
        answers=_answers(account.applicant),
        is_beneficiary=account.role == Role.BENEFICIARY,
        has_app=has_app,
        sessions=[
            _Shown(
                number=session_number(row),
                device=device_name(row.browser),
                seen_at=row.seen_at,
                is_here=row.token_hash == current_user.login_hash,
            )
            for row in sessions
        ],
        problems=problems,
        lines=[Line(name, words) for name, words in problems.items()],
        has_errors=bool(problems),
    )


def _answers(applicant: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Give every question that has an answer, with the answer in words."""
    person, found = kept_person(applicant), list[tuple[str, str]]()
    titles = dict(person.salutations)
    for question in questions():
        value = question.codec.read(applicant.get(question.key))
        if value is None:
            continue
        choices = {c.key: choice_label(c) for c in question.codec.control.choices}
        if question.key == "salutation":
            choices |= titles
        words = choices.get(value, "") if isinstance(value, str) else ""
        label = person.name(question.key) or say(question.short_label)
        found.append((label, words or value_text(question, value)))
    return found


def _edit_page(person: Person) -> str:
    return render_template(
        "accounts/edit.html",
        person=person,
        lines=person.lines,
        has_errors=bool(person.lines),
    )


def _too_many() -> str:
    return gettext("Trop de codes demandés. Attendez 15 minutes.")

"""Signing in and out: a password earns the question for a code, a code the session.

A wrong e-mail and a wrong password are answered alike, in words and in time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from engine.storage.locks import hold_row
from webapp.access import Audience, open_to
from webapp.accounts.attempts import count_attempt, forget_attempts
from webapp.accounts.blueprint import blueprint
from webapp.accounts.challenges import (
    Demand,
    begin_challenge,
    may_send_first,
)
from webapp.accounts.directory import Role, find_account
from webapp.accounts.known_devices import known_device
from webapp.accounts.owed_codes import (
    Purpose,
)
from webapp.accounts.passwords import hash_of, is_password
from webapp.accounts.sessions import (
    end_session,
    forget_cookie,
    prolong_session,
    session_of_cookie,
)
from webapp.accounts.tables import Account, Authenticator
from webapp.language import current_language
from webapp.operations.metrics import Happening, count
from webapp.portal import portal
from webapp.redirects import safe_next
from webapp.security import leads_back_to
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

__all__ = ["entry", "prolong", "sign_in", "sign_out"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What the entry page shows in its form. A password is never shown again."""

    email: str = ""
    next: str = ""
    problem: str = ""


@blueprint.get("/connexion")
@open_to(Audience.ANYONE)
def entry() -> AnyResponse | str:
    """Show the entry page; who is signed in goes home."""
    if current_user.is_authenticated:
        return redirect(url_for("requests.home"), 303)
    return _page(_Entry(next=request.args.get("next", "")))


@blueprint.post("/connexion")
@open_to(Audience.ANYONE)
@through(Door.SIGN_IN)
@leads_back_to("accounts.entry")
def sign_in() -> AnyResponse | tuple[str, int]:
    """Check a password; who has the right one is asked for a code."""
    email = request.form.get("email", "")
    shown = _Entry(email=email, next=request.form.get("next", ""))
    with portal().database.writing() as session:
        may_try = count_attempt(
            session,
            email,
            address=request.remote_addr or "",
            device=known_device(session, email),
        )
    if not may_try:
        return _too_many(shown)
    with portal().database.reading() as session:
        account = find_account(session, email)
    password = request.form.get("password", "")
    is_right = is_password(
        portal().passwords, account.password_hash if account else None, password
    )
    if account is None or not is_right or account.disabled_at is not None:
        return _no_match(shown)
    return _ask_for_code(account, shown)


@blueprint.post("/deconnexion")
@open_to(Audience.SIGNED_IN)
@leads_back_to("accounts.entry")
def sign_out() -> AnyResponse:
    """Sign out here; the browser is asked to forget what it kept."""
    end_session(current_user.get_id())
    response = redirect(url_for("accounts.entry"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@blueprint.post("/session/prolonger")
@open_to(Audience.SIGNED_IN)
def prolong() -> AnyResponse | dict[str, int]:
    """Let the idle time begin anew: back to the page `next`, or to a script in JSON."""
    prolong_session(current_user.login_hash)
    if "next" in request.form:
        return redirect(safe_next(request.form["next"]), 303)
    idle_s = portal().settings.session_idle_s
    return {"idle_seconds": min(idle_s, current_user.absolute_ends_in_s)}


def _ask_for_code(account: Account, shown: _Entry) -> AnyResponse | tuple[str, int]:
    """Begin what the right password earns: the question for a code, no more."""
    hasher, rehashed = portal().passwords, ""
    if hasher.check_needs_rehash(account.password_hash):
        rehashed = hash_of(hasher, request.form["password"])
    with portal().database.writing() as session:
        kept = hold_row(session, Account, account.id)
        if kept.password_hash != account.password_hash:
            # The password was changed while it was checked.
            return _no_match(shown)
        device = known_device(session, account.email)
        forget_attempts(session, account.email, device=device)
        kept.password_hash = rehashed or kept.password_hash
        has_app = session.get(Authenticator, account.id) is not None
        phone = "" if has_app else str(account.applicant.get("mobile", ""))
        if not has_app and account.role != Role.BENEFICIARY:
            # The staff's first sign-in sets an app up; nothing else lets them in.
            return redirect(url_for("accounts.entry"), 303)
        if phone and not may_send_first(session, phone):
            return _too_many(shown)
        demand = Demand(
            purpose=Purpose.SIGN_IN,
            account_id=account.id,
            subject=account.id,
            phone=phone,
            language=current_language(),
            payload={"next": shown.next, "instead_of": session_of_cookie()},
        )
        forget_cookie()
        begin_challenge(session, demand)
    return redirect(url_for("accounts.code"), 303)


def _page(shown: _Entry) -> str:
    return render_template(
        "accounts/entry.html", form=shown, has_errors=bool(shown.problem)
    )


def _no_match(shown: _Entry) -> tuple[str, int]:
    count(Happening.FAILED_SIGN_IN)
    words = gettext("L'email ou le mot de passe ne correspond pas.")
    return _page(replace(shown, problem=words)), 422


def _too_many(shown: _Entry) -> Response:
    count(Happening.FAILED_SIGN_IN)
    wait_s = portal().settings.sign_in_window_s
    words = gettext(
        "Trop d'essais. Attendez %(minutes)s minutes, puis essayez encore une fois.",
        minutes=wait_s // 60,
    )
    page = _page(_Entry(email=shown.email, next=shown.next, problem=words))
    return Response(page, 429, {"Retry-After": str(wait_s)}, content_type="text/html")

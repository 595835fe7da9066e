"""Signing in and out.

A wrong e-mail and a wrong password are answered alike, in words and in time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import Response, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from webapp.access import Audience, open_to
from webapp.accounts.attempts import count_attempt, forget_attempts
from webapp.accounts.blueprint import blueprint
from webapp.accounts.directory import find_account
from webapp.accounts.passwords import is_password
from webapp.accounts.sessions import begin_session, end_session
from webapp.portal import portal
from webapp.redirects import safe_next

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as AnyResponse

__all__ = ["entry", "sign_in", "sign_out"]


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
def sign_in() -> AnyResponse | tuple[str, int]:
    """Sign somebody in and lead on to the page that was asked for."""
    email = request.form.get("email", "")
    shown = _Entry(email=email, next=request.form.get("next", ""))
    with portal().database.writing() as session:
        may_try = count_attempt(session, email, request.remote_addr or "")
    if not may_try:
        return _too_many(shown)
    with portal().database.reading() as session:
        account = find_account(session, email)
    is_right = is_password(
        portal().passwords,
        account.password_hash if account else None,
        request.form.get("password", ""),
    )
    if account is None or not is_right or account.disabled_at is not None:
        words = gettext("L'email ou le mot de passe ne correspond pas.")
        return _page(_Entry(email=email, next=shown.next, problem=words)), 422
    with portal().database.writing() as session:
        forget_attempts(session, email)
        begin_session(session, account)
    return redirect(safe_next(shown.next), 303)


@blueprint.post("/deconnexion")
@open_to(Audience.SIGNED_IN)
def sign_out() -> AnyResponse:
    """Sign out here; the browser is asked to forget what it kept."""
    end_session(current_user.get_id())
    response = redirect(url_for("accounts.entry"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _page(shown: _Entry) -> str:
    return render_template(
        "accounts/entry.html", form=shown, has_errors=bool(shown.problem)
    )


def _too_many(shown: _Entry) -> Response:
    wait_s = portal().settings.sign_in_window_s
    words = gettext(
        "Trop d'essais. Attendez %(minutes)s minutes, puis essayez encore une fois.",
        minutes=wait_s // 60,
    )
    page = _page(_Entry(email=shown.email, next=shown.next, problem=words))
    return Response(page, 429, {"Retry-After": str(wait_s)}, content_type="text/html")

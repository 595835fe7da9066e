"""The first sign-in of a member of the staff: a password, and an authenticator app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from engine.storage.locks import hold_row
from webapp.access import Audience, open_to
from webapp.accounts.authenticators import (
    app_secret,
    qr_code,
    set_app_up,
    timecode_of,
)
from webapp.accounts.blueprint import blueprint
from webapp.accounts.changes import trace
from webapp.accounts.links import LinkPurpose, open_link, use_link
from webapp.accounts.passwords import hash_of
from webapp.accounts.reset_page import new_password_problems
from webapp.accounts.sessions import end_sessions
from webapp.accounts.tables import Account
from webapp.portal import portal
from webapp.requests.wording import Line
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from webapp.accounts.tables import EmailLink

__all__ = ["open_account", "welcome"]

_GONE = 410


@blueprint.get("/premiere-connexion/<token>")
@open_to(Audience.ANYONE)
def welcome(token: str) -> str | tuple[str, int]:
    """Show what is to be chosen and scanned; opening the link changes nothing."""
    link, account = _opened(token)
    if link is None or account is None:
        return _useless()
    return _page(token, link, account, {})


@blueprint.post("/premiere-connexion/<token>")
@open_to(Audience.ANYONE)
@through(Door.CODES)
def open_account(token: str) -> Response | str | tuple[str, int]:
    """Keep the password and the app; from now on both are asked for."""
    link, account = _opened(token)
    if link is None or account is None:
        return _useless()
    problems = new_password_problems(account)
    secret = app_secret(account.id, link.nonce)
    timecode = timecode_of(secret, request.form.get("code", ""))
    if timecode is None:
        problems["code"] = gettext(
            "Ce code est incorrect. Tapez celui que l'application montre maintenant."
        )
    if problems or timecode is None:
        return _page(token, link, account, problems), 422
    password_hash = hash_of(portal().passwords, request.form["password"])
    with portal().database.writing() as session:
        kept = hold_row(session, Account, account.id)
        if not use_link(session, link.token_hash):
            return _useless()
        kept.password_hash = password_hash
        kept.email_confirmed_at = portal().now()
        now = portal().now()
        set_app_up(session, account.id, link.nonce, timecode=timecode, at=now)
        end_sessions(session, account.id, at=now)
        trace(session, kept, "welcome")
    flash(gettext("Votre accès est ouvert. Connectez-vous."), "account")
    return redirect(url_for("accounts.entry"), 303)


def _opened(token: str) -> tuple[EmailLink | None, Account | None]:
    with portal().database.reading() as session:
        link = open_link(session, token, LinkPurpose.WELCOME)
        account = session.get(Account, link.account_id) if link else None
    if account is not None and account.disabled_at is not None:
        return None, None
    return link, account


def _page(
    token: str, link: EmailLink, account: Account, problems: dict[str, str]
) -> str:
    return render_template(
        "accounts/welcome.html",
        token=token,
        email=account.email,
        secret=app_secret(account.id, link.nonce),
        qr_code=qr_code(account, link.nonce),
        problems=problems,
        lines=[Line(name, words) for name, words in problems.items()],
        has_errors=bool(problems),
    )


def _useless() -> tuple[str, int]:
    return render_template("accounts/useless_link.html"), _GONE

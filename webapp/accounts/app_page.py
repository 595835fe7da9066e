"""Setting an authenticator app up, and removing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext

from webapp.access import Audience, held_account, open_to, own_account
from webapp.accounts.authenticators import (
    app_secret,
    new_nonce,
    qr_code,
    remove_app,
    set_app_up,
    timecode_of,
)
from webapp.accounts.blueprint import blueprint
from webapp.accounts.changes import change_app
from webapp.accounts.passwords import is_password
from webapp.portal import portal
from webapp.requests.wording import Line

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

    from webapp.accounts.tables import Account

__all__ = ["authenticator", "drop_app", "keep_app"]

_COOKIE = "authenticator"
"""Where the signed cookie keeps the nonce of an app that is not kept yet."""


@blueprint.get("/informations-personnelles/application")
@open_to(Audience.BENEFICIARIES)
def authenticator() -> str:
    """Show the secret to scan or copy; nothing is kept before a code proves it."""
    cookie[_COOKIE] = new_nonce()
    return _page({})


@blueprint.post("/informations-personnelles/application")
@open_to(Audience.BENEFICIARIES)
def keep_app() -> Response | tuple[str, int]:
    """Keep the app whose code was typed."""
    account, nonce = own_account(), cookie.get(_COOKIE)
    if not isinstance(nonce, str):
        return redirect(url_for("accounts.authenticator"), 303)
    secret = app_secret(account.id, nonce)
    timecode = timecode_of(secret, request.form.get("code", ""))
    problems = _problems(account)
    if timecode is None:
        problems["code"] = gettext(
            "Ce code est incorrect. Tapez celui que l'application montre maintenant."
        )
    if problems or timecode is None:
        return _page(problems), 422
    with portal().database.writing() as session:
        kept = held_account(session)
        set_app_up(session, account.id, nonce, timecode=timecode, at=portal().now())
        change_app(session, kept)
    cookie.pop(_COOKIE)
    flash(gettext("Votre application d'authentification est reliée."), "account")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/informations-personnelles/application/retrait")
@open_to(Audience.BENEFICIARIES)
def drop_app() -> Response:
    """Go back to codes by SMS."""
    account = own_account()
    if _problems(account):
        flash(gettext("Ce n'est pas votre mot de passe actuel."), "account")
        return redirect(url_for("accounts.profile"), 303)
    with portal().database.writing() as session:
        kept = held_account(session)
        remove_app(session, kept.id)
        change_app(session, kept)
    flash(gettext("Vos codes d'accès arrivent de nouveau par SMS."), "account")
    return redirect(url_for("accounts.profile"), 303)


def _problems(account: Account) -> dict[str, str]:
    typed = request.form.get("current", "")
    if is_password(portal().passwords, account.password_hash, typed):
        return {}
    return {"current": gettext("Ce n'est pas votre mot de passe actuel.")}


def _page(problems: dict[str, str]) -> str:
    account, nonce = own_account(), str(cookie[_COOKIE])
    return render_template(
        "accounts/authenticator.html",
        secret=app_secret(account.id, nonce),
        qr_code=qr_code(account, nonce),
        problems=problems,
        lines=[Line(name, words) for name, words in problems.items()],
        has_errors=bool(problems),
    )

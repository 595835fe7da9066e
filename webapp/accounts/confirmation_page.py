"""The pages that links in e-mails lead to: one press of «Confirmer» confirms."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext
from flask_login import current_user

from engine.storage.locks import hold_row
from webapp.access import Audience, held_account, open_to, own_account
from webapp.accounts.blueprint import blueprint
from webapp.accounts.changes import ask_confirmation, change_email
from webapp.accounts.directory import claim_address, email_key
from webapp.accounts.limits import Limit, has_room, note
from webapp.accounts.links import LinkPurpose, open_link, use_link
from webapp.accounts.sessions import end_sessions, rotate_session
from webapp.accounts.tables import Account
from webapp.portal import portal
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from webapp.accounts.tables import EmailLink

__all__ = ["confirm", "confirmation", "resend_confirmation"]

_GONE = 410
_PURPOSES = (LinkPurpose.CONFIRM, LinkPurpose.CHANGE)
_RESENT = Limit("confirmation resent", 5, timedelta(minutes=15))


@blueprint.get("/confirmation/<token>")
@open_to(Audience.ANYONE)
def confirmation(token: str) -> str | tuple[str, int]:
    """Ask for the press that confirms; opening the link changes nothing."""
    with portal().database.reading() as session:
        link = open_link(session, token, *_PURPOSES)
    if link is None:
        return _useless()
    return render_template("accounts/confirm.html", token=token, email=link.email)


@blueprint.post("/confirmation/<token>")
@open_to(Audience.ANYONE)
@through(Door.CODES)
def confirm(token: str) -> Response | tuple[str, int]:
    """Confirm an address, or put it in the place of the old one."""
    with portal().database.writing() as session:
        link = open_link(session, token, *_PURPOSES)
        is_done = link is not None and _confirm(session, link)
    if not is_done:
        return _useless()
    flash(gettext("Votre adresse email est confirmée."), "account")
    is_in = current_user.is_authenticated
    return redirect(url_for("requests.home" if is_in else "accounts.entry"), 303)


@blueprint.post("/confirmation")
@open_to(Audience.BENEFICIARIES)
@through(Door.CODES)
def resend_confirmation() -> Response:
    """Send another link to an address that is not confirmed."""
    with portal().database.writing() as session:
        account = held_account(session)
        if account.email_confirmed_at is not None:
            words = gettext("Votre adresse email est confirmée.")
        elif not has_room(session, _RESENT, account.id):
            words = gettext("Trop d'emails demandés. Attendez 15 minutes.")
        else:
            note(session, _RESENT, account.id)
            ask_confirmation(session, account)
            words = gettext(
                "Un nouvel email est parti à %(email)s.", email=account.email
            )
    flash(words, "account")
    return redirect(url_for("requests.home"), 303)


def _confirm(session: Session, link: EmailLink) -> bool:
    if link.purpose == LinkPurpose.CHANGE:
        claim_address(session, link.email)
    account = hold_row(session, Account, link.account_id)
    if not use_link(session, link.token_hash):
        return False
    if link.purpose == LinkPurpose.CONFIRM:
        if email_key(link.email) != account.email_key:
            return False
        account.email_confirmed_at = account.email_confirmed_at or portal().now()
        return True
    if not change_email(session, account, link.email):
        return False
    if current_user.is_authenticated and own_account().id == account.id:
        rotate_session(session, account, current_user.login_hash)
    else:
        end_sessions(session, account.id, at=portal().now())
    return True


def _useless() -> tuple[str, int]:
    return render_template("accounts/useless_link.html"), _GONE

"""What happens once a code is right: what its challenge was begun for, and only that.

All of it is done in the transaction that uses the code up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, assert_never

from flask import flash, url_for
from flask_babel import gettext

from webapp.accounts.challenges import (
    Demand,
    begin_challenge,
    void_challenges,
)
from webapp.accounts.changes import (
    ask_new_email,
    change_data,
    change_password,
    change_phone,
    trace,
)
from webapp.accounts.known_devices import remember_device
from webapp.accounts.links import use_link
from webapp.accounts.owed_codes import (
    Purpose,
    forget_challenge,
)
from webapp.accounts.sessions import end_sessions, resume_session, rotate_session
from webapp.accounts.tables import Account
from webapp.portal import portal
from webapp.redirects import safe_next

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Challenge

__all__ = ["run_errand"]


def run_errand(session: Session, challenge: Challenge) -> str:
    """Do what a challenge was begun for; give the address that follows."""
    account = challenge.account_id and session.get(Account, challenge.account_id)
    if not account or account.disabled_at is not None:
        return _open_nothing(challenge)
    purpose = Purpose(challenge.purpose)
    match purpose:
        case Purpose.SIGN_IN | Purpose.REGISTRATION:
            return _sign_in(session, account, challenge)
        case Purpose.RESET:
            return _reset(session, account, challenge.payload)
        case Purpose.CHANGE:
            return _change(session, account, challenge)
        case Purpose.NEW_PHONE:
            return _take_phone(session, account, challenge)
    assert_never(purpose)


def _open_nothing(challenge: Challenge) -> str:
    """Lead to the entry page, after a right code of no account that may be opened."""
    forget_challenge()
    if challenge.purpose == Purpose.REGISTRATION:
        flash(
            gettext(
                "Ces données ont peut-être déjà un compte. Lisez l'email que nous "
                "venons d'envoyer à l'adresse indiquée, ou connectez-vous."
            ),
            "account",
        )
    return url_for("accounts.entry")


def _sign_in(session: Session, account: Account, challenge: Challenge) -> str:
    is_own_phone = challenge.phone == account.applicant.get("mobile")
    if account.mobile_confirmed_at is None and is_own_phone:
        account.mobile_confirmed_at = portal().now()
    resume_session(session, account, challenge.payload.get("instead_of"))
    remember_device(session, account.id)
    return safe_next(challenge.payload.get("next"))


def _reset(session: Session, account: Account, payload: dict[str, Any]) -> str:
    """Nobody is signed in by it: the new password is asked for right away."""
    forget_challenge()
    if not use_link(session, payload["link"]):
        flash(gettext("Ce lien a déjà servi. Demandez-en un autre."), "account")
        return url_for("accounts.forgotten")
    change_password(session, account, payload["password_hash"])
    end_sessions(session, account.id, at=portal().now())
    void_challenges(session, account.id)
    flash(gettext("Votre mot de passe est changé. Connectez-vous."), "account")
    return url_for("accounts.entry")


def _change(session: Session, account: Account, challenge: Challenge) -> str:
    payload = challenge.payload
    if "export" in payload:
        trace(session, account, "export")
        return url_for("privacy.own_data")
    signed_in = rotate_session(session, account, challenge.login_hash or "")
    if "password_hash" in payload:
        change_password(session, account, payload["password_hash"])
        void_challenges(session, account.id)
        flash(gettext("Votre mot de passe est changé."), "account")
    if "data" in payload:
        change_data(session, account, payload["data"])
        flash(gettext("Vos informations sont enregistrées."), "account")
    if "email" in payload:
        ask_new_email(session, account, payload["email"])
        flash(
            gettext(
                "Un lien est parti à votre nouvelle adresse. Votre email change quand "
                "vous l'ouvrez."
            ),
            "account",
        )
    if "mobile" in payload:
        demand = Demand(
            purpose=Purpose.NEW_PHONE,
            account_id=account.id,
            subject=account.id,
            phone=payload["mobile"],
            language=account.language,
            login_hash=signed_in.login_hash,
        )
        begin_challenge(session, demand)
        return url_for("accounts.code")
    return url_for("accounts.profile")


def _take_phone(session: Session, account: Account, challenge: Challenge) -> str:
    change_phone(session, account, challenge.phone)
    rotate_session(session, account, challenge.login_hash or "")
    flash(gettext("Votre nouveau numéro est enregistré."), "account")
    return url_for("accounts.profile")

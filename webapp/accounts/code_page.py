"""The page that asks for a code: at sign-in, after registration, for a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from flask_login import current_user

from webapp.access import Audience, open_to
from webapp.accounts.blueprint import blueprint
from webapp.accounts.challenges import (
    Outcome,
    Resent,
    resend_code,
    seconds_to_wait,
    switch_to_sms,
    try_code,
)
from webapp.accounts.directory import Role
from webapp.accounts.errands import run_errand
from webapp.accounts.owed_codes import (
    Purpose,
    current_challenge,
    forget_challenge,
    has_expired,
    held_challenge,
    is_asked,
    is_fulfilled,
)
from webapp.accounts.tables import Account
from webapp.operations.metrics import Happening, count
from webapp.portal import portal
from webapp.security import leads_back_to
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response as AnyResponse

    from webapp.accounts.tables import Challenge

__all__ = ["code", "new_code", "sms_code", "try_access_code"]

_ONE_HOUR_S = 60 * 60
_QUARTER_S = 15 * 60


@blueprint.get("/code")
@open_to(Audience.ANYONE)
def code() -> AnyResponse | str:
    """Ask for the code that this browser owes."""
    with portal().database.reading() as session:
        challenge = current_challenge(session, login_hash=_login_hash())
        # A page ends with its code; only a press on it still gets another code.
        if challenge is None or has_expired(challenge):
            return _gone(session)
        return _page(session, challenge)


@blueprint.post("/code")
@open_to(Audience.ANYONE)
@through(Door.CODES)
@leads_back_to("accounts.code")
def try_access_code() -> AnyResponse | tuple[str, int]:
    """Try a code; the right one does at once what it was asked for."""
    with portal().database.writing() as session:
        challenge = held_challenge(session, login_hash=_login_hash())
        if challenge is None:
            return _gone(session)
        outcome = try_code(session, challenge, request.form.get("code", ""))
        if outcome is Outcome.RIGHT:
            return redirect(run_errand(session, challenge), 303)
        return _answer(session, challenge, outcome)


@blueprint.post("/code/nouveau")
@open_to(Audience.ANYONE)
@through(Door.CODES)
@leads_back_to("accounts.code")
def new_code() -> AnyResponse | tuple[str, int]:
    """Send the code again."""
    with portal().database.writing() as session:
        challenge = held_challenge(session, login_hash=_login_hash())
        if challenge is None or not challenge.phone:
            return _gone(session)
        match resend_code(session, challenge):
            case Resent.SENT:
                flash(gettext("Le code d'accès est parti encore une fois."), "code")
                return redirect(url_for("accounts.code"), 303)
            case Resent.TOO_SOON:
                wait_s = seconds_to_wait(challenge)
                words = gettext(
                    "Attendez encore %(seconds)s secondes avant de demander un "
                    "nouveau code.",
                    seconds=wait_s,
                )
                return _page(session, challenge, notice=words), 429
            case Resent.TOO_OFTEN:
                return _too_often(session, challenge, _too_many_codes())


@blueprint.post("/code/sms")
@open_to(Audience.ANYONE)
@through(Door.CODES)
@leads_back_to("accounts.code")
def sms_code() -> AnyResponse | tuple[str, int]:
    """Ask for a code by SMS instead of the app's; not for the staff."""
    with portal().database.writing() as session:
        challenge = held_challenge(session, login_hash=_login_hash())
        if challenge is None or challenge.phone or not _may_use_sms(session, challenge):
            return _gone(session)
        account = session.get_one(Account, challenge.account_id)
        if not switch_to_sms(session, challenge, str(account.applicant["mobile"])):
            return _too_often(session, challenge, _too_many_codes())
    return redirect(url_for("accounts.code"), 303)


def _answer(
    session: Session, challenge: Challenge, outcome: Outcome
) -> AnyResponse | tuple[str, int]:
    """Say why a code was not taken; the field stays, except where it is over."""
    count(Happening.FAILED_SIGN_IN)
    match outcome:
        case Outcome.EXPIRED if resend_code(session, challenge) is Resent.SENT:
            words = gettext("Ce code a expiré. Un nouveau code vient de partir.")
        case Outcome.EXPIRED:
            words = gettext("Ce code a expiré. %(more)s", more=_too_many_codes())
        case Outcome.WRONG if challenge.phone:
            words = gettext("Ce code d'accès est incorrect. Vérifiez les six chiffres.")
        case Outcome.WRONG:
            words = gettext(
                "Ce code d'accès est incorrect, ou il a déjà servi. Attendez le "
                "prochain code de l'application."
            )
        case Outcome.LOCKED:
            words = gettext(
                "Trop de codes incorrects pour ce compte. Attendez une heure, ou "
                "appelez-nous."
            )
            return _too_often(session, challenge, words, wait_s=_ONE_HOUR_S)
        case Outcome.GONE:
            return _gone(session)
        case _:
            return _over()
    return _page(session, challenge, problem=words), 422


def _page(
    session: Session, challenge: Challenge, *, problem: str = "", notice: str = ""
) -> str:
    return render_template(
        "accounts/code.html",
        challenge=challenge,
        is_sign_in=challenge.purpose in (Purpose.SIGN_IN, Purpose.REGISTRATION),
        may_use_sms=not challenge.phone and _may_use_sms(session, challenge),
        phone=_masked(challenge.phone),
        wait_s=seconds_to_wait(challenge),
        problem=problem,
        notice=notice,
        has_errors=bool(problem),
    )


def _too_often(
    session: Session, challenge: Challenge, words: str, *, wait_s: int = _QUARTER_S
) -> Response:
    page = _page(session, challenge, problem=words)
    return Response(page, 429, {"Retry-After": str(wait_s)}, content_type="text/html")


def _too_many_codes() -> str:
    return gettext("Trop de codes demandés. Attendez 15 minutes, ou appelez-nous.")


def _over() -> AnyResponse:
    forget_challenge()
    flash(
        gettext(
            "Trop de codes incorrects. Recommencez, pour recevoir un nouveau code."
        ),
        "account",
    )
    return redirect(_beginning(), 303)


def _gone(session: Session) -> AnyResponse:
    """Lead on from a page that asks for nothing any more.

    After a second press, or coming back, the cookie stays as it is: the first press has
    perhaps just signed this browser in.
    """
    if is_fulfilled(session) or (current_user.is_authenticated and not is_asked()):
        return redirect(url_for("requests.home"), 303)
    forget_challenge()
    flash(
        gettext("Cette page du code d'accès n'est plus valable. Recommencez."),
        "account",
    )
    return redirect(_beginning(), 303)


def _beginning() -> str:
    is_in = current_user.is_authenticated
    return url_for("accounts.profile" if is_in else "accounts.entry")


def _may_use_sms(session: Session, challenge: Challenge) -> bool:
    account = session.get(Account, challenge.account_id)
    return account is not None and account.role == Role.BENEFICIARY


def _login_hash() -> str | None:
    return current_user.login_hash if current_user.is_authenticated else None


def _masked(phone: str) -> str:
    """Give what a reader knows a number by, and a stranger learns little from."""
    return f"••• ••• •• {phone[-2:]}"

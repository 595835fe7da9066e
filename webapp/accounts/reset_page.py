"""A forgotten password: a link by e-mail, then a code, then a new password.

Whether an address has an account is told by nothing that these pages show.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from flask import session as cookie
from flask_babel import gettext
from sqlalchemy import select

from engine.storage.locks import hold_row
from webapp.access import Audience, open_to
from webapp.accounts.blueprint import blueprint
from webapp.accounts.challenges import (
    Demand,
    begin_challenge,
    may_send_first,
)
from webapp.accounts.directory import email_key, find_account
from webapp.accounts.limits import Limit, has_room, keyed_hash, note
from webapp.accounts.links import LASTS, LinkPurpose, make_link, open_link
from webapp.accounts.owed_codes import (
    Purpose,
)
from webapp.accounts.password_rules import password_problem, words_about
from webapp.accounts.passwords import hash_of
from webapp.accounts.tables import Account, Authenticator
from webapp.delivery.addresses import UnreachableError, mail_address
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.language import current_language
from webapp.portal import portal
from webapp.requests.wording import Line
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from webapp.accounts.tables import EmailLink

__all__ = [
    "ask_for_link",
    "choose_password",
    "forgotten",
    "new_password",
    "new_password_problems",
]

_GONE = 410
_PER_EMAIL = Limit("reset, e-mail", 5, timedelta(hours=1))
_PER_ADDRESS = Limit("reset, address", 50, timedelta(hours=1))


@blueprint.get("/mot-de-passe-oublie")
@open_to(Audience.ANYONE)
def forgotten() -> str:
    """Ask which account's password is forgotten."""
    return render_template("accounts/forgotten.html", email="", problem="", sent=False)


@blueprint.post("/mot-de-passe-oublie")
@open_to(Audience.ANYONE)
@through(Door.REGISTRATION)
def ask_for_link() -> str | tuple[str, int]:
    """Write to the owner, if there is one; the page says the same either way."""
    email = request.form.get("email", "").strip()
    try:
        mail_address(email)
    except UnreachableError:
        words = gettext(
            "Indiquez une adresse email complète, par exemple nom@exemple.ch."
        )
        page = render_template(
            "accounts/forgotten.html",
            email=email,
            problem=words,
            sent=False,
            has_errors=True,
        )
        return page, 422
    with portal().database.writing() as session:
        if _may_ask(session, email):
            _write_link(session, email)
    return render_template(
        "accounts/forgotten.html", email=email, problem="", sent=True
    )


@blueprint.get("/nouveau-mot-de-passe/<token>")
@open_to(Audience.ANYONE)
def new_password(token: str) -> str | tuple[str, int]:
    """Ask for a new password; opening the link changes nothing."""
    with portal().database.reading() as session:
        link = open_link(session, token, LinkPurpose.RESET)
    return _useless() if link is None else _page(token, {})


@blueprint.post("/nouveau-mot-de-passe/<token>")
@open_to(Audience.ANYONE)
@through(Door.CODES)
def choose_password(token: str) -> Response | str | tuple[str, int]:
    """Keep the new password aside and ask for the code that puts it in force."""
    with portal().database.reading() as session:
        link = open_link(session, token, LinkPurpose.RESET)
        account = session.get(Account, link.account_id) if link else None
    if link is None or account is None or account.disabled_at is not None:
        return _useless()
    problems = new_password_problems(account)
    if problems:
        return _page(token, problems), 422
    password_hash = hash_of(portal().passwords, request.form["password"])
    with portal().database.writing() as session:
        if not _begin(session, account, link, password_hash):
            words = gettext("Trop de codes demandés. Attendez 15 minutes.")
            return _page(token, {"password": words}), 429
    return redirect(url_for("accounts.code"), 303)


def new_password_problems(account: Account) -> dict[str, str]:
    """Give what is wrong with a new password typed twice, by control."""
    password = request.form.get("password", "")
    found = {"password": password_problem(password, words_about(account.applicant))}
    if password != request.form.get("password2", ""):
        found["password2"] = gettext("Les deux mots de passe ne sont pas les mêmes.")
    return {name: words for name, words in found.items() if words}


def _begin(
    session: Session, account: Account, link: EmailLink, password_hash: str
) -> bool:
    hold_row(session, Account, account.id)
    has_app = session.get(Authenticator, account.id) is not None
    phone = "" if has_app else str(account.applicant.get("mobile", ""))
    if phone and not may_send_first(session, phone):
        return False
    demand = Demand(
        purpose=Purpose.RESET,
        account_id=account.id,
        subject=account.id,
        phone=phone,
        language=current_language(),
        payload={"link": link.token_hash, "password_hash": password_hash},
    )
    cookie.clear()
    begin_challenge(session, demand)
    return True


def _may_ask(session: Session, email: str) -> bool:
    by_email = keyed_hash("email", email_key(email))
    by_address = keyed_hash("address", request.remote_addr or "")
    if not has_room(session, _PER_EMAIL, by_email):
        return False
    if not has_room(session, _PER_ADDRESS, by_address):
        return False
    note(session, _PER_EMAIL, by_email)
    note(session, _PER_ADDRESS, by_address)
    return True


def _write_link(session: Session, email: str) -> None:
    """Write the link to the owner; for nobody the same is done, and undone.

    So neither the page nor its time tells whether there is an owner. A link belongs to
    an account: whoever has none gets a link of any account, which is never sent.
    """
    owner = find_account(session, email)
    is_there = owner is not None and owner.disabled_at is None
    anybody = session.scalars(select(Account).limit(1)).first()
    account = owner or anybody
    if account is None:
        return
    reader = Reader(owner.email, owner.language) if owner else Reader(email, "fr")
    with session.begin_nested() as written:
        token = make_link(session, account.id, LinkPurpose.RESET, email=account.email)
        letter = delivery().letters.password_reset(
            reader,
            url_for("accounts.new_password", token=token),
            key=f"reset:{keyed_hash('reset', token)}",
            expires_at=portal().now() + LASTS[LinkPurpose.RESET],
        )
        delivery().write(session, letter)
        if not is_there:
            written.rollback()


def _page(token: str, problems: dict[str, str]) -> str:
    return render_template(
        "accounts/new_password.html",
        token=token,
        problems=problems,
        lines=[Line(name, words) for name, words in problems.items()],
        has_errors=bool(problems),
    )


def _useless() -> tuple[str, int]:
    return render_template("accounts/useless_link.html"), _GONE

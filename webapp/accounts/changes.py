"""What is done to an account, each with its trace and its notice.

Every function works in the caller's transaction, so that a change, its trace and the
message about it become true together.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import url_for

from webapp.accounts.directory import claim_address, email_key, find_account
from webapp.accounts.links import LASTS, LinkPurpose, make_link, void_links
from webapp.accounts.tables import AccountChange
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.office import audit
from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account

__all__ = [
    "ask_confirmation",
    "ask_new_email",
    "change_app",
    "change_data",
    "change_email",
    "change_password",
    "change_phone",
    "tell_of_account",
    "trace",
]


def change_data(session: Session, account: Account, data: Mapping[str, Any]) -> None:
    """Give an account other data; e-mail and phone are changed by those below."""
    kept = {key: account.applicant.get(key) for key in ("email", "mobile")}
    has_new_iban = data.get("iban") != account.applicant.get("iban")
    account.applicant = {**data, **{k: v for k, v in kept.items() if v is not None}}
    trace(session, account, "data")
    if has_new_iban:
        _tell_of_iban(session, account)


def change_password(session: Session, account: Account, password_hash: str) -> None:
    """Give an account another password; links to reset it are void."""
    account.password_hash = password_hash
    void_links(session, account.id, LinkPurpose.RESET)
    trace(session, account, "password")
    letter = delivery().letters.password_changed(_owner(account), key=_key())
    delivery().write(session, letter)


def change_phone(session: Session, account: Account, mobile: str) -> None:
    """Let codes go to another number, which has proved to be its owner's."""
    account.applicant = {**account.applicant, "mobile": mobile}
    account.mobile_confirmed_at = portal().now()
    trace(session, account, "phone")
    letter = delivery().letters.phone_changed(_owner(account), key=_key())
    delivery().write(session, letter)


def change_email(session: Session, account: Account, email: str) -> bool:
    """Give an account the address that was confirmed; False where another has it."""
    if claim_address(session, email) is not None:
        return False
    old = _owner(account)
    account.email, account.email_key = email, email_key(email)
    account.applicant = {**account.applicant, "email": email}
    account.email_confirmed_at = portal().now()
    trace(session, account, "email")
    delivery().write(session, delivery().letters.email_changed(old, key=_key()))
    return True


def change_app(session: Session, account: Account) -> None:
    """Trace and tell that an authenticator app was set up or removed."""
    trace(session, account, "authenticator")
    letter = delivery().letters.authenticator_changed(_owner(account), key=_key())
    delivery().write(session, letter)


def ask_confirmation(session: Session, account: Account) -> None:
    """Send the link that confirms an account's address; an earlier one still works."""
    token = make_link(session, account.id, LinkPurpose.CONFIRM, email=account.email)
    _send_confirmation(session, account, account.email, token)


def ask_new_email(session: Session, account: Account, email: str) -> None:
    """Send a link to a new address; who owns it already is told so instead."""
    void_links(session, account.id, LinkPurpose.CHANGE)
    other = find_account(session, email)
    if other is not None:
        path = url_for("accounts.entry")
        letters = delivery().letters
        delivery().write(
            session, letters.account_exists(_owner(other), path, key=_key())
        )
        return
    token = make_link(session, account.id, LinkPurpose.CHANGE, email=email)
    _send_confirmation(session, account, email, token)


def tell_of_account(session: Session, account: Account) -> None:
    """Tell an owner that somebody wanted to have their address."""
    path = url_for("accounts.entry")
    letter = delivery().letters.account_exists(_owner(account), path, key=_key())
    delivery().write(session, letter)


def trace(session: Session, account: Account, what: str) -> None:
    """Keep that something of an account was changed."""
    session.add(AccountChange(account_id=account.id, what=what, at=portal().now()))


def _tell_of_iban(session: Session, account: Account) -> None:
    """Trace a new IBAN, for the desk and in the log, and tell it on both ways."""
    trace(session, account, "iban")
    audit.append(
        session, account, "iban_changed", subject=account.id, at=portal().now()
    )
    letters = delivery().letters
    delivery().write(session, letters.iban_changed(_owner(account), key=_key()))
    mobile = account.applicant.get("mobile")
    if mobile and account.mobile_confirmed_at is not None:
        reader = Reader(str(mobile), account.language)
        delivery().write(session, letters.iban_changed_sms(reader, key=_key()))


def _send_confirmation(
    session: Session, account: Account, email: str, token: str
) -> None:
    letter = delivery().letters.email_confirmation(
        Reader(email, account.language),
        url_for("accounts.confirmation", token=token),
        key=_key(),
        expires_at=portal().now() + LASTS[LinkPurpose.CONFIRM],
    )
    delivery().write(session, letter)


def _owner(account: Account) -> Reader:
    return Reader(account.email, account.language)


def _key() -> str:
    """Name a message that is written once, whatever happens."""
    return f"account:{secrets.token_hex(16)}"

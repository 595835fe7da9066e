"""Which code a browser owes: it holds a random token, whose hash names a challenge."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import session as cookie

from engine.storage.locks import hold_row
from webapp.accounts.tables import Account, Challenge
from webapp.portal import portal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = [
    "Purpose",
    "challenge_id",
    "current_challenge",
    "forget_challenge",
    "has_expired",
    "held_challenge",
    "is_asked",
    "is_fulfilled",
    "owes_sign_in_code",
    "remember_challenge",
]

_COOKIE = "challenge"
_GRACE = timedelta(minutes=10)
"""How long after its end a code is still known to have been one."""
_LONGEST = timedelta(hours=1)
"""How long a challenge may last, whatever the number of its codes."""


class Purpose(StrEnum):
    """What a code is asked for."""

    SIGN_IN = "sign_in"
    REGISTRATION = "registration"
    RESET = "reset"
    CHANGE = "change"
    NEW_PHONE = "new_phone"


def challenge_id(token: str) -> str:
    """Give the name under which the table knows a browser's token."""
    return sha256(token.encode()).hexdigest()


def remember_challenge(token: str) -> None:
    """Let the browser owe a code, and nothing that it owed before."""
    cookie[_COOKIE] = token


def current_challenge(session: Session, *, login_hash: str | None) -> Challenge | None:
    """Give what this browser is asked for; None where that is nothing, or over.

    Args:
        session: Of a transaction.
        login_hash: Of the session that is signed in: what one asked, another may not
            answer.
    """
    found = _found(session)
    if found is None or not _is_alive(found) or found.login_hash != login_hash:
        return None
    return found


def held_challenge(session: Session, *, login_hash: str | None) -> Challenge | None:
    """Give what `current_challenge` gives, in a transaction that writes.

    Nobody else tries it, sends its code again or changes its account meanwhile.
    """
    found = _found(session)
    if found is not None:
        if found.account_id is not None:
            hold_row(session, Account, found.account_id)
        hold_row(session, Challenge, found.id)
    return current_challenge(session, login_hash=login_hash)


def owes_sign_in_code(session: Session) -> bool:
    """Tell whether this browser has given a password, and the code is still to come.

    That is over when the code has expired; the code's own page may then still ask for
    another one.
    """
    found = current_challenge(session, login_hash=None)
    return (
        found is not None
        and found.purpose in (Purpose.SIGN_IN, Purpose.REGISTRATION)
        and not has_expired(found)
    )


def has_expired(challenge: Challenge) -> bool:
    """Tell whether the present code came too late."""
    return portal().now() >= challenge.expires_at


def is_asked() -> bool:
    """Tell whether this browser holds a challenge, of whatever state."""
    return _COOKIE in cookie


def is_fulfilled(session: Session) -> bool:
    """Tell whether what this browser is asked for has been fulfilled already."""
    found = _found(session)
    return found is not None and found.used_at is not None


def forget_challenge() -> None:
    """Let the browser ask for nothing any more."""
    cookie.pop(_COOKIE, None)


def _found(session: Session) -> Challenge | None:
    token = cookie.get(_COOKIE)
    return (
        session.get(Challenge, challenge_id(token)) if isinstance(token, str) else None
    )


def _is_alive(challenge: Challenge) -> bool:
    now = portal().now()
    return (
        challenge.used_at is None
        and now < challenge.expires_at + (_GRACE if challenge.phone else timedelta())
        and now < challenge.started_at + _LONGEST
    )

"""How often a password may be tried: counted in the database, for all workers alike.

An attempt is counted before its password is checked, so parallel guesses count each. A
right password takes the attempts at its account back. A device that the account knows
has a count of its own, so that nobody elsewhere can keep the owner out.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, select

from engine.storage.locks import delete_unheld, hold
from webapp.accounts.directory import email_key
from webapp.accounts.tables import SignInAttempt
from webapp.portal import portal

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

__all__ = ["count_attempt", "forget_attempts"]


def count_attempt(
    session: Session, email: str, *, address: str, device: str = ""
) -> bool:
    """Count one attempt; tell whether it may still be made.

    A refused one is not counted: whoever keeps trying is let in again in time.

    Args:
        session: Of a transaction that writes.
        email: As typed.
        address: Of the network.
        device: What the account knows the browser by; blank where it does not.
    """
    now, settings = portal().now(), portal().settings
    key = _key(email, device)
    hold(session, f"tries {key}", f"tries {address}")
    delete_unheld(session, SignInAttempt, SignInAttempt.at <= now - _window())
    by_account = _count(session, SignInAttempt.account_key == key)
    by_address = _count(session, SignInAttempt.address == address)
    if by_account >= settings.sign_in_per_account:
        return False
    if not device and by_address >= settings.sign_in_per_address:
        return False
    session.add(SignInAttempt(account_key=key, address=address, at=now))
    return True


def forget_attempts(session: Session, email: str, *, device: str = "") -> None:
    """Take the count back, of an account or its device, the owner having come in."""
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.account_key == _key(email, device))
    )


def _window() -> timedelta:
    return timedelta(seconds=portal().settings.sign_in_window_s)


def _count(session: Session, condition: ColumnElement[bool]) -> int:
    return (
        session.scalar(select(func.count()).select_from(SignInAttempt).where(condition))
        or 0
    )


def _key(email: str, device: str) -> str:
    secret = portal().settings.secret.encode()
    text = f"{device}:{email_key(email)}"
    return hmac.new(secret, text.encode(), "sha256").hexdigest()

"""Challenges: a browser is asked for a code, and one right code fulfils it once.

A challenge lives on the server; the browser holds a random token in its cookie. What is
to be done once the code is right (`purpose`, `payload`) is kept with it, so nothing
that the browser sends after the code decides anything.

A code lasts ten minutes. Sent again, it is the same code: late messages still help.
Whoever types one that has expired gets a new one, for ten minutes more.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, update

from engine.storage.locks import delete_unheld
from webapp.accounts.authenticators import is_app_code
from webapp.accounts.codes import access_code, is_code, shown
from webapp.accounts.limits import Limit, has_room, keyed_hash, note
from webapp.accounts.owed_codes import (
    Purpose,
    challenge_id,
    has_expired,
    remember_challenge,
)
from webapp.accounts.tables import Challenge
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

__all__ = [
    "MOST_TRIES",
    "Demand",
    "Outcome",
    "Resent",
    "begin_challenge",
    "may_send_first",
    "resend_code",
    "seconds_to_wait",
    "switch_to_sms",
    "try_code",
    "void_challenges",
]

MOST_TRIES = 5
_CODE_LASTS = timedelta(minutes=10)
_KEPT = timedelta(days=1)
_RESEND_AFTER = timedelta(seconds=30)
_QUARTER = timedelta(minutes=15)
_WRONG = Limit("wrong code", 10, timedelta(hours=1))
_RESENT_TO_ACCOUNT = Limit("code resent, account", 5, _QUARTER)
_RESENT_TO_PHONE = Limit("code resent, phone", 5, _QUARTER)


class Outcome(StrEnum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"
    """It came too late; a new one is to be sent."""
    VOID = "void"
    """Too many were wrong: this challenge is over."""
    LOCKED = "locked"
    """Too many were wrong for this account in an hour."""
    GONE = "gone"
    """There is no such challenge, or it has been fulfilled."""


class Resent(StrEnum):
    """What became of the wish for a new code."""

    SENT = "sent"
    TOO_SOON = "too_soon"
    TOO_OFTEN = "too_often"


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a challenge is made from; see `webapp.accounts.tables.Challenge`."""

    purpose: Purpose
    account_id: str | None
    subject: str
    phone: str
    language: str
    payload: Mapping[str, Any] = field(default_factory=dict[str, Any])
    login_hash: str | None = None


def begin_challenge(session: Session, demand: Demand) -> Challenge:
    """Ask the browser for a code and send it; an earlier demand of it is forgotten."""
    now, token = portal().now(), secrets.token_urlsafe(32)
    delete_unheld(session, Challenge, Challenge.started_at <= now - _KEPT)
    challenge = Challenge(
        id=challenge_id(token),
        account_id=demand.account_id,
        subject=demand.subject,
        purpose=demand.purpose,
        phone=demand.phone,
        language=demand.language,
        payload=dict(demand.payload),
        login_hash=demand.login_hash,
        generation=0,
        sendings=0,
        expires_at=now + _CODE_LASTS,
        tries=0,
        started_at=now,
    )
    session.add(challenge)
    session.flush()
    if demand.phone:
        note(session, _first_sends(), _phone_subject(demand.phone))
        _send(session, challenge)
    remember_challenge(token)
    return challenge


def may_send_first(session: Session, phone: str) -> bool:
    """Tell whether a number may get one more challenge, of whatever account."""
    return has_room(session, _first_sends(), _phone_subject(phone))


def void_challenges(session: Session, account_id: str) -> None:
    """End everything that waits for a code of an account."""
    session.execute(
        update(Challenge)
        .where(Challenge.account_id == account_id, Challenge.used_at.is_(None))
        .values(used_at=portal().now())
        .execution_options(synchronize_session="fetch")
    )


def try_code(session: Session, challenge: Challenge, typed: str) -> Outcome:
    """Try a code in a transaction that writes; a right one is used up by it.

    A try is counted before the code is compared, so that guesses side by side count
    each; of two right ones at once, one finds the challenge used.
    """
    if not has_room(session, _WRONG, challenge.subject):
        return Outcome.LOCKED
    if challenge.phone and has_expired(challenge):
        return Outcome.EXPIRED
    if not _change(session, challenge, tries=Challenge.tries + 1):
        return Outcome.VOID if challenge.tries >= MOST_TRIES else Outcome.GONE
    if not _is_right(session, challenge, typed):
        note(session, _WRONG, challenge.subject)
        is_over = challenge.tries >= MOST_TRIES
        return Outcome.VOID if is_over else Outcome.WRONG
    # The try just counted may have been the last: only `used_at` is compared now.
    if not _change(session, challenge, most_tries=MOST_TRIES + 1, used_at=_now()):
        return Outcome.GONE
    return Outcome.RIGHT


def resend_code(session: Session, challenge: Challenge) -> Resent:
    """Send the code again, the same one unless it has expired."""
    phone = _phone_subject(challenge.phone)
    if seconds_to_wait(challenge):
        return Resent.TOO_SOON
    if not has_room(session, _RESENT_TO_ACCOUNT, challenge.subject):
        return Resent.TOO_OFTEN
    if not has_room(session, _RESENT_TO_PHONE, phone):
        return Resent.TOO_OFTEN
    note(session, _RESENT_TO_ACCOUNT, challenge.subject)
    note(session, _RESENT_TO_PHONE, phone)
    if has_expired(challenge):
        challenge.generation += 1
        challenge.expires_at = portal().now() + _CODE_LASTS
    _send(session, challenge)
    return Resent.SENT


def switch_to_sms(session: Session, challenge: Challenge, phone: str) -> bool:
    """Ask for a code by SMS instead of the app's; False where the number is at rest."""
    if not may_send_first(session, phone):
        return False
    note(session, _first_sends(), _phone_subject(phone))
    challenge.phone = phone
    challenge.expires_at = portal().now() + _CODE_LASTS
    _send(session, challenge)
    return True


def seconds_to_wait(challenge: Challenge) -> int:
    """Give how long until a code may be sent again; 0 for now."""
    if challenge.sent_at is None:
        return 0
    rest = challenge.sent_at + _RESEND_AFTER - portal().now()
    return max(0, -(-rest // timedelta(seconds=1)))


def _send(session: Session, challenge: Challenge) -> None:
    challenge.sent_at = portal().now()
    challenge.sendings += 1
    session.flush()
    code = shown(access_code(challenge.id, challenge.generation))
    letter = delivery().letters.access_code(
        Reader(challenge.phone, challenge.language),
        code,
        key=f"code:{challenge.id}:{challenge.sendings}",
        expires_at=challenge.expires_at,
    )
    delivery().write(session, letter)


def _is_right(session: Session, challenge: Challenge, typed: str) -> bool:
    if challenge.phone:
        return is_code(typed, access_code(challenge.id, challenge.generation))
    account_id = challenge.account_id
    return account_id is not None and is_app_code(session, account_id, typed)


def _change(
    session: Session,
    challenge: Challenge,
    *,
    most_tries: int = MOST_TRIES,
    **values: object,
) -> bool:
    """Change a challenge that is still open; tell whether it was."""
    result = session.execute(
        update(Challenge)
        .where(
            Challenge.id == challenge.id,
            Challenge.used_at.is_(None),
            Challenge.tries < most_tries,
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    session.refresh(challenge)
    return isinstance(result, CursorResult) and result.rowcount == 1


def _first_sends() -> Limit:
    most = portal().settings.codes_per_phone
    return Limit("code sent, phone", most, _QUARTER)


def _phone_subject(phone: str) -> str:
    return keyed_hash("phone", phone)


def _now() -> datetime:
    return portal().now()

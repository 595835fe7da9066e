"""Authenticator apps: time-based codes (RFC 6238) beside, or instead of, SMS.

The app's secret is made from the portal's secret and a random nonce, so the database
alone tells no secret; a portal that gets a new secret asks everybody to set the app up
again. A code counts once: its time step must be later than the last one taken.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import segno
from pyotp.exceptions import OTPVerificationError
from pyotp.totp import TOTP
from sqlalchemy import CursorResult, delete, update

from webapp.accounts.codes import derived_key, spelled
from webapp.accounts.tables import Authenticator
from webapp.portal import portal

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account

__all__ = [
    "app_secret",
    "is_app_code",
    "new_nonce",
    "qr_code",
    "remove_app",
    "set_app_up",
    "timecode_of",
]

_ISSUER = "OCAS Remboursement AI"
_STEPS_BESIDE = 1
"""Of 30 s, for clocks that are not right."""


def new_nonce() -> str:
    """Make what a new app's secret is made from."""
    return secrets.token_urlsafe(32)


def app_secret(account_id: str, nonce: str) -> str:
    """Give the base32 secret that the app and the portal share."""
    return derived_key("authenticator", f"{account_id}:{nonce}")


def qr_code(account: Account, nonce: str) -> str:
    """Draw what an app scans, as an SVG without styles."""
    totp = TOTP(app_secret(account.id, nonce))
    address = totp.provisioning_uri(name=account.email, issuer_name=_ISSUER)
    return segno.make(address, micro=False).svg_inline(
        scale=5, border=4, dark="#000", light="#fff", omitsize=True
    )


def timecode_of(secret: str, typed: str) -> int | None:
    """Give the time step whose code was typed; None where it is the code of none."""
    try:
        return TOTP(secret).verify_and_get_timecode(
            spelled(typed), for_time=portal().now(), valid_window=_STEPS_BESIDE
        )
    except OTPVerificationError:
        return None


def is_app_code(session: Session, account_id: str, typed: str) -> bool:
    """Take a code of an account's app; of two at once, one succeeds."""
    kept = session.get(Authenticator, account_id)
    timecode = kept and timecode_of(app_secret(account_id, kept.nonce), typed)
    if not timecode:
        return False
    result = session.execute(
        update(Authenticator)
        .where(
            Authenticator.account_id == account_id,
            Authenticator.last_timecode < timecode,
        )
        .values(last_timecode=timecode)
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def set_app_up(
    session: Session, account_id: str, nonce: str, *, timecode: int, at: datetime
) -> None:
    """Keep an account's app, in place of another; `timecode` is of its first code."""
    remove_app(session, account_id)
    session.add(
        Authenticator(
            account_id=account_id, nonce=nonce, last_timecode=timecode, added_at=at
        )
    )


def remove_app(session: Session, account_id: str) -> None:
    """Forget an account's app, if it has one."""
    session.execute(delete(Authenticator).where(Authenticator.account_id == account_id))

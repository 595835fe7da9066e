"""Devices on which an account has signed in: tries made elsewhere do not count there.

Somebody who types wrong passwords for an account from elsewhere would otherwise keep
its owner out. The cookie opens nothing: a device known to an account only has tries of
its own. It outlives signing out. Each full sign-in puts a new token in its place, so a
cookie that somebody planted before is worth nothing; the table holds its hash.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import after_this_request, request
from sqlalchemy import delete, select, update

from engine.storage.locks import delete_unheld
from webapp.accounts.directory import email_key
from webapp.accounts.tables import Account, KnownDevice
from webapp.portal import portal

if TYPE_CHECKING:
    from flask import Response
    from sqlalchemy.orm import Session

__all__ = ["known_device", "remember_device"]

_KEPT = timedelta(days=365)


def known_device(session: Session, email: str) -> str:
    """Give what this device is known by to the account of an address, or a blank."""
    token = request.cookies.get(_cookie_name())
    if not token:
        return ""
    found = session.scalar(
        select(KnownDevice.token_hash)
        .join(Account, Account.id == KnownDevice.account_id)
        .where(
            KnownDevice.token_hash == _hash(token),
            KnownDevice.seen_at > portal().now() - _KEPT,
            Account.email_key == email_key(email),
        )
    )
    return found or ""


def remember_device(session: Session, account_id: str) -> None:
    """Let an account know this device, beside the accounts that know it already."""
    now, token = portal().now(), secrets.token_urlsafe(32)
    old = _hash(request.cookies.get(_cookie_name(), ""))
    delete_unheld(session, KnownDevice, KnownDevice.seen_at <= now - _KEPT)
    session.execute(
        delete(KnownDevice).where(
            KnownDevice.token_hash == old, KnownDevice.account_id == account_id
        )
    )
    session.execute(
        update(KnownDevice)
        .where(KnownDevice.token_hash == old)
        .values(token_hash=_hash(token))
        .execution_options(synchronize_session=False)
    )
    session.add(
        KnownDevice(token_hash=_hash(token), account_id=account_id, seen_at=now)
    )

    @after_this_request
    def hand_over(response: Response) -> Response:  # pyright: ignore[reportUnusedFunction] - Flask calls it
        response.set_cookie(
            _cookie_name(),
            token,
            max_age=_KEPT,
            secure=portal().settings.is_https,
            httponly=True,
            samesite="Lax",
        )
        return response


def _cookie_name() -> str:
    return "__Host-device" if portal().settings.is_https else "device"


def _hash(token: str) -> str:
    # A random token needs no slow hash: there is nothing to guess it from.
    return sha256(token.encode()).hexdigest()

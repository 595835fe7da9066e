"""Links in e-mails: random tokens, hashed at rest, each good for one use.

Opening a link changes nothing, since mail scanners open links too; the page that it
leads to has a button that does.
"""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import CursorResult, update

from webapp.accounts.tables import EmailLink
from webapp.portal import portal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

__all__ = ["LASTS", "LinkPurpose", "make_link", "open_link", "use_link", "void_links"]


class LinkPurpose(StrEnum):
    """What a link is for."""

    CONFIRM = "confirm"
    CHANGE = "change"
    RESET = "reset"
    WELCOME = "welcome"


LASTS = {
    LinkPurpose.CONFIRM: timedelta(hours=24),
    LinkPurpose.CHANGE: timedelta(hours=24),
    LinkPurpose.RESET: timedelta(hours=1),
    LinkPurpose.WELCOME: timedelta(hours=72),
}


def make_link(
    session: Session,
    account_id: str,
    purpose: LinkPurpose,
    *,
    email: str,
    nonce: str = "",
) -> str:
    """Make a link and give its token; nobody can make it out from the table."""
    token = secrets.token_urlsafe(32)
    now = portal().now()
    session.add(
        EmailLink(
            token_hash=_hash(token),
            account_id=account_id,
            purpose=purpose,
            email=email,
            nonce=nonce,
            created_at=now,
            expires_at=now + LASTS[purpose],
        )
    )
    return token


def open_link(session: Session, token: str, *purposes: LinkPurpose) -> EmailLink | None:
    """Give the link of a token; None where it is none, is used, or too old."""
    found = session.get(EmailLink, _hash(token))
    if found is None or found.purpose not in purposes or found.used_at is not None:
        return None
    return found if portal().now() < found.expires_at else None


def use_link(session: Session, token_hash: str) -> bool:
    """Use a link up; of two at once, one succeeds."""
    result = session.execute(
        update(EmailLink)
        .where(
            EmailLink.token_hash == token_hash,
            EmailLink.used_at.is_(None),
            EmailLink.expires_at > portal().now(),
        )
        .values(used_at=portal().now())
        .execution_options(synchronize_session=False)
    )
    return isinstance(result, CursorResult) and result.rowcount == 1


def void_links(session: Session, account_id: str, *purposes: LinkPurpose) -> None:
    """End an account's links of some purposes."""
    session.execute(
        update(EmailLink)
        .where(
            EmailLink.account_id == account_id,
            EmailLink.purpose.in_(purposes),
            EmailLink.used_at.is_(None),
        )
        .values(used_at=portal().now())
        .execution_options(synchronize_session=False)
    )


def _hash(token: str) -> str:
    # A random token needs no slow hash: there is nothing to guess it from.
    return sha256(token.encode()).hexdigest()

"""The messages of one person in the outbox, which knows addresses and no accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select

from webapp.accounts.tables import EmailLink
from webapp.delivery.tables import OutboxMessage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account

__all__ = ["about_request", "to_person"]

_KINDS = ("request", "draft")
_AFTER_COLON = ";"


def to_person(session: Session, account: Account) -> ColumnElement[bool]:
    """Give the condition of the messages that went to a person's addresses.

    These are the present ones, and e-mail addresses of before as long as the links that
    confirmed them are kept.
    """
    confirmed = select(EmailLink.email).where(
        EmailLink.account_id == account.id, EmailLink.used_at.is_not(None)
    )
    addresses = {account.email, *session.scalars(confirmed)}
    mobile = account.applicant.get("mobile")
    if mobile:
        addresses.add(str(mobile))
    return OutboxMessage.recipient.in_(sorted(addresses))


def about_request(request_ids: Sequence[str]) -> ColumnElement[bool]:
    """Give the condition of the messages about some requests: by key, as they began."""
    keys = [f"{kind}:{each}" for each in request_ids for kind in _KINDS]
    return or_(
        *(
            and_(
                OutboxMessage.dedupe_key >= f"{key}:",
                OutboxMessage.dedupe_key < f"{key}{_AFTER_COLON}",
            )
            for key in keys
        )
    )

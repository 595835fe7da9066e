"""A reminder of drafts that nobody sent: one mail for each, after three days.

People take a filled page for a sent one. The key of the message in the outbox is what
makes it a single one, however many workers look.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import url_for
from sqlalchemy import exists, select

from engine.storage.tables import Request
from webapp.accounts.tables import Account
from webapp.delivery.addresses import UnreachableError
from webapp.delivery.reader import Reader
from webapp.delivery.service import delivery
from webapp.delivery.tables import OutboxMessage
from webapp.language import translator_for
from webapp.outside import as_if_asked
from webapp.portal import portal
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask import Flask
    from sqlalchemy.orm import Session

__all__ = ["remind_of_drafts"]

_AFTER = timedelta(days=3)
_AT_MOST = timedelta(days=30)
"""Older drafts are given up; a first start reminds nobody of last year."""
_AT_ONCE = 100
_KEY = "draft:{}:reminder"


def remind_of_drafts(app: Flask) -> int:
    """Write the reminders that are due; give how many there are."""
    with as_if_asked(app), portal().database.writing() as session:
        return sum(_remind(session, *found) for found in _forgotten(session))


def _forgotten(session: Session) -> Sequence[tuple[Request, Account]]:
    """Give drafts left alone for three days whose owner can be written to."""
    now = portal().now()
    before, after = _KEY.split("{}")
    reminded = exists().where(OutboxMessage.dedupe_key == before + Request.id + after)
    found = session.execute(
        select(Request, Account)
        .join(Account, Account.id == Request.owner_id)
        .where(
            Request.status == Status.DRAFT,
            Request.updated_at <= now - _AFTER,
            Request.updated_at > now - _AT_MOST,
            Account.disabled_at.is_(None),
            Account.email_confirmed_at.is_not(None),
            ~reminded,
        )
        .order_by(Request.updated_at, Request.id)
        .limit(_AT_ONCE)
    )
    return [(draft, owner) for draft, owner in found]


def _remind(session: Session, draft: Request, owner: Account) -> bool:
    form = portal().definitions.get(draft.form_id) or portal().definitions.pinned(
        draft.form_id, draft.definition_hash
    )
    made = delivery()
    try:
        letter = made.letters.draft_waits(
            Reader(owner.email, owner.language),
            translator_for(owner.language)(form.title),
            url_for("requests.show", request_id=draft.id),
            key=_KEY.format(draft.id),
        )
    except UnreachableError:
        return False
    return made.write(session, letter)

"""Erasing requests and accounts: their rows, their messages, their files.

Everything of one request goes in one transaction. Objects of the storage are forgotten
after it: whoever ends in between leaves files that nothing names, for the sweep. What
stays is a line of the log with the id of what was erased, and the lines of before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from engine.storage.tables import FrozenPdf, Request
from webapp.attachments.tables import Attachment
from webapp.delivery.tables import OutboxMessage
from webapp.office import audit
from webapp.office.tables import Payment, PaymentBatch
from webapp.privacy.messages import about_request, to_person
from webapp.privacy.personal_data import OF_ACCOUNTS, OF_REQUESTS
from webapp.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account
    from webapp.privacy.personal_data import PersonalTable

__all__ = [
    "ERASED_ACCOUNT",
    "ERASED_REQUEST",
    "OPERATOR",
    "RETENTION",
    "erase_account",
    "erase_requests",
    "log_erasures",
]


ERASED_REQUEST, ERASED_ACCOUNT = "erased_request", "erased_account"
"""What the log calls it."""
RETENTION = audit.Machine("retention")
OPERATOR = audit.Machine("operator")


def erase_requests(session: Session, request_ids: Sequence[str]) -> list[str]:
    """Erase requests in the caller's transaction; give the objects to forget after."""
    if not request_ids:
        return []
    objects = _objects_of(session, request_ids)
    batches = set(
        session.scalars(
            select(Payment.batch_id).where(Payment.request_id.in_(request_ids))
        )
    )
    session.execute(delete(OutboxMessage).where(about_request(request_ids)))
    _delete(session, OF_REQUESTS, request_ids)
    for batch_id in batches:
        _drop_empty_batch(session, batch_id)
    return objects


def erase_account(session: Session, account: Account) -> None:
    """Erase an account that has no requests, in the caller's transaction.

    Raises:
        ValueError: It still has requests.
    """
    if session.scalar(select(Request.id).where(Request.owner_id == account.id)):
        message = f"account {account.id} has requests"
        raise ValueError(message)
    account_id = account.id
    session.execute(delete(OutboxMessage).where(to_person(session, account)))
    session.expunge(account)
    _delete(session, OF_ACCOUNTS, [account_id])


def log_erasures(
    session: Session,
    doer: audit.Machine,
    *,
    at: datetime,
    requests: Sequence[str] = (),
    accounts: Sequence[str] = (),
) -> None:
    """Note what was erased, at the end of the transaction that did it."""
    for request_id in requests:
        audit.append(session, doer, ERASED_REQUEST, subject=request_id, at=at)
    for account_id in accounts:
        audit.append(session, doer, ERASED_ACCOUNT, subject=account_id, at=at)


def _objects_of(session: Session, request_ids: Sequence[str]) -> list[str]:
    documents = select(Attachment.stored_as)
    prints = select(FrozenPdf.stored_as).where(FrozenPdf.stored_as.is_not(None))
    return [
        str(name)
        for name in (
            *session.scalars(documents.where(Attachment.request_id.in_(request_ids))),
            *session.scalars(prints.where(FrozenPdf.request_id.in_(request_ids))),
        )
    ]


def _delete(
    session: Session, tables: Iterable[PersonalTable], ids: Sequence[str]
) -> None:
    """Delete rows, those that name others before those that are named."""
    by_table = {each.table: each for each in tables}
    for table in reversed(METADATA.sorted_tables):
        if table in by_table:
            session.execute(delete(table).where(by_table[table].whose.in_(ids)))
    session.expire_all()


def _drop_empty_batch(session: Session, batch_id: str) -> None:
    if session.scalar(select(Payment.id).where(Payment.batch_id == batch_id)) is None:
        session.execute(delete(PaymentBatch).where(PaymentBatch.id == batch_id))

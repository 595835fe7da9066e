"""Sending a request: one transaction that makes everything durable, or nothing.

Judging, printing and storing the print are done before the transaction, which then
only compares and writes. Of two sendings at once one finds the draft; the other finds
it sent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from engine.storage.definitions import archive
from engine.storage.requests import RequestRepository, Sending, free_reference
from engine.storage.tables import Request
from engine.targets import record
from webapp.access import own_account
from webapp.accounts.directory import Role
from webapp.delivery.service import delivery
from webapp.language import current_language
from webapp.office.finding_counts import count_all
from webapp.operations.metrics import Happening, count
from webapp.portal import portal
from webapp.requests.announcing import announce
from webapp.requests.index import index_request
from webapp.requests.newer_form import answers_brought_along, move_documents
from webapp.requests.printing import print_request
from webapp.requests.statuses import Action, status_after
from webapp.storage.objects import forget
from webapp.storage.prints import keep_print

if TYPE_CHECKING:
    from collections.abc import Mapping

    from webapp.requests.judging import Judged

__all__ = ["send"]


def send(draft: Judged, confirmations: Mapping[str, Any]) -> bool:
    """Send a draft as it was judged; tell whether this call did it.

    False where the draft was changed or sent by somebody else meanwhile.
    """
    account, now = own_account(), portal().now()
    following = status_after(draft.status, Action.SEND, Role(account.role))
    if following is None:
        return False
    with portal().database.reading() as session:
        # A reference is for ever: a correction keeps the one of the first sending.
        reference = draft.request.reference or free_reference(session)
    stored = record.encode(
        draft.assessment,
        current_language(),
        reasons={code: kept["reason"] for code, kept in confirmations.items()},
    )
    sending = Sending(
        reference=reference,
        actor_id=account.id,
        action=Action.SEND,
        from_status=draft.status,
        to_status=following,
        at=now,
        language=current_language(),
        definition_hash=draft.form.hash,
        version=draft.form.version,
        answers=answers_brought_along(draft.form, draft.request),
        record=stored,
        applicant=draft.applicant,
        confirmations=confirmations,
        total=_total(draft),
        pdf=keep_print(
            portal().storage,
            print_request(draft, reference=reference, sent_at=now, stored=stored),
        ),
    )
    if _commit(draft, sending):
        count(Happening.SENDING)
        return True
    if sending.pdf.stored_as is not None:
        forget(portal().storage, [sending.pdf.stored_as])
    return False


def _commit(draft: Judged, sending: Sending) -> bool:
    """Make a sending durable, with everything that follows of it."""
    with portal().database.writing() as session:
        archive(session, draft.form, at=sending.at)
        repository = RequestRepository(session)
        if not repository.send(
            draft.request.id, sending, revision=draft.request.revision
        ):
            return False
        move_documents(session, draft.request, draft.form)
        sent = session.get_one(Request, draft.request.id)
        index_request(
            session,
            draft.assessment,
            request_id=sent.id,
            reference=sending.reference,
        )
        count_all(session, sent.id)
        announce(
            session,
            sent,
            draft.form,
            lambda reader, facts: delivery().letters.request_received(
                reader, facts, key=f"request:{sent.id}:sent:{sent.revision}"
            ),
        )
    return True


def _total(draft: Judged) -> Decimal | None:
    total = draft.form.total
    found = draft.assessment.values.get(total.key) if total else None
    return found if isinstance(found, Decimal) else None

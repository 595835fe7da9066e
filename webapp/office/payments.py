"""Handing accepted requests over for payment: once, together, and for ever the same.

One writing transaction chooses the requests, makes the batch, changes every status by
compare-and-set and writes events, log and messages. Two exports at once wait for each
other: the second finds nothing left. What is paid is copied into the batch, so its
files can be made again at any time and are always the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask_babel import gettext
from sqlalchemy import select
from stdnum import iban as iban_check
from stdnum.exceptions import ValidationError

from engine.storage.references import new_reference
from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from webapp.accounts.directory import Role
from webapp.office import audit
from webapp.office.tables import Payment, PaymentBatch
from webapp.requests.index import iban_keys
from webapp.requests.statuses import Action, Status, status_after

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm
    from webapp.accounts.tables import Account

__all__ = [
    "Debtor",
    "Held",
    "Payable",
    "batches",
    "held_and_ready",
    "payments_of",
    "transmit",
]

_MOST = 5000
"""Payments of one batch; what is left waits for the next."""
_QR_IIDS = range(30000, 32000)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Debtor:
    """The office's own account, which payments leave from."""

    name: str
    iban: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """An accepted request that can be paid."""

    request: Request
    amount: Decimal
    iban: str
    creditor: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Held:
    """An accepted request that cannot be paid as it is, and why."""

    request: Request
    words: str


def held_and_ready(
    session: Session, form_of: Callable[[Request], CompiledForm]
) -> tuple[tuple[Held, ...], tuple[Payable, ...]]:
    """Sort the accepted requests, the oldest first."""
    held: list[Held] = []
    ready: list[Payable] = []
    for request in session.scalars(_accepted()).all():
        found = _payable(request, form_of(request))
        if isinstance(found, Held):
            held.append(found)
        else:
            ready.append(found)
    return tuple(held), tuple(ready)


def transmit(  # noqa: PLR0913 - who orders what from which account, when
    session: Session,
    form_of: Callable[[Request], CompiledForm],
    *,
    debtor: Debtor,
    actor: Account,
    at: datetime,
    today: date,
    announce: Callable[[Request, CompiledForm, str], None],
) -> PaymentBatch | None:
    """Make a batch of everything that can be paid; None where there is nothing.

    Args:
        session: Of a writing transaction.
        form_of: Gives the definition of a request.
        debtor: The account that pays.
        actor: Who orders it.
        at: Now.
        today: The day in Switzerland; the bank is asked to pay on the next working day.
        announce: Writes the message about one request, under a key.
    """
    # Who else exports, or changes one of them, waits; read below as they are then.
    session.scalars(_accepted().with_for_update(key_share=True)).all()
    _, ready = held_and_ready(session, form_of)
    if not ready:
        return None
    batch = PaymentBatch(
        id=_batch_id(at),
        made_at=at,
        made_by=actor.id,
        execution_day=_next_working_day(today),
        debtor_name=debtor.name,
        debtor_iban=debtor.iban,
        count=0,
        total=Decimal("0.00"),
    )
    session.add(batch)
    session.flush()
    for payable in ready:
        _hand_over(session, batch, payable, actor=actor, at=at)
        form = form_of(payable.request)
        announce(payable.request, form, f"request:{payable.request.id}:transmitted")
    audit.append(
        session,
        actor,
        Action.TRANSMIT,
        subject=batch.id,
        at=at,
        details={"count": batch.count, "total": str(batch.total)},
    )
    return batch


def batches(session: Session) -> Sequence[PaymentBatch]:
    """Give the newest batches first."""
    newest = select(PaymentBatch).order_by(PaymentBatch.made_at.desc(), PaymentBatch.id)
    return session.scalars(newest.limit(200)).all()


def payments_of(session: Session, batch_id: str) -> Sequence[Payment]:
    """Give the payments of a batch, in their order."""
    return session.scalars(
        select(Payment).where(Payment.batch_id == batch_id).order_by(Payment.id)
    ).all()


def _accepted() -> Select[Request]:
    return (
        select(Request)
        .where(Request.status == Status.ACCEPTED)
        .order_by(Request.sent_at, Request.id)
        .limit(_MOST)
    )


def _hand_over(
    session: Session,
    batch: PaymentBatch,
    payable: Payable,
    *,
    actor: Account,
    at: datetime,
) -> None:
    request = payable.request
    after = status_after(Status.ACCEPTED, Action.TRANSMIT, Role(actor.role))
    if after is None:
        message = f"{actor.role} may not transmit"
        raise PermissionError(message)
    session.add(
        Payment(
            batch_id=batch.id,
            request_id=request.id,
            reference=request.reference or "",
            form_id=request.form_id,
            amount=payable.amount,
            iban=payable.iban,
            creditor=dict(payable.creditor),
        )
    )
    batch.count += 1
    batch.total += payable.amount
    session.flush()
    repository = RequestRepository(session)
    repository.note_event(
        request.id,
        actor_id=actor.id,
        action=Action.TRANSMIT,
        at=at,
        statuses=(Status.ACCEPTED, after),
        note=batch.id,
    )
    changed = repository.change(
        request.id,
        {"status": after, "updated_at": at},
        revision=request.revision,
        status=Status.ACCEPTED,
    )
    if changed is None:
        # Cannot be while the requests are held; the whole batch is undone.
        message = f"request {request.id} changed while it was handed over"
        raise RuntimeError(message)
    audit.append(
        session,
        actor,
        Action.TRANSMIT,
        subject=request.id,
        at=at,
        details={"batch": batch.id},
    )


def _payable(request: Request, form: CompiledForm) -> Payable | Held:
    answers: Mapping[str, Any] = (request.record or {}).get("answers", {})
    applicant = request.applicant or {}
    amount = request.total
    if amount is None or amount <= 0:
        return Held(request, gettext("Aucun montant à payer."))
    asked = [str(answers[key]) for key in iban_keys(form) if answers.get(key)]
    iban = asked[0] if asked else str(applicant.get("iban") or "")
    try:
        iban_check.validate(iban)
    except ValidationError:
        return Held(request, gettext("L'IBAN manque ou n'est pas valable."))
    if iban.startswith(("CH", "LI")) and int(iban[4:9]) in _QR_IIDS:
        return Held(
            request, gettext("Un QR-IBAN demande une référence: à payer à la main.")
        )
    return Payable(
        request=request,
        amount=amount,
        iban=iban_check.compact(iban),
        creditor=_creditor(applicant, answers),
    )


def _creditor(
    applicant: Mapping[str, Any], answers: Mapping[str, Any]
) -> dict[str, str]:
    """Give who owns the account: somebody named in the request, or the beneficiary.

    A holder's address is one text in the form, so it goes into address lines; banks
    want town and country apart, which are the beneficiary's then.
    """
    holder = str(answers.get("account_holder_name") or "")
    own = f"{applicant.get('first_name', '')} {applicant.get('last_name', '')}"
    if applicant.get("represented"):
        own = str(applicant.get("representative_name") or own)
    return {
        "name": (holder or own).strip(),
        "street": "" if holder else str(applicant.get("street") or ""),
        "postcode": str(applicant.get("postcode") or ""),
        "city": str(applicant.get("city") or ""),
        "country": str(applicant.get("country") or "CH"),
    }


def _batch_id(at: datetime) -> str:
    """Name a batch: its day and a random part, unique at the bank as MsgId."""
    return f"AI-{at:%Y%m%d}-{new_reference()}"


def _next_working_day(today: date) -> date:
    day = today + timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day

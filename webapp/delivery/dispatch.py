"""One pass over the outbox: what is due is taken, delivered and marked.

Nothing is locked while a server is talked to. Where a worker ends between delivery and
mark, the lease runs out and the message is delivered again under the same Message-ID:
at least once, and recognisable where twice.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from webapp.delivery import leases
from webapp.delivery.letter import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from engine.storage.database import Database
    from webapp.delivery.carriers import Carriers
    from webapp.delivery.letter import Envelope, Kind
    from webapp.delivery.patience import Patience

__all__ = ["Dispatch", "Pass", "deliver_due"]

_AT_ONCE = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatch:
    """What a worker works with; safe to share between threads."""

    database: Database
    carriers: Carriers
    clock: Callable[[], datetime]
    chance: Callable[[], float]
    """Gives a number from 0 to 1, anew each time."""
    patience: Mapping[Kind, Patience]
    lease_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """What one pass did; it ends early where the server is out of order."""

    sent: int = 0
    failed: int = 0
    is_outage: bool = False


def deliver_due(dispatch: Dispatch, kind: Kind) -> Pass:
    """Deliver what is due of one kind; each kind may have a thread of its own."""
    _give_up_hopeless(dispatch, kind)
    with dispatch.database.reading() as session:
        ids = leases.due(session, kind, now=dispatch.clock(), limit=_AT_ONCE)
    sent = failed = 0
    for message_id in ids:
        envelope = _take(dispatch, message_id, kind)
        if envelope is None:
            continue
        error = _attempt(dispatch, envelope)
        if error is None:
            sent += 1
            continue
        failed += 1
        if error.is_outage:
            return Pass(sent=sent, failed=failed, is_outage=True)
    return Pass(sent=sent, failed=failed)


def _give_up_hopeless(dispatch: Dispatch, kind: Kind) -> None:
    now, most_attempts = dispatch.clock(), dispatch.patience[kind].most_attempts
    with dispatch.database.reading() as session:
        is_any = leases.is_anything_hopeless(
            session, kind, now=now, most_attempts=most_attempts
        )
    if is_any:
        with dispatch.database.writing() as session:
            leases.give_up_hopeless(session, kind, now=now, most_attempts=most_attempts)


def _take(dispatch: Dispatch, message_id: str, kind: Kind) -> Envelope | None:
    now = dispatch.clock()
    until = now + timedelta(seconds=dispatch.lease_s)
    with dispatch.database.writing() as session:
        return leases.take(session, message_id, kind, now=now, until=until)


def _attempt(dispatch: Dispatch, envelope: Envelope) -> DeliveryError | None:
    """Deliver and mark; give what went wrong."""
    error: DeliveryError | None = None
    try:
        dispatch.carriers.carry(envelope)
    except DeliveryError as fault:
        error = fault
    except Exception as fault:  # noqa: BLE001 - one poisonous message stops no other
        error = DeliveryError(type(fault).__name__)
    is_ours = _mark(dispatch, envelope, error)
    if not is_ours:
        _log.warning("message %s was taken over meanwhile", envelope.id)
    return error


def _mark(dispatch: Dispatch, envelope: Envelope, error: DeliveryError | None) -> bool:
    if error is None:
        with dispatch.database.writing() as session:
            return leases.mark_sent(session, envelope, at=dispatch.clock())
    retry_at = _retry_at(dispatch, envelope, error)
    _log.log(
        logging.ERROR if retry_at is None else logging.INFO,
        "message %s not delivered at attempt %d: %s",
        envelope.id,
        envelope.attempts,
        error.reason,
    )
    with dispatch.database.writing() as session:
        return leases.mark_failed(session, envelope, error.reason, retry_at=retry_at)


def _retry_at(
    dispatch: Dispatch, envelope: Envelope, error: DeliveryError
) -> datetime | None:
    patience = dispatch.patience[envelope.kind]
    if error.is_final or envelope.attempts >= patience.most_attempts:
        return None
    wait = patience.wait(envelope.attempts, chance=dispatch.chance())
    asked = timedelta(seconds=error.retry_after_s)
    return dispatch.clock() + max(wait, asked)

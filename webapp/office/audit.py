"""The log of what staff read and changed, in which nothing can be altered unseen.

Each line's hash covers the line and the hash before it, so an edited, inserted or
deleted line breaks the chain; the head says how long the chain is, so a cut-off end
shows too. Lines are appended one after the other, in the transaction of what they tell
and at its end: until it is committed, nobody else writes one. Whoever can rewrite the
whole database can rewrite the log with it: `audit verify` prints the head, to be kept
elsewhere and compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import select

from engine.storage.locks import hold
from webapp.office.tables import AuditEntry, AuditHead

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from webapp.accounts.tables import Account

__all__ = ["FIRST_HASH", "Fault", "Machine", "Verdict", "append", "hash_at", "verify"]

FIRST_HASH = "0" * 64
_HEAD = 1


@dataclass(frozen=True, slots=True)
class Machine:
    """Who did something without an account: a chore, or whoever runs a command."""

    id: str
    role: str = "system"


@dataclass(frozen=True, slots=True)
class Fault:
    """A line where the chain breaks, counted from 1, and how."""

    number: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check of the whole log found."""

    count: int
    head: str
    fault: Fault | None


def append(
    session: Session,
    actor: Account | Machine,
    action: str,
    *,
    subject: str,
    at: datetime,
    details: Mapping[str, object] | None = None,
) -> None:
    """Write a line in the caller's transaction, which must be a writing one."""
    # Who else writes a line waits until this one is committed, or undone.
    hold(session, "log")
    head = session.get(AuditHead, _HEAD, populate_existing=True)
    if head is None:
        head = AuditHead(id=_HEAD, count=0, hash=FIRST_HASH)
        session.add(head)
    entry = AuditEntry(
        number=head.count + 1,
        at=at,
        actor_id=actor.id,
        role=actor.role,
        action=action,
        subject=subject,
        details=dict(details or {}),
        previous_hash=head.hash,
    )
    entry.hash = _hash(entry)
    session.add(entry)
    head.count, head.hash = entry.number, entry.hash
    session.flush()


def verify(session: Session) -> Verdict:
    """Check every line; the first fault found is told."""
    number, before = 0, FIRST_HASH
    in_order = select(AuditEntry).order_by(AuditEntry.number)
    with session.scalars(in_order.execution_options(yield_per=1000)) as lines:
        for entry in lines:
            number += 1
            fault = _fault(entry, number, before)
            if fault is not None:
                return Verdict(count=number, head=before, fault=Fault(number, fault))
            before = entry.hash
    return Verdict(count=number, head=before, fault=_fault_of_head(session, number))


def hash_at(session: Session, number: int) -> str:
    """Give the hash of a line; of line 0 the one before the first, else blank."""
    if number == 0:
        return FIRST_HASH
    entry = session.get(AuditEntry, number)
    return entry.hash if entry else ""


def _fault(entry: AuditEntry, number: int, before: str) -> str | None:
    if entry.number != number:
        return f"line {number} is missing"
    if entry.previous_hash != before:
        return "does not follow the line before"
    if entry.hash != _hash(entry):
        return "was changed"
    return None


def _fault_of_head(session: Session, count: int) -> Fault | None:
    head = session.get(AuditHead, _HEAD)
    kept = head.count if head else 0
    if kept != count:
        return Fault(count + 1, f"{kept} lines were written, {count} are there")
    return None


def _hash(entry: AuditEntry) -> str:
    content = json.dumps(
        [
            entry.number,
            entry.at.isoformat(),
            entry.actor_id,
            entry.role,
            entry.action,
            entry.subject,
            entry.details,
            entry.previous_hash,
        ],
        sort_keys=True,
        ensure_ascii=True,
        separators=(",", ":"),
    )
    return sha256(content.encode("ascii")).hexdigest()

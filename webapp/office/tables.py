"""The tables of the desk: who has what open, decisions, payments, the log."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables import Base

__all__ = [
    "AuditEntry",
    "AuditHead",
    "Decision",
    "DeskPresence",
    "FindingCount",
    "Payment",
    "PaymentBatch",
]


class Decision(Base):
    """What somebody of the office decided, and on what exactly."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), index=True)
    round: Mapped[int]
    action: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64))
    revision: Mapped[int]
    actor_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


class PaymentBatch(Base):
    """Accepted requests that left for payment together."""

    __tablename__ = "payment_batches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Names the message at the bank too, so a file sent twice is paid once."""
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(32))
    execution_day: Mapped[date]
    debtor_name: Mapped[str] = mapped_column(String(70))
    debtor_iban: Mapped[str] = mapped_column(String(34))
    count: Mapped[int]
    total: Mapped[Decimal]


class Payment(Base):
    """One request in its batch. That it is unique is why nothing is paid twice."""

    __tablename__ = "payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[str] = mapped_column(ForeignKey("payment_batches.id"), index=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(9))
    form_id: Mapped[str] = mapped_column(String(100))
    amount: Mapped[Decimal]
    iban: Mapped[str] = mapped_column(String(34))
    creditor: Mapped[dict[str, Any]]
    """Name and address as they stood in the request."""


class AuditEntry(Base):
    """One line of the log; each covers the line before by its hash."""

    __tablename__ = "audit_log"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """1, 2, 3 … without gaps."""
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(32))
    role: Mapped[str] = mapped_column(String(20))
    action: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(64))
    """Id of the request, batch or message that it is about; blank for a list."""
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """How many lines the log has and the last one's hash: shows a cut-off end."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class FindingCount(Base):
    """How much the automatic checks found in a request, for its row of the queue."""

    __tablename__ = "finding_counts"

    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), primary_key=True)
    blocking: Mapped[int]
    warnings: Mapped[int]


class DeskPresence(Base):
    """The request that somebody of the desk has open: the one opened last."""

    __tablename__ = "desk_presences"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), index=True)
    since: Mapped[datetime]
    seen_at: Mapped[datetime]
    """When the page was last asked for."""

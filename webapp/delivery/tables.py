"""The tables of delivery: messages, and who does the chores."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables import Base

__all__ = ["HAS_WORDS", "IS_UNDELIVERED", "ChoreLease", "OutboxMessage"]

_KEY = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Sorted byte by byte, as SQLite does: keys are looked for by how they begin."""


IS_UNDELIVERED = text("state <> 'sent'")
"""Of the few messages that have not left; names the index that finds them."""
HAS_WORDS = text("(text <> '' OR html <> '')")
"""Of messages that still say something; names the index that finds them."""


class OutboxMessage(Base):
    """One message to one person, as it was worded, and how its delivery goes."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(None, "state", "kind", "next_attempt_at"),
        Index(None, "state", "expires_at"),
        Index(
            "ix_outbox_undelivered",
            "state",
            "created_at",
            sqlite_where=IS_UNDELIVERED,
            postgresql_where=IS_UNDELIVERED,
        ),
        Index(
            "ix_outbox_with_words",
            "created_at",
            sqlite_where=HAS_WORDS,
            postgresql_where=HAS_WORDS,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """128 random bits; the idempotency key of an SMS."""
    message_id: Mapped[str] = mapped_column(String(300), unique=True)
    """The Message-ID of an e-mail, the same at every attempt."""
    dedupe_key: Mapped[str] = mapped_column(_KEY, unique=True)
    """Names what is announced: a second message about it is not written."""
    kind: Mapped[str] = mapped_column(String(10))
    recipient: Mapped[str] = mapped_column(String(320), index=True)
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    """Blank once a message with a secret is sent or has expired; `html` likewise."""
    html: Mapped[str] = mapped_column(Text)
    is_secret: Mapped[bool]
    """Whether the text opens something: a code, or a link with a token."""
    state: Mapped[str] = mapped_column(String(10))
    attempts: Mapped[int] = mapped_column(default=0)
    """How often delivery was begun, those that a crash cut short included."""
    next_attempt_at: Mapped[datetime]
    lease_token: Mapped[str | None] = mapped_column(String(32))
    """Made anew by whoever takes the message; only its holder may say how it went."""
    lease_expires_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(String(200), default="")
    """A code such as `SMTP 451`; never a server's words: they repeat addresses."""
    created_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime | None]
    """When the message has lost its use; None for never."""
    sent_at: Mapped[datetime | None]


class ChoreLease(Base):
    """Which worker does a chore now, and when it was done last."""

    __tablename__ = "chore_leases"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    lease_token: Mapped[str | None] = mapped_column(String(32))
    """Made anew by whoever takes the chore; only its holder may finish it."""
    lease_expires_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    """None until it was done once."""

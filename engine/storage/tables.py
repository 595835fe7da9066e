"""The tables of definitions and records.

They know nothing of single fields: answers and records are JSON, written and read by
the record codec with the definition that each request names. Whoever uses the engine
may put tables of its own on the same `Base`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from engine.storage.column_types import ExactDecimal, Instant

__all__ = [
    "Base",
    "Definition",
    "FrozenPdf",
    "Request",
    "RequestEvent",
    "RequestVersion",
]

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


_IS_DRAFT = text("status = 'draft'")
_IS_KEPT_HERE = text("stored_as IS NULL")


class Base(DeclarativeBase):
    """Where every table is registered; constraints have names, for migrations."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {  # noqa: RUF012 - read once by SQLAlchemy
        datetime: Instant(),
        Decimal: ExactDecimal(),
        # Nothing is NULL, not the JSON text «null».
        dict[str, Any]: JSON(none_as_null=True),
        dict[str, str]: JSON(none_as_null=True),
        bytes: LargeBinary(),
    }


class Definition(Base):
    """The texts that one compiled form was made of, under its content hash."""

    __tablename__ = "definitions"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    form_id: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    sources: Mapped[dict[str, str]]
    archived_at: Mapped[datetime]


class Request(Base):
    """One request of one person: a draft first, then what was sent."""

    __tablename__ = "requests"
    __table_args__ = (
        UniqueConstraint("owner_id", "creation_key"),
        Index(None, "owner_id", "updated_at"),
        # Queues go in the order of sending, through all or one status; so do those
        # of one form, of what one person, or nobody, works on, and of both.
        Index(None, "sent_at", "id"),
        Index(None, "status", "sent_at", "id"),
        Index(None, "form_id", "sent_at", "id"),
        Index(None, "form_id", "status", "sent_at", "id"),
        Index(None, "holder_id", "sent_at", "id"),
        Index(None, "holder_id", "status", "sent_at", "id"),
        Index(None, "form_id", "holder_id", "status", "sent_at", "id"),
        # Drafts that nobody has touched for long.
        Index(
            "ix_requests_drafts",
            "updated_at",
            "id",
            sqlite_where=_IS_DRAFT,
            postgresql_where=_IS_DRAFT,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    """Names the request in addresses: 128 random bits."""
    reference: Mapped[str | None] = mapped_column(String(9), unique=True)
    """What people read out, `7KX4-9QMT`; None until the request is sent."""
    owner_id: Mapped[str] = mapped_column(String(32))
    holder_id: Mapped[str] = mapped_column(String(32), default="", server_default="")
    """Who works on it; blank for nobody."""
    creation_key: Mapped[str] = mapped_column(String(64))
    """Made by the page that began the request: the same page makes one request."""
    form_id: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    definition_hash: Mapped[str] = mapped_column(ForeignKey("definitions.hash"))
    language: Mapped[str] = mapped_column(String(5))
    status: Mapped[str] = mapped_column(String(20))
    revision: Mapped[int] = mapped_column(default=1)
    """Grows with every change; who saves names the revision it has seen."""
    change_key: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the last change's content: the same press twice changes once."""
    answers: Mapped[dict[str, Any]]
    """The answers as they were typed."""
    confirmations: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Confirmed warnings by rule id: reason, and the places and values it showed."""
    record: Mapped[dict[str, Any] | None]
    """What was sent, as the record codec wrote it; None for a draft."""
    applicant: Mapped[dict[str, Any] | None]
    """The account's data as they were at sending; None for a draft."""
    total: Mapped[Decimal | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]


class RequestEvent(Base):
    """Something that happened to a request: who, when, from which status to which."""

    __tablename__ = "request_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), index=True)
    at: Mapped[datetime]
    actor_id: Mapped[str] = mapped_column(String(32))
    action: Mapped[str] = mapped_column(String(40))
    from_status: Mapped[str | None] = mapped_column(String(20))
    to_status: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text, default="")


class FrozenPdf(Base):
    """The PDF of one sending, byte for byte: an object of a storage, or kept here."""

    __tablename__ = "frozen_pdfs"
    __table_args__ = (
        Index(
            "ix_frozen_pdfs_kept_here",
            "id",
            sqlite_where=_IS_KEPT_HERE,
            postgresql_where=_IS_KEPT_HERE,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), index=True)
    frozen_at: Mapped[datetime]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_as: Mapped[str | None] = mapped_column(String(64))
    """The name of the object; None where the bytes are here."""
    content: Mapped[bytes]
    """Empty where they are an object."""


class RequestVersion(Base):
    """What one sending of a request said: round 1 first, one more per correction."""

    __tablename__ = "request_versions"
    __table_args__ = (UniqueConstraint("request_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"))
    round: Mapped[int]
    sent_at: Mapped[datetime]
    definition_hash: Mapped[str] = mapped_column(ForeignKey("definitions.hash"))
    answers: Mapped[dict[str, Any]]
    confirmations: Mapped[dict[str, Any]]
    record: Mapped[dict[str, Any]]
    applicant: Mapped[dict[str, Any]]
    total: Mapped[Decimal | None]
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the record: names what a decision was made on."""
    pdf_id: Mapped[int] = mapped_column(ForeignKey("frozen_pdfs.id"))

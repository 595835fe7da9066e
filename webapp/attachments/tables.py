"""The table of attached documents."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables import Base

__all__ = ["Attachment"]


class Attachment(Base):
    """One document of one request, at the question that it answers."""

    __tablename__ = "attachments"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    owner_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), index=True)
    question: Mapped[str] = mapped_column(String(200))
    """Key of the question, behind its list's path: `documents`, `trips.receipt`."""
    row_id: Mapped[str | None] = mapped_column(String(64))
    """The `_id` of the row that it belongs to; None outside lists."""
    name: Mapped[str] = mapped_column(String(200))
    """As its owner knows it; shown, and never used as a path."""
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    stored_as: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    """When a correction took it out; what was sent before keeps it."""

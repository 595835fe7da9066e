"""The tables of corrections, and of what sent requests are found by."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables import Base

__all__ = ["ClaimedPeriod", "CorrectionNote", "SearchWord"]


class CorrectionNote(Base):
    """One note of the office about what was sent in one round."""

    __tablename__ = "correction_notes"
    __table_args__ = (Index(None, "request_id", "round"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"))
    round: Mapped[int]
    path: Mapped[str] = mapped_column(String(300))
    """The place, see `webapp.requests.places`; blank for the whole form."""
    text: Mapped[str] = mapped_column(Text)
    opened: Mapped[list[str]] = mapped_column(JSON)
    """The places that may change because of it."""
    author_id: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]


_COMPARED_BY_BYTES = String(100).with_variant(String(100, collation="C"), "postgresql")


class SearchWord(Base):
    """A word by which a sent request is found; see `webapp.requests.index`."""

    __tablename__ = "search_words"

    word: Mapped[str] = mapped_column(_COMPARED_BY_BYTES, primary_key=True)
    request_id: Mapped[str] = mapped_column(
        ForeignKey("requests.id"), primary_key=True, index=True
    )


class ClaimedPeriod(Base):
    """Days for which a sent request claims something, to find them claimed twice."""

    __tablename__ = "claimed_periods"
    __table_args__ = (Index(None, "person", "form_id", "first_day"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("requests.id"), index=True)
    person: Mapped[str] = mapped_column(String(20))
    """The digits of the AVS number."""
    form_id: Mapped[str] = mapped_column(String(100))
    first_day: Mapped[date]
    last_day: Mapped[date]

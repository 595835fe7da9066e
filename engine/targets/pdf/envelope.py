"""What a print says beyond the assessment: reference, status, sending, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from engine.values import FileReference

__all__ = ["Envelope"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """The circumstances of one request, in the reader's language.

    `status` is the word shown (`En traitement`). `sent_at` is aware; with it the same
    record gives the same bytes. `documents` are the stored attachments; where there are
    none, those that the answers name are listed. `verification` says how to check the
    print against the office's original; blank leaves it out. `record` is the request's
    record as JSON, which is attached to the document; None attaches nothing.
    """

    reference: str | None
    status: str
    sent_at: datetime | None = None
    documents: tuple[FileReference, ...] = ()
    verification: str = ""
    record: bytes | None = None

    @property
    def is_draft(self) -> bool:
        """Tell what was not sent as it stands, and is marked on every page."""
        return self.reference is None or self.sent_at is None

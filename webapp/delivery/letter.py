"""A message before and during its delivery."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["DeliveryError", "Envelope", "Kind", "Letter", "State"]


class Kind(StrEnum):
    """The ways to reach a person."""

    MAIL = "mail"
    SMS = "sms"


class State(StrEnum):
    """Where a message of the outbox stands."""

    WAITING = "waiting"
    SENT = "sent"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A worded message that is to be written to the outbox."""

    key: str
    """Names what is announced, such as `request:<id>:sent:3`, or a code's sending."""
    kind: Kind
    recipient: str
    """An e-mail address in ASCII as far as it goes, or a number in E.164."""
    language: str
    subject: str = ""
    text: str
    html: str = ""
    is_secret: bool = False
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message that a worker has taken out to deliver, under its lease."""

    id: str
    message_id: str
    kind: Kind
    recipient: str
    language: str
    subject: str
    text: str
    html: str
    is_secret: bool
    created_at: datetime
    attempts: int
    lease_token: str


class DeliveryError(Exception):
    """A message was not delivered; the text is a code without personal data."""

    def __init__(
        self,
        reason: str,
        *,
        is_final: bool = False,
        is_outage: bool = False,
        retry_after_s: float = 0,
    ) -> None:
        """Keep what decides about the next attempt.

        Args:
            reason: For the office and the log: `SMTP 451`, `TimeoutError`.
            is_final: Whether the same message will never be taken.
            is_outage: Whether other messages would fail now, too.
            retry_after_s: How long the server asks to be left alone.
        """
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final
        self.is_outage = is_outage
        self.retry_after_s = retry_after_s

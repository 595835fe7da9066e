"""The services that the views share, put together once per application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from flask import current_app

from webapp.clock import day_in_zurich

if TYPE_CHECKING:
    from datetime import date, datetime

    from argon2 import PasswordHasher

    from engine.storage.database import Database
    from webapp.attachments.store import AttachmentStore
    from webapp.attachments.virus_scan import VirusScanner
    from webapp.clock import Clock
    from webapp.configuration import Settings
    from webapp.definitions import Definitions

__all__ = ["EXTENSION", "Portal", "portal"]

EXTENSION = "portal"
"""Where the application keeps its services."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """Everything that outlives a request; safe to share between threads."""

    settings: Settings
    database: Database
    definitions: Definitions
    clock: Clock
    attachments: AttachmentStore
    virus_scanner: VirusScanner | None
    passwords: PasswordHasher

    def now(self) -> datetime:
        """Give the present instant, in UTC."""
        return self.clock()

    def today(self) -> date:
        """Give the day in Switzerland, on which requests are judged."""
        return day_in_zurich(self.clock())

    def day_of(self, instant: datetime) -> date:
        """Give the day in Switzerland on which something happened."""
        return day_in_zurich(instant)


def portal() -> Portal:
    """Give the services of the application that is answering."""
    return cast("Portal", current_app.extensions[EXTENSION])

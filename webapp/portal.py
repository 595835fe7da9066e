"""The services that the views share, put together once per application."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from flask import current_app

from webapp.clock import day_in_zurich

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from argon2 import PasswordHasher

    from engine.compiler.form import CompiledForm
    from engine.storage.database import Database
    from webapp.attachments.virus_scan import VirusScanner
    from webapp.clock import Clock
    from webapp.configuration import Settings
    from webapp.definitions import Definitions
    from webapp.storage.objects import ObjectStore

__all__ = [
    "EXTENSION",
    "PageServices",
    "PageSettings",
    "PinnedForms",
    "Portal",
    "page_services",
    "portal",
]

EXTENSION = "portal"
"""Where the application keeps its services."""


class PageSettings(Protocol):
    """The settings that the page of a form is drawn with."""

    @property
    def is_https(self) -> bool:
        """Tell whether browsers come over HTTPS."""
        ...

    @property
    def forms_path(self) -> Path:
        """Give the forms directory, with the catalogues of its texts."""
        ...

    @property
    def pdf_templates_path(self) -> Path:
        """Give the folder of PDF templates, with the catalogues of their texts."""
        ...

    @property
    def attachment_length(self) -> int:
        """Give how many bytes a document may have."""
        ...


class PinnedForms(Protocol):
    """Gives forms by their exact definition."""

    def pinned(self, form_id: str, definition_hash: str) -> CompiledForm:
        """Give a form with exactly this definition.

        Raises:
            UnknownDefinitionError: Nobody knows it.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class PageServices:
    """What the page of a form is drawn with, in the portal and in its preview."""

    settings: PageSettings
    definitions: PinnedForms
    clock: Clock

    def now(self) -> datetime:
        """Give the present instant, in UTC."""
        return self.clock()

    def today(self) -> date:
        """Give the day in Switzerland, on which requests are judged."""
        return day_in_zurich(self.clock())

    def day_of(self, instant: datetime) -> date:
        """Give the day in Switzerland on which something happened."""
        return day_in_zurich(instant)


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal(PageServices):
    """Everything that outlives a request; safe to share between threads."""

    settings: Settings
    definitions: Definitions
    database: Database
    storage: ObjectStore
    virus_scanner: VirusScanner | None
    passwords: PasswordHasher


def portal() -> Portal:
    """Give the services of the application that is answering."""
    return cast("Portal", current_app.extensions[EXTENSION])


def page_services() -> PageServices:
    """Give what pages of forms are drawn with: the portal's, or the preview's."""
    return cast("PageServices", current_app.extensions[EXTENSION])

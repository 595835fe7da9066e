"""The form that is previewed and the sheet that is filled, for all requests alike."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, cast

from flask import current_app

from engine.storage.definitions import UnknownDefinitionError
from webapp.preview.printed import Press
from webapp.preview.sheet import blank, by_example

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from engine.compiler.form import CompiledForm
    from engine.definition.model import Example
    from webapp.preview.sheet import Sheet
    from webapp.preview.watch import Look, Watch

__all__ = ["EXTENSION", "Bench", "PreviewSettings", "bench"]

EXTENSION = "preview"
"""Where the application keeps its bench."""

_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewSettings:
    """What pages of forms ask of the settings."""

    forms_path: Path
    pdf_templates_path: Path
    is_https: bool = False
    attachment_length: int = 10 * _MEBIBYTE


@dataclass(slots=True, kw_only=True)
class Bench:
    """Everything that the preview remembers; it is nowhere but in memory."""

    watch: Watch
    sheet: Sheet
    press: Press = field(default_factory=Press)
    documents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    """What was attached by hand, by the id of its attachment."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    """What a form of these pages carries, so that no other site's is taken."""
    _form: CompiledForm | None = None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    def look(self) -> Look:
        """Look at the files, and bring the sheet along to a form that has changed."""
        with self._lock:
            look = self.watch.look()
            if look.form is not None and look.form is not self._form:
                self.sheet = _brought_along(self.sheet, look.form, self._form)
                self._form = look.form
            return look

    def change(self, changed: Callable[[Sheet], Sheet]) -> None:
        """Change the sheet; one change waits for the other."""
        with self._lock:
            self.sheet = changed(self.sheet)
            attached = {each.id for each in self.sheet.attachments}
            for document_id in self.documents.keys() - attached:
                del self.documents[document_id]

    def pinned(self, form_id: str, definition_hash: str) -> CompiledForm:
        """Give the form that is shown, for its program.

        Raises:
            UnknownDefinitionError: It has changed meanwhile.
        """
        form = self.look().form
        if form is None or (form.id, form.hash) != (form_id, definition_hash):
            message = f"{form_id} has changed"
            raise UnknownDefinitionError(message)
        return form

    def noon(self) -> datetime:
        """Give an instant of the day on which the sheet is judged."""
        return datetime.combine(self.sheet.day, time(12), UTC)


def bench() -> Bench:
    """Give the bench of the application that is answering."""
    return cast("Bench", current_app.extensions[EXTENSION])


def _brought_along(
    sheet: Sheet, form: CompiledForm, before: CompiledForm | None
) -> Sheet:
    """Give the sheet for a new text of the form: what was typed stays.

    An example that is shown is filled anew where its author has changed it.
    """
    if before is None:
        return blank(sheet, form)
    shown = sheet.example
    for example in _namesakes(form, shown):
        if _case(example) != _case(shown):
            return by_example(sheet, form, example)
    return sheet


def _namesakes(form: CompiledForm, shown: Example | None) -> Iterator[Example]:
    return (each for each in form.examples if shown and each.name == shown.name)


def _case(example: Example | None) -> tuple[object, ...]:
    return (example.answers, example.applicant, example.day) if example else ()

"""What the page of a correction shows beside the form: notes and locks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.targets.web_form import cell_id
from webapp.requests.answers_page import AnswersPage
from webapp.requests.stable_places import WHOLE_FORM, StablePlaces

if TYPE_CHECKING:
    from datetime import datetime

    from engine.targets.web_form import Cell
    from webapp.requests.answers_page import ReadScope
    from webapp.requests.judging import Judged
    from webapp.requests.locks import Locks

__all__ = ["CorrectionPage", "ShownNote", "correction_of", "shown_notes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownNote:
    """A note as it is read. `path` is flat; blank for the whole form."""

    id: str
    path: str
    name: str
    text: str
    at: datetime

    @property
    def target(self) -> str:
        """Give the HTML id of the control that it speaks of; blank for none."""
        return cell_id(self.path) if self.path else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionPage:
    """Notes at their fields, and which fields are locked."""

    notes: tuple[ShownNote, ...]
    locks: Locks
    answers: AnswersPage

    def notes_at(self, path: str) -> tuple[ShownNote, ...]:
        """Give the notes about one field or list."""
        return tuple(note for note in self.notes if note.path == path)

    @property
    def general(self) -> tuple[ShownNote, ...]:
        """Give the notes about the whole form."""
        return self.notes_at(WHOLE_FORM)

    def is_locked(self, cell: Cell) -> bool:
        """Tell whether a question is only shown."""
        return not cell.is_computed and self.locks.is_locked(cell.path)

    def is_list_locked(self, path: str) -> bool:
        """Tell whether rows stay as they are."""
        return not self.locks.is_list_open(path)

    def scope_of(self, cell: Cell) -> ReadScope:
        """Give the values that a locked question is read from."""
        of_list, bracket, rest = cell.path.partition("[")
        if not bracket:
            return self.answers.scope
        return self.answers.rows(of_list)[int(rest.partition("]")[0])]


def correction_of(found: Judged) -> CorrectionPage | None:
    """Give what a correction's page shows; None for a draft."""
    if found.locks is None:
        return None
    return CorrectionPage(
        notes=shown_notes(found), locks=found.locks, answers=AnswersPage(found)
    )


def shown_notes(found: Judged) -> tuple[ShownNote, ...]:
    """Give the notes of this round with the fields where they are now."""
    places = StablePlaces(found.assessment)
    return tuple(
        ShownNote(
            id=f"note-{number}",
            path=places.path_of(note.path) or WHOLE_FORM,
            name=places.name(note.path),
            text=note.text,
            at=note.at,
        )
        for number, note in enumerate(found.notes, start=1)
    )

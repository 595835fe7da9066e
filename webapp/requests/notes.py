"""Notes of the office about a request, and the places that they open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from webapp.requests.stable_places import WHOLE_FORM, places_with_partners
from webapp.requests.tables import CorrectionNote

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm

__all__ = ["NewNote", "Opened", "notes_of", "opened_by", "write_notes"]


@dataclass(frozen=True, slots=True)
class NewNote:
    """A note to be written: its place and its words."""

    place: str
    text: str


@dataclass(frozen=True, slots=True)
class Opened:
    """What a round of correction opened."""

    places: frozenset[str]

    @property
    def everything(self) -> bool:
        """Tell whether the whole form was opened."""
        return WHOLE_FORM in self.places

    def includes(self, place: str) -> bool:
        """Tell whether a place is open, by itself or with its row or list."""
        if self.everything or place in self.places:
            return True
        of_list, bracket, rest = place.partition("[")
        row = f"{of_list}[{rest.partition(']')[0]}]"
        return bool(bracket) and (of_list in self.places or row in self.places)


def write_notes(  # noqa: PLR0913 - what, about which round of what, by whom, when
    session: Session,
    form: CompiledForm,
    notes: Iterable[NewNote],
    *,
    request_id: str,
    round_number: int,
    author_id: str,
    at: datetime,
) -> None:
    """Keep the notes of a round; a note opens its place, and a period's other end."""
    session.add_all(
        CorrectionNote(
            request_id=request_id,
            round=round_number,
            path=note.place,
            text=note.text,
            opened=list(places_with_partners(form, note.place)),
            author_id=author_id,
            at=at,
        )
        for note in notes
    )


def notes_of(
    session: Session, request_id: str, round_number: int | None = None
) -> Sequence[CorrectionNote]:
    """Give the notes about a request, in the order written; of one round, or all."""
    asked = select(CorrectionNote).where(CorrectionNote.request_id == request_id)
    if round_number is not None:
        asked = asked.where(CorrectionNote.round == round_number)
    return session.scalars(asked.order_by(CorrectionNote.id)).all()


def opened_by(notes: Iterable[CorrectionNote]) -> Opened:
    """Give what notes opened."""
    return Opened(frozenset(place for note in notes for place in note.opened))

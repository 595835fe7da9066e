"""The decision as a clerk types it: kept as typed until it is whole.

The form has as many notes as it was drawn with; without scripts «Ajouter une note»
draws it again with one more, at the field whose button was pressed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from flask_babel import gettext

from webapp.office.decisions import Seen, Verdict
from webapp.requests.notes import NewNote
from webapp.requests.statuses import Action

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

__all__ = ["DecisionForm", "NoteRow"]

_MOST_NOTES = 50
_NOTE_AT = "note:"
"""What the button beside a field says, before its place."""
_LONGEST_TEXT = 4000
_ACTIONS = (Action.ACCEPT, Action.ASK_CORRECTION, Action.REFUSE)


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One note as typed: its place, a ready phrase, and own words.

    `phrase` is the name of one, `said` its words in the beneficiary's language.
    """

    place: str = ""
    phrase: str = ""
    said: str = ""
    text: str = ""

    @property
    def words(self) -> str:
        """Give what the note says: the phrase, then the own words."""
        return "\n".join(part for part in (self.said, self.text.strip()) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionForm:
    """What stands in the forms of the page; `button` is what was pressed."""

    seen: Seen
    button: str = ""
    notes: tuple[NoteRow, ...] = (NoteRow(),)
    reason: str = ""
    begun: int | None = None
    """The note to be written next, from 0; None where none was asked for."""

    @classmethod
    def of(cls, sent: Mapping[str, str], phrases: Mapping[str, str]) -> DecisionForm:
        """Read what a browser sent; `phrases` are words by name."""
        revision = sent.get("revision", "")
        return cls(
            button=sent.get("action", ""),
            notes=_rows(sent, phrases),
            reason=_text(sent.get("motif", "")),
            seen=Seen(
                int(revision) if revision.isascii() and revision.isdigit() else 0,
                sent.get("content", ""),
            ),
        )

    @property
    def action(self) -> Action | None:
        """Give what is decided or previewed; None for another button."""
        name = self.button.removeprefix("preview_")
        return next((action for action in _ACTIONS if action == name), None)

    def with_note(self) -> DecisionForm:
        """Give the form with a note at the field whose button was pressed.

        A note that is there and says nothing is taken before one is added.
        """
        place = self.button.removeprefix(_NOTE_AT) if self._is_note else ""
        blank = [index for index, row in enumerate(self.notes) if not row.words]
        if self._is_note and blank:
            rows = list(self.notes)
            rows[blank[0]] = NoteRow(place=place)
            return replace(self, notes=tuple(rows), begun=blank[0])
        rows = [*self.notes, NoteRow(place=place)][:_MOST_NOTES]
        return replace(self, notes=tuple(rows), begun=len(rows) - 1)

    @property
    def _is_note(self) -> bool:
        return self.button.startswith(_NOTE_AT)

    @property
    def is_preview(self) -> bool:
        """Tell whether only the message was asked for."""
        return self.button.startswith("preview_")

    def verdict(self, places: Collection[str]) -> Verdict | None:
        """Give the decision; None where there is none."""
        match self.action:
            case None:
                return None
            case Action.ASK_CORRECTION:
                notes = tuple(
                    NewNote(row.place, row.words)
                    for row in self.notes
                    if row.words and row.place in places
                )
                return Verdict(action=Action.ASK_CORRECTION, notes=notes)
            case Action.REFUSE:
                return Verdict(action=Action.REFUSE, reason=self.reason.strip())
            case action:
                return Verdict(action=action)

    def problems(self, places: Collection[str]) -> dict[str, str]:
        """Give what is missing, by the control where it is missing."""
        if self.action is Action.REFUSE and not self.reason.strip():
            return {"motif": gettext("Indiquez le motif du refus.")}
        if self.action is not Action.ASK_CORRECTION:
            return {}
        found = {
            f"champ-{index}": gettext("Ce champ n'existe pas dans la demande.")
            for index, row in enumerate(self.notes)
            if row.words and row.place not in places
        }
        if not any(row.words for row in self.notes):
            found["note-0"] = gettext("Écrivez au moins une note.")
        return found


def _rows(sent: Mapping[str, str], phrases: Mapping[str, str]) -> tuple[NoteRow, ...]:
    rows = [
        NoteRow(
            place=sent.get(f"champ-{index}", ""),
            phrase=(phrase := sent.get(f"phrase-{index}", "")),
            said=phrases.get(phrase, ""),
            text=_text(sent.get(f"note-{index}", "")),
        )
        for index in range(_MOST_NOTES)
        if f"note-{index}" in sent
    ]
    return tuple(rows) or (NoteRow(),)


def _text(given: str) -> str:
    """Give a text as it is kept: line feeds, no control characters, not endless."""
    plain = given.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in plain if c == "\n" or c.isprintable())[:_LONGEST_TEXT]

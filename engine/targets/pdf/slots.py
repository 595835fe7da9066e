"""Slots: what a template may name, and the text that stands for it in one print."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.i18n import formats
from engine.i18n.texts import Message, Text, words
from engine.targets.pdf.lettering import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.compiler.form import CompiledField
    from engine.runtime.assessment import Assessment
    from engine.targets.pdf.envelope import Envelope
    from engine.targets.pdf.template import Slot
    from engine.targets.pdf.wording import Wording
    from engine.values import Value

__all__ = ["NAMES", "Slots"]

NAMES = (
    "reference",
    "status",
    "verification",
    "day",
    "day_of_assessment",
    "definition",
    "form.id",
    "form.title",
    "form.legal_basis",
)
"""The well-known slots; every other name is a field's path."""

_APPLICANT = "applicant."
_NOT_SENT = Text("Pas encore envoyé")
_DEFINITION = Text("définition {form} version {version}")
_STATE = Text("état du {day}")


@dataclass(slots=True, eq=False)
class Slots:
    """The texts of one print's slots."""

    assessment: Assessment
    envelope: Envelope
    wording: Wording

    def text(self, slot: Slot) -> str:
        """Give a slot's text; blank where it is empty, hidden or unknown.

        A template serves many forms, so a field that one of them lacks is no error.
        """
        if slot in NAMES:
            return printable(self._known(slot))
        field, value = self._field(slot)
        return (
            "" if field is None or value is None else self.wording.value(field, value)
        )

    def line(self, slots: Iterable[Slot], *, between: str = " ") -> str:
        """Join the texts of slots, without the blank ones."""
        return between.join(text for slot in slots if (text := self.text(slot)))

    def label(self, slot: Slot) -> str:
        """Give the label of a field's slot; blank for the well-known ones."""
        field, _ = self._field(slot)
        return "" if field is None else self.wording.label(field)

    def _field(self, slot: Slot) -> tuple[CompiledField | None, Value | None]:
        form = self.assessment.form
        if not slot.startswith(_APPLICANT):
            return form.fields.get(slot), self.assessment.root.values.get(slot)
        name = slot.removeprefix(_APPLICANT)
        values = self.assessment.applicant.values
        for field in form.applicant:
            if field.id == name:
                return field, values.get(field.key)
        return None, None

    def _known(self, slot: Slot) -> str:
        form, envelope = self.assessment.form, self.envelope
        day = formats.day(self.assessment.day)
        known = {
            "reference": envelope.reference or self.wording.text(_NOT_SENT),
            "status": envelope.status,
            "verification": envelope.verification,
            "day": day,
            "day_of_assessment": self._worded(_STATE, day=day),
            "definition": self._worded(
                _DEFINITION, form=form.id, version=str(form.version)
            ),
            "form.id": form.id,
            "form.title": self.wording.text(form.title),
            "form.legal_basis": self.wording.text(form.legal_basis),
        }
        return known[slot]

    def _worded(self, text: Text, **params: str) -> str:
        return words(Message(text=text, params=params), self.wording.translate)

"""How a value came about, as data and as lines to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.i18n.formats import day as day_text
from engine.i18n.texts import Message, Text, words
from engine.i18n.units import Quantity
from engine.runtime.explanation_words import CLOSED, OPEN_ENDED, ROW

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from engine.i18n.texts import Translator
    from engine.tariffs.model import Rate, TariffKey

__all__ = ["Derivation", "Piece", "RateUse"]

Piece = str | Text | Message | Quantity
"""Part of a written expression; all but plain text is put into a language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateUse:
    """An official rate that was used, with its validity (both days included)."""

    tariff: str
    key: str
    value: Decimal
    unit: str
    start: date
    end: date | None
    source: Text
    note: str | None

    @classmethod
    def of(cls, tariff: str, key: TariffKey, rate: Rate, value: Decimal) -> RateUse:
        """Note a rate of a tariff's key; `value` is what it gave."""
        return cls(
            tariff=tariff,
            key=key.name,
            value=value,
            unit=key.unit_text,
            start=rate.start,
            end=rate.end,
            source=rate.source,
            note=rate.note,
        )

    @property
    def origin(self) -> Message:
        """Word source and validity."""
        params: dict[str, str | Text] = {
            "source": self.source,
            "start": day_text(self.start),
        }
        if self.end is None:
            return Message(text=OPEN_ENDED, params=params)
        return Message(text=CLOSED, params=params | {"end": day_text(self.end)})

    def to_json(self) -> dict[str, object]:
        """Give plain data; amounts as text, days as ISO 8601."""
        return {
            "tariff": self.tariff,
            "key": self.key,
            "value": str(self.value),
            "unit": self.unit,
            "from": self.start.isoformat(),
            "to": None if self.end is None else self.end.isoformat(),
            "source": self.source.french,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """A value with the expression that gave it and the computed values named in it.

    `item` and `row` (from 1) say in which row it stands; `value` is in house format.
    `pieces` are empty for what was typed.
    """

    path: str
    label: Text
    item: Text | None
    row: int
    value: str | Text
    pieces: tuple[Piece, ...]
    rates: tuple[RateUse, ...]
    parts: tuple[Derivation, ...]

    def name(self, translate: Translator) -> str:
        """Name the value: its label, and its row where it stands in one."""
        label = translate(self.label)
        if self.item is None:
            return label
        row = Message(text=ROW, params={"item": self.item, "number": str(self.row)})
        return f"{label} ({words(row, translate)})"

    def value_text(self, translate: Translator) -> str:
        """Write the value."""
        return _worded(self.value, translate)

    def expression(self, translate: Translator) -> str:
        """Write the expression with its values: `5 jours × 11.50 CHF/jour (RAI …)`."""
        return "".join(_worded(piece, translate) for piece in self.pieces)

    def line(self, translate: Translator) -> str:
        """Write value and expression on one line."""
        start = f"{self.name(translate)} {self.value_text(translate)}"
        written = self.expression(translate)
        return f"{start} = {written}" if written else start

    @property
    def repeats_an_answer(self) -> bool:
        """Tell a value whose whole calculation is one answer: `CHF 51.00`."""
        match self.pieces:
            case (_, " ", same):
                return same == self.value and not self.parts
            case _:
                return False

    def lines(self, translate: Translator) -> tuple[str, ...]:
        """Give one line per computed value, this one first, each once.

        A part that only repeats an answer has no line: the answer stands on the page.
        """
        found = {self.path: self.line(translate)}
        waiting = list(self.parts)
        while waiting:
            part = waiting.pop(0)
            if part.path not in found and not part.repeats_an_answer:
                found[part.path] = part.line(translate)
                waiting[:0] = part.parts
        return tuple(found.values())

    def to_json(self, translate: Translator) -> dict[str, object]:
        """Give plain data, texts in the reader's language."""
        return {
            "path": self.path,
            "label": self.name(translate),
            "value": self.value_text(translate),
            "text": self.line(translate),
            "expression": self.expression(translate),
            "rates": [rate.to_json() for rate in self.rates],
            "parts": [part.to_json(translate) for part in self.parts],
        }


def _worded(piece: Piece, translate: Translator) -> str:
    match piece:
        case str():
            return piece
        case Text():
            return translate(piece)
        case Message():
            return words(piece, translate)
        case Quantity():
            return piece.words(translate)

"""Values as a reader of the print sees them: house format, labels, oui and non."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.i18n.texts import Text
from engine.i18n.units import Quantity, unit_label
from engine.targets.pdf.lettering import printable
from engine.values import FileReference, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.compiler.form import CompiledField
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Scope
    from engine.values import Value

__all__ = ["DASH", "RANGE", "Wording"]

DASH = "—"
"""What stands where a value could not be had."""

RANGE = "\xa0– "
"""Between the ends of a period, or two fields of one column; ends a line, if any."""

_YES, _NO = Text("oui"), Text("non")
_CURRENCY = "CHF"


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts labels and values into one language."""

    translate: Translator

    def text(self, text: Text) -> str:
        """Give a text in the reader's language, without control characters."""
        return printable(self.translate(text))

    def label(self, field: CompiledField) -> str:
        """Give a field's label."""
        return self.text(field.label)

    def value(self, field: CompiledField, value: Value) -> str:
        """Write a value as the codec does, choices by label, without its unit."""
        codec = field.codec
        match value:
            case bool():
                return self.text(_YES if value else _NO)
            case str() if codec.control.choices:
                return self._choice(field, value)
            case tuple():
                return ", ".join(
                    printable(part.name)
                    if isinstance(part, FileReference)
                    else self._choice(field, part)
                    for part in value
                )
            case _:
                return printable(codec.text(value))

    def _choice(self, field: CompiledField, key: str) -> str:
        labels = {
            choice.key: Text(choice.label, choice.context)
            for choice in field.codec.control.choices
        }
        return self.text(labels[key]) if key in labels else printable(key)

    def with_unit(self, field: CompiledField, value: Value) -> str:
        """Write a value with its unit: `CHF 1'234.50`, `12.5 km`."""
        text, unit = self.value(field, value), self._unit(field)
        if unit == _CURRENCY:
            return f"{unit} {text}"
        if unit and isinstance(value, Decimal):
            suffix = str(field.codec.control.suffix)
            return printable(Quantity(value, text, suffix).words(self.translate))
        return text

    def _unit(self, field: CompiledField) -> str:
        """Give the unit of a measured number; blank where the label tells it.

        Whole numbers count what their label names.
        """
        unit = field.codec.control.suffix
        if not unit or field.codec.kind is ValueKind.INTEGER:
            return ""
        words = printable(unit_label(unit, self.translate))
        said = words.rpartition("/")[2].casefold() in self.label(field).casefold()
        return "" if said and words != _CURRENCY else words

    def head(self, field: CompiledField) -> str:
        """Give a column's head: the label, and the unit where it does not say it."""
        label, unit = self.label(field), self._unit(field)
        return label if unit in ("", _CURRENCY) else f"{label} ({unit})"

    def in_scope(self, field: CompiledField, scope: Scope) -> str:
        """Write a field's value in a scope, without unit: blank where it is empty."""
        if field.key in scope.values:
            return self.value(field, scope.values[field.key])
        return DASH if field.key in scope.unavailable else ""

    def period(self, texts: tuple[str, str]) -> str:
        """Join the ends of a period; one day, or one month, is written once."""
        start, end = texts
        if not start and not end:
            return ""
        if start == end:
            return start
        return f"{start or DASH}{RANGE}{end or DASH}"

    def joined(self, texts: Iterable[str]) -> str:
        """Join what stands in one column, empty parts left out, «—» written once."""
        found = [text for text in texts if text]
        return DASH if found and set(found) == {DASH} else RANGE.join(found)

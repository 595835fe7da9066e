"""What the fields, choices and lists of a form are called in a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
)
from engine.expressions.typed import APPLICANT
from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.compiler.form import CompiledForm, CompiledItem
    from engine.expressions.symbols import FieldSymbol
    from engine.field_type import Codec
    from engine.i18n.texts import Translator

__all__ = ["Names", "choice_label"]

_OF_ACCOUNT = Text("{name} (compte)")
_WITHIN = Text("{name} ({part})")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A field with the words of what it stands in."""

    field: CompiledField
    part: Text
    is_line: bool = False
    """A line of a tariff table, whose three fields are told apart by their columns."""

    @property
    def name(self) -> Text:
        """Give the name in sentences, which is the one in messages too."""
        return self.field.short_label or self.field.label


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one form in one language.

    A name that several fields have is told apart by the heading it stands under.
    """

    form: CompiledForm
    translate: Translator
    _fields: Mapping[str, _Named]
    _frequent: frozenset[str]

    @classmethod
    def of(cls, form: CompiledForm, translate: Translator) -> Names:
        """Gather the names of a form."""
        fields: dict[str, _Named] = {}
        for section in form.sections:
            for named in _within(section.items, section.title):
                fields[_path(named.field)] = named
        counts = Counter(each.name.french for each in fields.values())
        frequent = frozenset(label for label, count in counts.items() if count > 1)
        for field in form.applicant:
            fields[f"{APPLICANT}.{field.key}"] = _Named(field=field, part=Text(""))
        return cls(form, translate, MappingProxyType(fields), frequent)

    def of_field(self, symbol: FieldSymbol) -> str:
        """Name a field in a sentence: «Distance», «Coût» (Perruque)."""
        named = self._fields.get(symbol.path)
        if named is None:
            return f"«{symbol.name}»"
        name = f"«{self.translate(named.name) if named.name else named.field.id}»"
        if symbol.owner == APPLICANT:
            return self.translate(_OF_ACCOUNT).format(name=name)
        is_shared = named.is_line or named.name.french in self._frequent
        if named.part and is_shared:
            part = self.translate(named.part)
            return self.translate(_WITHIN).format(name=name, part=part)
        return name

    def label(self, field: CompiledField) -> str:
        """Give a field's label; its id where it has none."""
        label = field.label or field.short_label
        return self.translate(label) if label else field.id

    def of_choice(self, symbol: FieldSymbol, key: str) -> str:
        """Name the choice of a key: «Voiture privée»."""
        named = self._fields.get(symbol.path)
        label = key if named is None else choice_label(named.field.codec, key, self)
        return f"«{label}»"

    def of_rows(self, path: str) -> str:
        """Name the rows of a list: «Trajet»."""
        found = self.form.lists[path]
        title = found.item or found.title
        return f"«{self.translate(title) if title else found.id}»"


def choice_label(codec: Codec, key: str, names: Names) -> str:
    """Give the label of a choice; the key itself where it is none."""
    for choice in codec.control.choices:
        if choice.key == key:
            return names.translate(Text(choice.label, choice.context))
    return key


def _within(items: tuple[CompiledItem, ...], part: Text) -> Iterator[_Named]:
    for item in items:
        match item:
            case CompiledField():
                yield _Named(field=item, part=part)
            case CompiledGroup():
                yield from _within(item.items, item.title or part)
            case CompiledList():
                yield from _within(item.items, item.item or item.title or part)
            case CompiledTable():
                yield from _lines(item)
            case _:
                pass


def _lines(table: CompiledTable) -> Iterator[_Named]:
    for row in table.rows:
        for column, field in (
            ("quantity", row.quantity),
            ("rate", row.rate),
            ("amount", row.amount),
        ):
            part = table.columns.get(column, Text(""))
            labelled = replace(field, label=row.label, short_label=row.label)
            yield _Named(field=labelled, part=part, is_line=True)


def _path(field: CompiledField) -> str:
    return field.key if field.list is None else f"{field.list}.{field.key}"

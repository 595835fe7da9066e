"""A form put into words: its questions, rules, rates and examples."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
    CompiledText,
    Requirement,
)
from engine.expressions.typed import Select
from engine.i18n.formats import number
from engine.i18n.texts import NO_TEXT, Text
from engine.i18n.units import unit_label
from engine.targets.documentation.blocks import (
    Block,
    Entries,
    Entry,
    Heading,
    Page,
    Paragraph,
)
from engine.targets.documentation.names import Names, choice_label
from engine.targets.documentation.sentences import Sentences
from engine.targets.documentation.tables import example_blocks, rate_blocks
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.compiler.form import CompiledForm, CompiledItem, CompiledRule
    from engine.expressions.program import Program
    from engine.field_type import Codec
    from engine.i18n.texts import Translator

__all__ = ["page_of"]

_VERSION = Text("Formulaire {id}, version {version}. Base légale: {basis}")
_FINGERPRINT = Text("Empreinte de la définition: {hash}")
_FOR_READING = Text(
    "Cette page est faite de la définition qui calcule: elle ne peut dire autre chose."
    " À côté d'un nom, en petits caractères, est celui que les programmes connaissent."
)
_RULES, _RATES, _EXAMPLES = Text("Règles"), Text("Tarifs"), Text("Exemples")
_SHOWN_IF = Text("Visible seulement si {condition}.")
_REQUIRED = Text("Réponse obligatoire.")
_REQUIRED_IF = Text("Réponse obligatoire si {condition}, sinon facultative.")
_OPTIONAL = Text("Réponse facultative.")
_DEFAULT = Text("Sans réponse: {value}.")
_PREFILLED = Text("Rempli d'avance avec le compte.")
_COMPUTED = Text("Calculé: {value}.")
_COMPUTED_BY = Text("Calculé selon {choice}:")
_GIVEN = Text("Donné par le découpage de la période.")
_CHOICES = Text("Choix: {labels}.")
_TYPE = Text("Type: {kind}.")
_HELP = Text("Aide: {help}")
_ROWS = Text("Lignes {item}: de {min} à {max}.")
_CUT = Text("Une ligne {item} pour chaque période où aucun tarif ne change.")
_NO_OVERLAP = Text("Deux lignes ne peuvent pas avoir un jour en commun.")
_FROM_TO, _FROM, _TO = (
    Text("{kind}, de {low} à {high}"),
    Text("{kind}, au moins {low}"),
    Text("{kind}, au plus {high}"),
)
_IN_UNIT = Text("{kind} ({unit})")
_KINDS: Mapping[ValueKind, Text] = MappingProxyType(
    {
        ValueKind.TEXT: Text("texte"),
        ValueKind.INTEGER: Text("nombre entier"),
        ValueKind.DECIMAL: Text("nombre"),
        ValueKind.MONEY: Text("montant"),
        ValueKind.BOOLEAN: Text("case à cocher"),
        ValueKind.DATE: Text("date"),
        ValueKind.MONTH: Text("mois"),
        ValueKind.CHOICE: Text("un choix"),
        ValueKind.CHOICES: Text("un ou plusieurs choix"),
        ValueKind.LIST: Text("liste"),
        ValueKind.FILES: Text("documents"),
    }
)
_LEVELS: Mapping[str, Text] = MappingProxyType(
    {
        "error": Text("Empêche l'envoi si {condition}."),
        "warning": Text("Demande une confirmation si {condition}."),
        "info": Text("Signale si {condition}."),
    }
)
_TOTAL = Text("L'envoi est aussi empêché si {name} n'est pas plus grand que 0.")
_TOTAL_NEGATIVE = Text("L'envoi est aussi empêché si {name} est plus petit que 0.")
_TOTAL_ZERO = Text("L'envoi est aussi empêché si {name} est égal à 0.")
_MESSAGE = Text("Message: «{message}»")
_MOST_CHOICES = 30
"""Longer lists, such as that of all countries, are not written out."""


def page_of(form: CompiledForm, translate: Translator) -> Page:
    """Write a form down in the translator's language."""
    names = Names.of(form, translate)
    writer = _Writer(form, names, Sentences(names))
    return Page(
        language=translate.language,
        title=translate(form.title),
        blocks=tuple(writer.blocks()),
    )


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes one form."""

    form: CompiledForm
    names: Names
    sentences: Sentences

    def blocks(self) -> Iterator[Block]:
        say, form = self.sentences.say, self.form
        yield Heading(1, self.names.translate(form.title))
        basis = self.names.translate(form.legal_basis) if form.legal_basis else "–"
        version = str(form.version)
        yield Paragraph(say(_VERSION, id=form.id, version=version, basis=basis))
        yield Paragraph(say(_FOR_READING))
        for section in form.sections:
            yield from self.part(2, section.title, section.help)
            yield from self.shown(section.visible_if)
            yield from self.items(section.items)
        yield from self.rules()
        yield from self.total()
        if form.tariffs:
            yield Heading(2, say(_RATES))
            yield from rate_blocks(form.tariffs.values(), self.sentences)
        if form.examples:
            yield Heading(2, say(_EXAMPLES))
            yield from example_blocks(form, self.sentences)
        yield Paragraph(say(_FINGERPRINT, hash=form.hash))

    def part(self, level: int, title: Text, words: Text) -> Iterator[Block]:
        if title:
            yield Heading(level, self.names.translate(title))
        if words:
            yield Paragraph(self.names.translate(words))

    def shown(self, condition: Program | None) -> Iterator[Block]:
        if condition is not None:
            words = self.sentences.condition(condition.tree)
            yield Paragraph(self.sentences.say(_SHOWN_IF, condition=words))

    def items(self, items: tuple[CompiledItem, ...]) -> Iterator[Block]:
        """Write items, fields that follow each other as one list."""
        fields: list[Entry] = []
        for item in items:
            if isinstance(item, CompiledField):
                fields.append(self.field(item))
                continue
            if fields:
                yield Entries(tuple(fields))
                fields = []
            yield from self.container(item)
        if fields:
            yield Entries(tuple(fields))

    def container(self, item: CompiledItem) -> Iterator[Block]:
        match item:
            case CompiledText():
                yield from self.part(3, item.title, item.body)
                yield from self.shown(item.visible_if)
            case CompiledList():
                yield from self.part(3, item.title or item.item, item.help)
                yield from self.rows(item)
                yield from self.items(item.items)
            case CompiledGroup() | CompiledTable():
                yield from self.part(3, item.title, item.help)
                # The condition of a group without heading is told at its section.
                yield from self.shown(item.visible_if) if item.title else ()
                yield from self.members(item)
            case CompiledField():
                pass

    def members(self, item: CompiledGroup | CompiledTable) -> Iterator[Block]:
        if isinstance(item, CompiledGroup):
            yield from self.items(item.items)
            return
        for row in item.rows:
            fields = (row.quantity, row.rate, row.amount)
            yield Entries(tuple(map(self.field, fields)))

    def rows(self, item: CompiledList) -> Iterator[Block]:
        say = self.sentences.say
        name = self.names.of_rows(item.key)
        yield from self.shown(item.visible_if)
        if item.is_computed:
            yield Paragraph(say(_CUT, item=name))
        else:
            bounds = {"min": number(item.min), "max": number(item.max)}
            yield Paragraph(say(_ROWS, item=name, **bounds))
        if item.no_overlap is not None:
            yield Paragraph(say(_NO_OVERLAP))

    def field(self, field: CompiledField) -> Entry:
        path = field.key if field.list is None else f"{field.list}[…].{field.key}"
        lines = (
            *self.type_line(field),
            *self.need(field),
            *self.computed(field),
            *self.choices(field),
            *self.explanation(field),
        )
        return Entry(name=self.names.label(field), path=path, lines=lines)

    def type_line(self, field: CompiledField) -> Iterator[str]:
        codec, say = field.codec, self.sentences.say
        kind = say(_KINDS[codec.kind])
        if codec.control.suffix:
            unit = unit_label(codec.control.suffix, self.names.translate)
            kind = say(_IN_UNIT, kind=kind, unit=unit)
        if codec.kind.is_number and not field.is_computed:
            kind = self.bounded(kind, codec)
        yield say(_TYPE, kind=kind)

    def bounded(self, kind: str, codec: Codec) -> str:
        say = self.sentences.say
        low, high = codec.minimum, getattr(codec, "maximum", None)
        ends = {
            name: codec.text(end)
            for name, end in (("low", low), ("high", high))
            if end is not None
        }
        if len(ends) > 1:
            return say(_FROM_TO, kind=kind, **ends)
        if low is not None:
            return say(_FROM, kind=kind, **ends)
        return say(_TO, kind=kind, **ends) if ends else kind

    def need(self, field: CompiledField) -> Iterator[str]:
        """Say when it is shown and whether it must be answered."""
        say = self.sentences.say
        if field.visible_if is not None:
            words = self.sentences.condition(field.visible_if.tree)
            yield say(_SHOWN_IF, condition=words)
        if field.is_computed or field.codec.kind is ValueKind.BOOLEAN:
            return
        if field.required_if is not None:
            words = self.sentences.condition(field.required_if.tree)
            yield say(_REQUIRED_IF, condition=words)
        elif field.requirement is Requirement.ALWAYS:
            yield say(_REQUIRED)
        elif field.default is not None:
            yield say(_DEFAULT, value=self.shown_value(field))
        else:
            yield say(_OPTIONAL)
        if field.prefill is not None:
            yield say(_PREFILLED)

    def shown_value(self, field: CompiledField) -> str:
        if field.default is None:
            return ""
        if field.codec.control.choices:
            return choice_label(field.codec, str(field.default), self.names)
        return field.codec.text(field.default)

    def computed(self, field: CompiledField) -> Iterator[str]:
        say = self.sentences.say
        if field.given:
            yield say(_GIVEN)
        elif field.compute is not None and isinstance(field.compute.tree, Select):
            tree = field.compute.tree
            yield say(_COMPUTED_BY, choice=self.sentences.value(tree.choice))
            yield from self.sentences.branches(tree)
        elif field.compute is not None:
            yield say(_COMPUTED, value=self.sentences.value(field.compute.tree))

    def choices(self, field: CompiledField) -> Iterator[str]:
        known = field.codec.control.choices
        if known and len(known) <= _MOST_CHOICES:
            labels = [
                f"«{choice_label(field.codec, each.key, self.names)}»" for each in known
            ]
            yield self.sentences.say(_CHOICES, labels=", ".join(labels))

    def explanation(self, field: CompiledField) -> Iterator[str]:
        for text in (field.hint, field.help):
            if text and text != NO_TEXT:
                yield self.sentences.say(_HELP, help=self.names.translate(text))

    def rules(self) -> Iterator[Block]:
        entries = tuple(map(self.rule, self.form.rules))
        if entries:
            yield Heading(2, self.sentences.say(_RULES))
            yield Entries(entries)

    def rule(self, rule: CompiledRule) -> Entry:
        say = self.sentences.say
        condition = self.sentences.condition(rule.condition.tree)
        of_list, key = rule.at
        place = key if of_list is None else f"{of_list}[…].{key}"
        message = self.names.translate(rule.message)
        return Entry(
            name=self.place(of_list, key),
            path=f"{rule.id}@{place}",
            lines=(
                say(_LEVELS[rule.level], condition=condition),
                say(_MESSAGE, message=message),
            ),
        )

    def total(self) -> Iterator[Block]:
        """Say when a request is refused for its total."""
        total = self.form.total
        if total is None or (total.zero_allowed and total.negative_allowed):
            return
        name = f"«{self.names.label(self.form.fields[total.key])}»"
        words = _TOTAL_NEGATIVE if total.zero_allowed else _TOTAL
        words = _TOTAL_ZERO if total.negative_allowed else words
        yield Paragraph(self.sentences.say(words, name=name))

    def place(self, of_list: str | None, key: str) -> str:
        """Name what a rule is shown at; a list by its rows."""
        if key in self.form.lists and of_list is None:
            return self.names.of_rows(key)
        fields = (
            self.form.fields.values()
            if of_list is None
            else self.form.lists[of_list].fields
        )
        found = next((each for each in fields if each.key == key), None)
        return key if found is None else self.names.label(found)

"""Every text of a form that somebody reads, and may translate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
    CompiledText,
)
from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.compiler.form import CompiledForm, CompiledItem

__all__ = ["texts_of"]


def texts_of(form: CompiledForm) -> tuple[Text, ...]:
    """Give the texts of a form, of what it includes and of its tariffs, each once."""
    found = dict.fromkeys(_texts(form))
    return tuple(text for text in found if text and text.context is not None)


def _texts(form: CompiledForm) -> Iterator[Text]:
    yield from (form.title, form.legal_basis)
    if form.total is not None:
        yield form.total.message
    for section in form.sections:
        yield from (section.title, section.help)
        for item in section.items:
            yield from _item(item)
    for rule in form.rules:
        yield rule.message
    for compiled in form.applicant:
        yield from _field(compiled)
    for tariff in form.tariffs.values():
        yield tariff.title
        for key in tariff.keys.values():
            yield key.label
            yield from (rate.source for rate in key.rates)


def _item(item: CompiledItem) -> Iterator[Text]:
    match item:
        case CompiledField():
            yield from _field(item)
        case CompiledText():
            yield from (item.title, item.body)
        case CompiledTable():
            yield from (item.title, item.help, *item.columns.values())
            for row in item.rows:
                yield row.label
        case CompiledGroup() | CompiledList():
            yield from (item.title, item.help)
            if isinstance(item, CompiledList):
                yield from (item.item, item.add_label)
            for inner in item.items:
                yield from _item(inner)


def _field(compiled: CompiledField) -> Iterator[Text]:
    yield from (compiled.label, compiled.short_label, compiled.help, compiled.hint)
    for choice in compiled.codec.control.choices:
        yield Text(choice.label, choice.context)

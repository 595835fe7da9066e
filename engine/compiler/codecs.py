"""The codec of every field: its type bound to what the author wrote."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.compiler.tables import expand
from engine.definition.model import Field, Group, Item, ListItem, TariffTable
from engine.diagnostics import Collector
from engine.field_type import OptionError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.definition.model import FormDefinition
    from engine.field_type import Codec, FieldType
    from engine.tariffs.model import Tariff

__all__ = ["Codecs", "bind_all"]


@dataclass(slots=True)
class Codecs:
    """Codecs by their field's type, options and choices."""

    types: Mapping[str, FieldType]
    tariffs: Mapping[str, Tariff]
    _bound: dict[int, tuple[Field, Codec]] = field(
        default_factory=dict[int, "tuple[Field, Codec]"]
    )

    _plain: dict[str, Codec] = field(default_factory=dict[str, "Codec"])
    """Codecs of fields without options, by their type."""

    def codec(self, item: Field) -> Codec:
        """Give a field's codec, bound once.

        Raises:
            OptionError: Its options contradict each other.
        """
        known = self._bound.get(id(item))
        if known is None:
            known = (item, self._bind(item))
            self._bound[id(item)] = known
        return known[1]

    def _bind(self, item: Field) -> Codec:
        if not item.options and item.choices_from is None:
            if item.type not in self._plain:
                self._plain[item.type] = self.types[item.type].bind({})
            return self._plain[item.type]
        options = dict(item.options)
        if item.choices_from is not None:
            tariff = self.tariffs[item.choices_from.text]
            labels = {key.name: key.label for key in tariff.keys.values()}
            options["choices"] = {key: text.french for key, text in labels.items()}
            options["_contexts"] = {key: text.context for key, text in labels.items()}
        elif isinstance(item.options.get("choices"), dict) and item.label.context:
            stem = item.label.context.removesuffix(".label")
            keys: Iterable[str] = item.options["choices"]  # type: ignore[assignment]
            options["_contexts"] = {key: f"{stem}.choices.{key}" for key in keys}
        return self.types[item.type].bind(options)


def bind_all(definition: FormDefinition, codecs: Codecs, collector: Collector) -> bool:
    """Bind every field's type, reporting options that contradict each other."""
    clean = True
    groups: list[tuple[Item, ...]] = [section.items for section in definition.sections]
    if definition.applicant is not None:
        groups.append(definition.applicant.items)
    for items in groups:
        for item in _fields(items, codecs.tariffs):
            clean = _bind_one(item, codecs, collector) and clean
    return clean


def _bind_one(item: Field, codecs: Codecs, collector: Collector) -> bool:
    source = item.choices_from
    if source is not None and source.text not in codecs.tariffs:
        collector.add("E341", source.span, tariff=source.text)
        return False
    try:
        codecs.codec(item)
    except OptionError as error:
        collector.add("E362", item.span, name=item.id, reason=error)
        return False
    return True


def _fields(items: tuple[Item, ...], tariffs: Mapping[str, Tariff]) -> Iterator[Field]:
    for item in items:
        match item:
            case Field():
                yield item
            case Group() | ListItem():
                yield from _fields(item.items, tariffs)
            case TariffTable():
                yield from _fields(expand(item, tariffs, Collector()).items, tariffs)
            case _:
                pass

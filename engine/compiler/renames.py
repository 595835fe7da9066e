"""The third pass: names that a form's questions had in earlier versions."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledList
    from engine.definition.model import Rename
    from engine.diagnostics import Collector

__all__ = ["renames_of"]


def renames_of(
    written: Iterable[Rename],
    fields: Mapping[str, CompiledField],
    lists: Mapping[str, CompiledList],
    collector: Collector,
) -> Mapping[str, str]:
    """Check renames and give them, old path pattern to new, in the author's order.

    An old name may be no place of the form any more, a new one must be: a question, or
    a group or list of questions. That the kinds of both agree can only be told beside
    the older form, by `engine.changes`.
    """
    every = tuple(_names(fields.values(), lists.values()))
    names = {name for name, _ in every}
    places = [name for name, is_typed in every if is_typed]
    found: dict[str, str] = {}
    for rename in written:
        if rename.new.text not in places:
            hint = did_you_mean(rename.new.text, places)
            collector.add("E369", rename.new.span, hint=hint, name=rename.new.text)
        if rename.old.text in names:
            collector.add("E370", rename.old.span, name=rename.old.text)
        found[rename.old.text] = rename.new.text
    return MappingProxyType(found)


def _names(
    fields: Iterable[CompiledField], lists: Iterable[CompiledList]
) -> Iterator[tuple[str, bool]]:
    """Give every path pattern, and whether people answer there: `wig`, `wig.cost`."""
    for field in fields:
        for name in _with_groups(field.key):
            yield name, not field.is_computed
    for of_list in lists:
        for name in _with_groups(of_list.key):
            yield name, not of_list.is_computed
        for field in of_list.fields:
            yield f"{of_list.key}.{field.key}", not field.is_computed


def _with_groups(key: str) -> Iterator[str]:
    parts = key.split(".")
    yield from (".".join(parts[:count]) for count in range(1, len(parts) + 1))

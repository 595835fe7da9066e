"""Includes, written out before anything else looks at a form.

    {include: shared/closing.yaml, set: {documents: {optional: false}}}

The entry is replaced by the file's section or group; `set` replaces options of its
fields. Every node keeps the file it stands in, so that carets and translations of
included parts are those of the included file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from engine.source.near_miss import did_you_mean
from engine.source.nodes import Entry, MappingNode, ScalarNode, SequenceNode
from engine.source.scalars import kind_words
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.diagnostics import Collector, Span
    from engine.source.files import SourceFile
    from engine.source.nodes import Node

__all__ = ["Includes"]

_NESTING_KEYS = ("sections", "fields")
_KINDS_BY_PLACE = {"sections": ("section", "group"), "fields": ("group",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Includes:
    """Writes out the includes of one form; `used` gathers the files they name."""

    files: Mapping[str, SourceFile]
    collector: Collector
    used: dict[str, SourceFile] = field(default_factory=dict[str, "SourceFile"])

    def written_out(self, root: MappingNode) -> MappingNode:
        """Give a form's root with each include replaced by what it includes.

        An include that cannot be resolved is reported and stays as it is.
        """
        return root.with_entries(map(self._entry, root))

    def _entry(self, entry: Entry) -> Entry:
        place = entry.key.text
        if place not in _NESTING_KEYS or not isinstance(entry.value, SequenceNode):
            return entry
        items = tuple(self._item(item, place) for item in entry.value.items)
        return Entry(entry.key, replace(entry.value, items=items))

    def _item(self, item: Node, place: str) -> Node:
        if not isinstance(item, MappingNode):
            return item
        included = item.get("include")
        if not isinstance(included, ScalarNode) or not _is_only_include(item):
            return self.written_out(item)
        part = self._part(included, place)
        changes = item.get("set")
        if part is None or changes is None:
            return part or item
        if not isinstance(changes, MappingNode):
            return item
        return _Changes(included.text, changes, self.collector).applied(part)

    def _part(self, included: ScalarNode, place: str) -> MappingNode | None:
        file = self.files.get(included.text)
        if file is None:
            hint = did_you_mean(included.text, self.files)
            self.collector.add("E213", included.span, hint=hint, file=included.text)
            return None
        self.used[file.name] = file
        root = load(file, self.collector)
        if root is None:
            return None
        kinds = _KINDS_BY_PLACE[place]
        if not isinstance(root, MappingNode) or not any(map(root.get, kinds)):
            self.collector.add(
                "E214", included.span, file=included.text, expected=" or ".join(kinds)
            )
            return None
        for nested in _includes_in(root):
            self.collector.add("E215", nested)
        return root


def _is_only_include(item: MappingNode) -> bool:
    """Tell an include without faults; the meta-schema tells the others."""
    return {entry.key.text for entry in item} <= {"include", "set"}


def _includes_in(node: MappingNode) -> Iterator[Span]:
    for entry in node:
        if entry.key.text == "include":
            yield entry.key.span
        if entry.key.text in _NESTING_KEYS and isinstance(entry.value, SequenceNode):
            for item in entry.value.items:
                if isinstance(item, MappingNode):
                    yield from _includes_in(item)


class _Changes:
    """The `set` of one include."""

    def __init__(self, file: str, changes: MappingNode, collector: Collector) -> None:
        self._file = file
        self._changes = changes
        self._collector = collector
        self._known: set[str] = set()

    def applied(self, part: MappingNode) -> MappingNode:
        """Give the included part with the options of its fields replaced."""
        changed = self._block(part, "")
        for entry in self._changes:
            name = entry.key.text
            if not isinstance(entry.value, MappingNode):
                self._collector.add(
                    "E201",
                    entry.value.span,
                    key=name,
                    expected="a mapping of options",
                    found=kind_words(entry.value),
                )
            if name not in self._known:
                self._collector.add(
                    "E216",
                    entry.key.span,
                    hint=did_you_mean(name, self._known),
                    name=name,
                    file=self._file,
                )
        return changed

    def _block(self, block: MappingNode, prefix: str) -> MappingNode:
        return block.with_entries(
            Entry(entry.key, self._fields(entry.value, prefix))
            if entry.key.text == "fields"
            else entry
            for entry in block
        )

    def _fields(self, fields: Node, prefix: str) -> Node:
        if not isinstance(fields, SequenceNode):
            return fields
        items = tuple(
            self._item(item, prefix) if isinstance(item, MappingNode) else item
            for item in fields.items
        )
        return replace(fields, items=items)

    def _item(self, item: MappingNode, prefix: str) -> MappingNode:
        field_name = item.get("field")
        if isinstance(field_name, ScalarNode):
            name = prefix + field_name.text
            self._known.add(name)
            options = self._changes.get(name)
            return _merged(item, options) if isinstance(options, MappingNode) else item
        block = item.get("group") or item.get("list")
        if isinstance(block, ScalarNode):
            return self._block(item, f"{prefix}{block.text}.")
        return item


def _merged(field: MappingNode, options: MappingNode) -> MappingNode:
    kept = tuple(entry for entry in field if options.get(entry.key.text) is None)
    return field.with_entries((*kept, *options))

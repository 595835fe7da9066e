"""Named types: a field type with options, and the rules that always go with it."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.definition.reading import Context, entries, one_of
from engine.definition.rules import rules_of
from engine.source.nodes import MappingNode
from engine.source.yaml_loader import load

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.definition.model import Rule
    from engine.diagnostics import Collector
    from engine.field_type import FieldType
    from engine.source.files import SourceFile
    from engine.source.nodes import Entry, Node

__all__ = ["TYPES_FILE", "NamedType", "load_named_types"]

TYPES_FILE = "shared/types.yaml"
"""Where named types stand, below the forms directory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedType:
    """An entry of `shared/types.yaml`; `options` are nodes, read with the field's."""

    name: str
    type: str
    options: Mapping[str, Node]
    rules: tuple[Rule, ...]


def load_named_types(
    files: Mapping[str, SourceFile],
    types: Mapping[str, FieldType],
    collector: Collector,
) -> Mapping[str, NamedType]:
    """Load the named types; one whose field type is not known is left out.

    The file's faults of structure are the meta-schema's to report, except for a name
    that is a field type's already.
    """
    file = files.get(TYPES_FILE)
    root = None if file is None else load(file, collector)
    if file is None or not isinstance(root, MappingNode):
        return MappingProxyType({})
    context = Context(
        types=types,
        named_types={},
        name_by_shown_path={file.shown: file.name},
        collector=collector,
        lost=[],
        path=file.shown,
    )
    named: dict[str, NamedType] = {}
    for entry in entries(root, "types"):
        if entry.key.text in types:
            collector.add("E212", entry.key.span, name=entry.key.text)
            continue
        made = _named_type(entry, context)
        if made is not None:
            named[made.name] = made
    return MappingProxyType(named)


def _named_type(entry: Entry, context: Context) -> NamedType | None:
    node = entry.value
    if not isinstance(node, MappingNode):
        return None
    field_type = context.types.get(one_of(node, "type", ""))
    if field_type is None:
        return None
    return NamedType(
        name=entry.key.text,
        type=field_type.name,
        options={
            option.key.text: option.value
            for option in node
            if option.key.text in field_type.option_schemas
        },
        rules=rules_of(node, context.inside(entry.key.text)),
    )

"""What the makers of a definition read nodes with.

The meta-schema has judged every node by then and reported what is wrong, so that these
are silent: a node that is not as it should be counts as absent.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from engine.i18n.texts import NO_TEXT, Text
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.scalars import is_text, read_text, to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.definition.named_types import NamedType
    from engine.diagnostics import Collector, Span
    from engine.field_type import FieldType
    from engine.source.nodes import Entry, Node

__all__ = [
    "Context",
    "boolean",
    "entries",
    "items",
    "number",
    "one_of",
    "scalar",
    "scalars",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every maker needs: the types, the files' names, the place in the form.

    `ids` lead from the form to the part being made and are the place of its texts.
    `lost` gathers the places of what could not be made: where it is not empty, names
    are missing and nobody may conclude that a name is unknown.
    """

    types: Mapping[str, FieldType]
    named_types: Mapping[str, NamedType]
    name_by_shown_path: Mapping[str, str]
    collector: Collector
    lost: list[Span]
    path: str
    """The file of the part being made, as spans name it."""
    ids: tuple[str, ...] = ()

    def inside(self, *ids: str) -> Context:
        """Give the context of a part of this one."""
        return replace(self, ids=(*self.ids, *ids))

    def of_file(self, path: str) -> Context:
        """Give the context of a part that may be included from another file.

        There its texts have the places of that file, whoever includes it.
        """
        return self if path == self.path else replace(self, path=path, ids=())

    def text(self, node: MappingNode, key: str) -> Text:
        """Give the text under a key, with its place for the catalogues."""
        found = node.get(key)
        return NO_TEXT if found is None else self.text_of(found, key)

    def text_of(self, node: Node, *keys: str) -> Text:
        """Give a node as a text whose place is this part and `keys`."""
        if not isinstance(node, ScalarNode) or not is_text(node):
            return NO_TEXT
        words = read_text(node, self.collector)
        file = self.name_by_shown_path.get(node.file.path, node.file.path)
        return Text(words or "", f"{file}#{'.'.join((*self.ids, *keys))}")


def scalar(node: MappingNode, key: str) -> ScalarNode | None:
    """Give the scalar under a key; None where there is none, or an empty one."""
    found = node.get(key)
    return found if isinstance(found, ScalarNode) and not found.is_null else None


def scalars(node: Node | None) -> tuple[ScalarNode, ...]:
    """Give the scalars of a list."""
    if not isinstance(node, SequenceNode):
        return ()
    return tuple(item for item in node.items if isinstance(item, ScalarNode))


def items(node: MappingNode, key: str) -> Iterator[MappingNode]:
    """Go through the mappings of the list under a key."""
    found = node.get(key)
    if isinstance(found, SequenceNode):
        for item in found.items:
            if isinstance(item, MappingNode):
                yield item


def entries(node: MappingNode, key: str) -> tuple[Entry, ...]:
    """Give the entries of the mapping under a key."""
    found = node.get(key)
    return tuple(found) if isinstance(found, MappingNode) else ()


def boolean(node: MappingNode, key: str) -> bool:
    """Tell whether `true` stands under a key."""
    found = node.get(key)
    return isinstance(found, ScalarNode) and to_json(found) is True


def number(node: MappingNode, key: str, default: int) -> int:
    """Give the whole number under a key."""
    found = node.get(key)
    value = to_json(found) if isinstance(found, ScalarNode) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def one_of(node: MappingNode, key: str, default: str) -> str:
    """Give the word under a key."""
    found = scalar(node, key)
    return default if found is None else found.text

"""Where in a file the texts are that people read, and what each of them is.

Found in the nodes as they are written, so that a form, a shared part and a tariff are
looked at alike, and each file once whoever includes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.source.nodes import MappingNode, ScalarNode, SequenceNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.source.nodes import Node

__all__ = ["WrittenText", "mappings", "texts"]

_TEXT_KEYS = frozenset(
    (
        "title",
        "label",
        "short_label",
        "help",
        "hint",
        "body",
        "message",
        "item",
        "add_label",
    )
)
_KEYS_OF_LABELS = frozenset(("labels", "short_labels", "choices", "columns"))
_NOT_TEXTS = frozenset(("examples", "let", "compute", "values"))
"""What holds the author's own data, in which nothing is shown."""


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text with the key that says what it is; those of choices are labels too."""

    key: str
    node: ScalarNode


def texts(node: Node) -> Iterator[WrittenText]:
    """Give every text of a file, in its order."""
    for mapping in mappings(node):
        for entry in mapping:
            if entry.key.text in _TEXT_KEYS and isinstance(entry.value, ScalarNode):
                yield WrittenText(entry.key.text, entry.value)
            elif entry.key.text in _KEYS_OF_LABELS:
                yield from (
                    WrittenText("label", each) for each in _scalars(entry.value)
                )


def mappings(node: Node) -> Iterator[MappingNode]:
    """Give every mapping that is part of a form, an outer before its inner."""
    match node:
        case MappingNode():
            yield node
            for entry in node:
                if entry.key.text not in _NOT_TEXTS:
                    yield from mappings(entry.value)
        case SequenceNode():
            for item in node.items:
                yield from mappings(item)
        case ScalarNode():
            pass


def _scalars(node: Node) -> Iterator[ScalarNode]:
    match node:
        case MappingNode():
            values = [entry.value for entry in node]
        case SequenceNode():
            values = list(node.items)
        case ScalarNode():
            values = []
    yield from (value for value in values if isinstance(value, ScalarNode))

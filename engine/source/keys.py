"""The keys of a mapping against those that mean something there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.source.near_miss import did_you_mean
from engine.source.nodes import MappingNode
from engine.source.scalars import kind_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from engine.diagnostics import Collector
    from engine.source.nodes import Node

__all__ = ["read_mapping", "require_keys"]


def read_mapping(
    node: Node, owner: str, known: Collection[str], collector: Collector
) -> MappingNode | None:
    """Give the node as a mapping, reporting each key that means nothing in `owner`.

    Args:
        node: Any node; what is no mapping is reported.
        owner: What the mapping is, for the message: «a tariff», «a row».
        known: The keys that have a meaning.
        collector: Where faults go.
    """
    if not isinstance(node, MappingNode):
        collector.add(
            "E137", node.span, expected="a mapping of keys", found=kind_words(node)
        )
        return None
    for entry in node:
        if entry.key.text not in known:
            hint = did_you_mean(entry.key.text, known)
            collector.add(
                "E202", entry.key.span, hint=hint, key=entry.key.text, owner=owner
            )
    return node


def require_keys(
    node: MappingNode, owner: str, required: Collection[str], collector: Collector
) -> bool:
    """Report each required key that is not there; tell whether all are."""
    missing = [key for key in required if node.get(key) is None]
    for key in missing:
        collector.add("E203", node.span, owner=owner, key=key)
    return not missing

"""A template's faults: what JSON Schema found, at its place and in an author's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.source.nodes import MappingNode, Node, ScalarNode, SequenceNode
from engine.source.scalars import kind_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jsonschema.exceptions import ValidationError

    from engine.diagnostics import Collector

__all__ = ["node_at", "report_schema_errors"]

_KINDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "a text",
    "number": "a number",
}
_BOUNDS = {
    "minimum": "at least",
    "maximum": "at most",
}
_SIZES = {
    "minItems": "at least {} entries",
    "maxItems": "at most {} entries",
    "minLength": "at least {} characters",
}


def node_at(root: Node, path: Iterable[str | int]) -> Node:
    """Follow keys and positions from a root; give the last node that there is."""
    node = root
    for step in path:
        found: Node | None = None
        if isinstance(node, MappingNode):
            found = node.get(str(step))
        elif isinstance(node, SequenceNode) and isinstance(step, int):
            found = node.items[step] if step < len(node.items) else None
        if found is None:
            break
        node = found
    return node


def report_schema_errors(
    root: Node, errors: Iterable[ValidationError], collector: Collector
) -> None:
    """Collect every error of a schema as a diagnostic at its node."""
    for error in errors:
        _report(root, error, collector)


def _report(root: Node, error: ValidationError, collector: Collector) -> None:
    path = list(error.absolute_path)
    node = node_at(root, path)
    key = next((step for step in reversed(path) if isinstance(step, str)), "template")
    rule: str = str(error.validator)
    limit: Any = error.validator_value
    text = node.text if isinstance(node, ScalarNode) else kind_words(node)
    match rule:
        case "additionalProperties":
            _report_unknown(node, error, key, collector)
        case "required":
            _report_missing(node, limit, key, collector)
        case "type":
            collector.add(
                "E201",
                node.span,
                key=key,
                expected=_KINDS.get(limit, str(limit)),
                found=kind_words(node),
            )
        case "enum":
            choices = ", ".join(map(str, limit))
            collector.add("E206", node.span, key=key, text=text, choices=choices)
        case "minimum" | "maximum":
            bound = f"{_BOUNDS[rule]} {limit}"
            collector.add("E207", node.span, key=key, bound=bound, text=text)
        case "minItems" | "maxItems" | "minLength":
            bound = _SIZES[rule].format(limit)
            collector.add("E208", node.span, key=key, bound=bound)
        case _:
            collector.add("E209", node.span, key=key, rule=_wanted(error))


def _wanted(error: ValidationError) -> str:
    """Say what a pattern asks for."""
    schema: Any = error.schema
    wanted = schema.get("description") if isinstance(schema, dict) else None
    return f"write {wanted or 'small letters, digits and points, such as «remarks»'}"


def _report_unknown(
    node: Node, error: ValidationError, key: str, collector: Collector
) -> None:
    schema: Any = error.schema
    known = schema.get("properties", {})
    if isinstance(node, MappingNode):
        for entry in node:
            if entry.key.text not in known:
                collector.add(
                    "E202", entry.key.span, key=entry.key.text, owner=f"«{key}»"
                )


def _report_missing(node: Node, limit: Any, key: str, collector: Collector) -> None:
    if isinstance(node, MappingNode):
        for wanted in limit:
            if node.get(wanted) is None:
                collector.add("E203", node.span, owner=f"«{key}»", key=wanted)

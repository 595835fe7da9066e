"""What a violation of the meta-schema means, in an author's words.

The kinds of violation are JSON Schema's keywords. Each has words of its own; a field
type may use any keyword for its options, and one without words is told by the
option's description.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from engine.definition.field_schemas import ID
from engine.diagnostics import Edit
from engine.source.near_miss import did_you_mean
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.quoting import quoted
from engine.source.scalars import kind_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from jsonschema.exceptions import ValidationError

    from engine.diagnostics import Collector, Span
    from engine.source.nodes import Node

__all__ = ["report_faults"]

_Schema = dict[str, object]

_RULES = {str(ID["pattern"]): str(ID["patternErrorMessage"])}
"""Words for patterns that come without any."""

_KINDS = {
    "object": "a mapping of keys",
    "array": "a list",
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
}
_NAMING_KEYS = (
    "field",
    "period",
    "list",
    "group",
    "section",
    "text",
    "tariff_table",
    "include",
    "example",
)
"""Keys by whose value an author recognises a mapping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fault:
    """A violation with the node it is about."""

    keyword: str
    wanted: object
    """The keyword's value in the schema."""
    instance: object
    schema: _Schema
    node: Node
    key: str
    """The key (or place in a list) under which the node stands."""
    owner: str
    """How an author recognises the node, if it is a mapping."""
    parent: Node
    collector: Collector

    @property
    def span(self) -> Span:
        return self.node.span

    @property
    def mapping(self) -> MappingNode:
        """The node as a mapping; one without keys where it is none."""
        if isinstance(self.node, MappingNode):
            return self.node
        return MappingNode({}, self.node.file, self.node.start, self.node.start + 1)


def report_faults(
    root: Node, errors: Iterable[ValidationError], collector: Collector
) -> None:
    """Report each violation at its place, leaving out what follows from another."""
    faults = [_fault(root, error, collector) for error in errors]
    follows = _what_follows(faults)
    for fault in faults:
        if fault.keyword not in follows.get(id(fault.node), ()):
            _REPORTS.get(fault.keyword, _unclear)(fault)


def _what_follows(faults: Iterable[_Fault]) -> dict[int, tuple[str, ...]]:
    """Give by node the keywords whose faults follow from not knowing what it is.

    A mapping with none of the deciding keys most likely has one of them misspelt; one
    with several of them lacks nothing but a decision.
    """
    follows: dict[int, tuple[str, ...]] = {}
    for fault in faults:
        if fault.keyword == "oneOf" and isinstance(fault.node, MappingNode):
            decided = [key for key in _alternatives(fault) if fault.node.get(key)]
            unknown = ("additionalProperties",)
            follows[id(fault.node)] = (*unknown, "required") if decided else unknown
    return follows


def _fault(root: Node, error: ValidationError, collector: Collector) -> _Fault:
    path = cast("Sequence[str | int]", tuple(error.absolute_path))
    node, key, owner = root, "this file", _root_owner(root)
    parent = root
    for step in path:
        parent, node = node, _child(node, step)
        key = step if isinstance(step, str) else key
        words = f"«{key}»" if isinstance(step, str) else f"an entry of «{key}»"
        owner = _owner(node, words)
    return _Fault(
        keyword=str(error.validator),
        wanted=cast("object", error.validator_value),
        instance=cast("object", error.instance),
        schema=cast("_Schema", error.schema) if isinstance(error.schema, dict) else {},
        node=node,
        key=key,
        owner=owner,
        parent=parent,
        collector=collector,
    )


def _child(node: Node, step: str | int) -> Node:
    """Go one step of a fault's path, which leads through what was judged."""
    if isinstance(node, SequenceNode) and isinstance(step, int):
        return node.items[step]
    found = node.get(str(step)) if isinstance(node, MappingNode) else None
    return found or node


def _root_owner(root: Node) -> str:
    form = root.get("form") if isinstance(root, MappingNode) else None
    if isinstance(form, ScalarNode):
        return f"the form «{form.text}»"
    return _owner(root, "this file")


def _owner(node: Node, otherwise: str) -> str:
    """Name a mapping: «the field «fare»», or by where it stands."""
    if isinstance(node, MappingNode):
        for naming in _NAMING_KEYS:
            value = node.get(naming)
            if isinstance(value, ScalarNode):
                return f"the {naming.replace('_', ' ')} «{value.text}»"
            if isinstance(value, SequenceNode):
                return f"the {naming}"
    return otherwise


def _unknown_keys(fault: _Fault) -> None:
    properties = cast("_Schema", fault.schema.get("properties", {}))
    present = {entry.key.text for entry in fault.mapping}
    for entry in fault.mapping:
        key = entry.key.text
        if key not in properties:
            # A key that is written already is not what was meant.
            near = did_you_mean(
                key, [name for name in properties if name not in present]
            )
            fault.collector.add(
                "E202", entry.key.span, hint=near, key=key, owner=fault.owner
            )


def _missing_keys(fault: _Fault) -> None:
    for key in cast("list[str]", fault.wanted):
        if fault.mapping.get(key) is None:
            fault.collector.add("E203", fault.span, owner=fault.owner, key=key)


def _kind(fault: _Fault) -> None:
    wanted = fault.wanted
    kinds = cast("list[str]", wanted if isinstance(wanted, list) else [wanted])
    expected = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
    if "title" in fault.schema:
        expected = str(fault.schema["title"])
    if isinstance(fault.node, ScalarNode) and fault.node.is_null:
        fault.collector.add("E136", fault.span)
        return
    hint, fix = None, None
    if isinstance(fault.instance, bool) and kinds == ["string"]:
        words = quoted(cast("ScalarNode", fault.node).text)
        hint, fix = f"put it into quotes: {words}", Edit(fault.span, words)
    fault.collector.add(
        "E201",
        fault.span,
        hint=hint,
        fix=fix,
        key=fault.key,
        expected=expected,
        found=kind_words(fault.node),
    )


def _choice(fault: _Fault) -> None:
    known = [str(value) for value in cast("list[object]", fault.wanted)]
    text = fault.node.text if isinstance(fault.node, ScalarNode) else "…"
    hint = did_you_mean(text, known)
    if fault.key == "type":
        is_period = isinstance(fault.parent, MappingNode) and fault.parent.get("period")
        code = "E221" if is_period else "E217"
        fault.collector.add(code, fault.span, hint=hint or _one_of(known), name=text)
        return
    fault.collector.add(
        "E206",
        fault.span,
        hint=hint,
        key=fault.key,
        text=text,
        choices=", ".join(known),
    )


def _one_of(known: list[str]) -> str:
    return f"the types are {', '.join(known)}"


def _alternatives(fault: _Fault) -> list[str]:
    """Give the keys of which one decides; empty for another kind of `oneOf`."""
    alternatives = cast("list[_Schema]", fault.wanted)
    if not all(set(schema) == {"required"} for schema in alternatives):
        return []
    return [cast("list[str]", schema["required"])[0] for schema in alternatives]


def _one_key(fault: _Fault) -> None:
    keys = _alternatives(fault)
    if not keys:
        _unclear(fault)
    # That something is no mapping at all is told by `type`.
    if not keys or not isinstance(fault.node, MappingNode):
        return
    present = [entry.key.text for entry in fault.node]
    hints = (did_you_mean(key, keys) for key in present if key not in keys)
    fault.collector.add(
        "E205",
        fault.span,
        hint=next((hint for hint in hints if hint), None),
        owner=fault.owner,
        keys=", ".join(f"«{key}»" for key in keys),
    )


def _pattern(fault: _Fault) -> None:
    rule = _RULES.get(str(fault.wanted)) or _description(fault)
    rule = str(fault.schema.get("patternErrorMessage") or rule)
    text = fault.node.text if isinstance(fault.node, ScalarNode) else fault.instance
    # `propertyNames` judges a key, but reports the mapping that has it.
    entry = fault.mapping.entry(str(text))
    span = fault.span if entry is None else entry.key.span
    fault.collector.add("E204", span, text=text, rule=rule)


def _bound(words: str) -> Callable[[_Fault], None]:
    def report(fault: _Fault) -> None:
        text = fault.node.text if isinstance(fault.node, ScalarNode) else "…"
        fault.collector.add(
            "E207",
            fault.span,
            key=fault.key,
            bound=words.format(fault.wanted),
            text=text,
        )

    return report


def _size(words: str, one: str = "") -> Callable[[_Fault], None]:
    def report(fault: _Fault) -> None:
        bound = one if one and fault.wanted == 1 else words.format(fault.wanted)
        fault.collector.add("E208", fault.span, key=fault.key, bound=bound)

    return report


def _description(fault: _Fault) -> str:
    return str(fault.schema.get("description") or "look at the author's guide")


def _unclear(fault: _Fault) -> None:
    text = fault.node.text if isinstance(fault.node, ScalarNode) else fault.key
    fault.collector.add("E204", fault.span, text=text, rule=_description(fault))


_REPORTS: dict[str, Callable[[_Fault], None]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _kind,
    "enum": _choice,
    "oneOf": _one_key,
    "pattern": _pattern,
    "minimum": _bound("at least {}"),
    "maximum": _bound("at most {}"),
    "exclusiveMinimum": _bound("more than {}"),
    "exclusiveMaximum": _bound("less than {}"),
    "minItems": _size("at least {} entries", "at least one entry"),
    "maxItems": _size("at most {} entries", "at most one entry"),
    "minProperties": _size("at least {} entries", "at least one entry"),
    "maxProperties": _size("at most {} entries", "at most one entry"),
    "minLength": _size("at least {} characters", "at least one character"),
    "maxLength": _size("at most {} characters", "at most one character"),
    "uniqueItems": _size("no entry twice"),
}

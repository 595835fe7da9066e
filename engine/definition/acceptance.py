"""Nodes that certainly are as a JSON Schema wants them, told without jsonschema.

A test is made of each part of a schema when it is first needed, from the very keywords
that `engine.definition.violations` gives to jsonschema. It may say no where nothing is
wrong (a keyword that it does not know), never yes where something is: who hears no
asks jsonschema, which finds the faults. Nearly every file is right, and right files
are told so in a sixth of the time.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from engine.definition.json_schema import Part, whole_pattern
from engine.source.nodes import MappingNode, ScalarNode, SequenceNode
from engine.source.scalars import is_number, is_text, to_json

if TYPE_CHECKING:
    from engine.source.nodes import Node

__all__ = ["Acceptance"]

_Schema = Mapping[str, object]
_Test = Callable[["Node"], bool]
_Keyword = Callable[[object], _Test]
_Compare = Callable[[Any, Any], bool]

_ANNOTATIONS = frozenset(
    (
        "$defs",
        "$schema",
        "description",
        "format",
        "patternErrorMessage",
        "then",
        "title",
    )
)
"""Keywords that forbid nothing by themselves."""

_DEFINITION = "#/$defs/"


class Acceptance:
    """A JSON Schema, ready to tell what it certainly accepts."""

    def __init__(self, schema: _Schema) -> None:
        """Prepare for judging by `schema` and by each of its definitions."""
        self._schema = schema
        self._tests: dict[int, _Test] = {}
        """By the identity of a part of the schema, which lives as long as this."""
        self._with_parts: Mapping[str, Callable[[_Schema], _Test]] = {
            "$ref": lambda given: self._reference(str(given["$ref"])),
            "additionalProperties": self._properties,
            "allOf": self._all_of,
            "if": self._condition,
            "items": self._items,
            "properties": self._properties,
            "propertyNames": self._names,
        }
        """Keywords whose test is made of tests of other parts."""

    def accepts(self, node: Node, definition: str | None = None) -> bool:
        """Tell whether a node certainly is as the schema, or a definition, wants it."""
        if definition is None:
            return self._test(self._schema)(node)
        return self._reference(_DEFINITION + definition)(node)

    def _test(self, schema: object) -> _Test:
        """Give the test of a part of the schema."""
        known = self._tests.get(id(schema))
        if known is None:
            known = self._tests[id(schema)] = self._made(schema)
        return known

    def _made(self, schema: object) -> _Test:
        if schema is True:
            return _always
        if not isinstance(schema, dict):
            return _never
        given = cast("_Schema", schema)
        tests = [
            self._of_keyword(keyword, given)
            for keyword in given
            if keyword not in _ANNOTATIONS
            and not (keyword == "additionalProperties" and "properties" in given)
        ]
        return tests[0] if len(tests) == 1 else _all(tests)

    def _of_keyword(self, keyword: str, schema: _Schema) -> _Test:
        value = schema[keyword]
        simple = _SIMPLE.get(keyword)
        if simple is not None:
            return simple(value)
        made = self._with_parts.get(keyword)
        return _never if made is None else made(schema)

    def _reference(self, pointer: str) -> _Test:
        """Give a test that is made when something is to be tested: it may hold itself.

        A pointer that leads nowhere is jsonschema's to refuse.
        """
        definitions = cast("Mapping[str, object]", self._schema.get("$defs", {}))
        definition = definitions.get(pointer.removeprefix(_DEFINITION), False)

        def test(node: Node) -> bool:
            return self._test(definition)(node)

        return test

    def _properties(self, schema: _Schema) -> _Test:
        properties = cast("_Schema", schema.get("properties", {}))
        tests = {key: self._test(part) for key, part in properties.items()}
        other = self._test(schema.get("additionalProperties", True))

        def test(node: Node) -> bool:
            if not isinstance(node, MappingNode):
                return True
            for key, entry in node.by_key.items():
                if not tests.get(key, other)(entry.value):
                    return False
            return True

        return test

    def _items(self, schema: _Schema) -> _Test:
        test = self._test(schema["items"])
        return lambda node: (
            not isinstance(node, SequenceNode) or all(map(test, node.items))
        )

    def _names(self, schema: _Schema) -> _Test:
        """Test keys, which are texts however they are written."""
        test = self._test(schema["propertyNames"])
        return lambda node: (
            not isinstance(node, MappingNode)
            or all(test(entry.key._replace(plain=False)) for entry in node)
        )

    def _all_of(self, schema: _Schema) -> _Test:
        """Test by the parts that are about a mapping, which a key or its text tells."""
        parts = cast("Sequence[object]", schema["allOf"])
        tests = [self._test(part) for part in parts if not isinstance(part, Part)]
        by_key: dict[str, dict[str | None, list[_Test]]] = {}
        for part in parts:
            if isinstance(part, Part):
                by_text = by_key.setdefault(part.key, {})
                by_text.setdefault(part.text, []).append(self._test(part["then"]))
        return _all([*tests, *(_about(key, found) for key, found in by_key.items())])

    def _condition(self, schema: _Schema) -> _Test:
        """Test by `then` what is of the type that `if` names; no other is known."""
        condition = cast("_Schema", schema["if"])
        if set(condition) != {"type"} or "else" in schema:
            return _never
        holds = self._test(condition)
        then = self._test(schema.get("then", True))
        return lambda node: not holds(node) or then(node)


def _about(key: str, by_text: Mapping[str | None, Sequence[_Test]]) -> _Test:
    """Test mappings that have a key by what counts for its text, and for any (None)."""

    def test(node: Node) -> bool:
        if not isinstance(node, MappingNode):
            return False
        value = node.get(key)
        if value is None:
            return True
        tests = by_text.get(None, ())
        if isinstance(value, ScalarNode):
            tests = (*tests, *by_text.get(value.text, ()))
        return all(each(node) for each in tests)

    return test


def _always(_: Node) -> bool:
    return True


def _never(_: Node) -> bool:
    return False


def _all(tests: Sequence[_Test]) -> _Test:
    def test(node: Node) -> bool:
        for each in tests:  # noqa: SIM110 - a generator takes twice as long
            if not each(node):
                return False
        return True

    return test


def _is_integer(node: Node) -> bool:
    return is_number(node) and "." not in cast("ScalarNode", node).text


def _is_boolean(node: Node) -> bool:
    return isinstance(to_json(node) if isinstance(node, ScalarNode) else None, bool)


_TYPES: Mapping[str, _Test] = {
    "object": lambda node: isinstance(node, MappingNode),
    "array": lambda node: isinstance(node, SequenceNode),
    "string": is_text,
    "number": is_number,
    "integer": _is_integer,
    "boolean": _is_boolean,
}


def _type(value: object) -> _Test:
    words = cast("list[str]", value if isinstance(value, list) else [value])
    tests = [_TYPES.get(word, _never) for word in words]
    if len(tests) == 1:
        return tests[0]
    return lambda node: any(test(node) for test in tests)


def _one_of_words(value: object) -> _Test:
    words = cast("list[object]", value)
    if not all(isinstance(word, str) for word in words):
        return _never
    known = frozenset(words)
    return lambda node: is_text(node) and cast("ScalarNode", node).text in known


def _pattern(value: object) -> _Test:
    search = re.compile(whole_pattern(str(value))).search
    return _on_text(lambda text: search(text) is not None)


def _on_text(holds: Callable[[str], bool]) -> _Test:
    """Test texts; what is none passes."""
    return lambda node: not is_text(node) or holds(cast("ScalarNode", node).text)


def _on_number(holds: Callable[[Decimal], bool]) -> _Test:
    """Test numbers; what is none passes."""
    return lambda node: (
        not is_number(node) or holds(Decimal(cast("ScalarNode", node).text))
    )


def _required(value: object) -> _Test:
    keys = cast("list[str]", value)

    def test(node: Node) -> bool:
        return not isinstance(node, MappingNode) or all(
            map(node.by_key.__contains__, keys)
        )

    return test


def _one_required(value: object) -> _Test:
    """Test that a mapping has one of several keys; other kinds of `oneOf` are not."""
    keys: list[str] = []
    for alternative in cast("list[_Schema]", value):
        required = cast("list[str]", alternative.get("required", []))
        if set(alternative) != {"required"} or len(required) != 1:
            return _never
        keys += required
    return lambda node: (
        isinstance(node, MappingNode) and sum(map(node.by_key.__contains__, keys)) == 1
    )


def _length(kind: type[SequenceNode | MappingNode], holds: _Compare) -> _Keyword:
    """Make a keyword about the number of a list's items or a mapping's keys."""

    def keyword(value: object) -> _Test:
        bound = cast("int", value)

        def test(node: Node) -> bool:
            return not isinstance(node, kind) or holds(node.size, bound)

        return test

    return keyword


def _unique(value: object) -> _Test:
    """Test lists of words; whether other things are alike is left to jsonschema."""
    if value is not True:
        return _never

    def test(node: Node) -> bool:
        if not isinstance(node, SequenceNode):
            return True
        words = {
            item.text
            for item in node.items
            if isinstance(item, ScalarNode) and is_text(item) and not is_number(item)
        }
        return len(words) == len(node.items)

    return test


def _text_length(holds: _Compare) -> _Keyword:
    return lambda value: _on_text(lambda text: holds(len(text), cast("int", value)))


def _bound(holds: _Compare) -> _Keyword:
    return lambda value: _on_number(lambda number: holds(number, value))


_SIMPLE: Mapping[str, _Keyword] = {
    "const": lambda value: _one_of_words([value]),
    "enum": _one_of_words,
    "exclusiveMaximum": _bound(operator.lt),
    "exclusiveMinimum": _bound(operator.gt),
    "maxItems": _length(SequenceNode, operator.le),
    "maxLength": _text_length(operator.le),
    "maxProperties": _length(MappingNode, operator.le),
    "maximum": _bound(operator.le),
    "minItems": _length(SequenceNode, operator.ge),
    "minLength": _text_length(operator.ge),
    "minProperties": _length(MappingNode, operator.ge),
    "minimum": _bound(operator.ge),
    "oneOf": _one_required,
    "pattern": _pattern,
    "required": _required,
    "type": _type,
    "uniqueItems": _unique,
}
"""Keywords whose test is made of their value alone."""

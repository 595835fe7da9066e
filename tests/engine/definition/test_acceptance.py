"""What is accepted without jsonschema is what jsonschema finds nothing wrong in."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.definition.acceptance import Acceptance
from engine.definition.includes import Includes
from engine.definition.json_schema import Part, either
from engine.definition.meta_schema import meta_schema
from engine.definition.named_types import load_named_types
from engine.definition.violations import violations
from engine.diagnostics import Collector
from engine.field_type import discover
from engine.source.files import SourceFile, read_directory
from engine.source.nodes import Entry, MappingNode, ScalarNode, SequenceNode
from engine.source.yaml_loader import load

FILES = read_directory(Path(__file__).parents[3] / "forms")
TYPES = discover()
SCHEMA = meta_schema(TYPES, load_named_types(FILES, TYPES, Collector()))
ACCEPTANCE = Acceptance(SCHEMA)
WORDS = ("", "~", "true", "0", "-3", "1.50", "12345678901", "text", "É è", "a\n")
KEYS = ("field", "group", "type", "label", "min", "choices", "error_if", "visible_if")


def root_of(text):
    node = load(SourceFile(name="f", shown="f", text=text), Collector())
    assert node is not None
    return node


def written_out(name):
    includes = Includes(files=FILES, collector=Collector())
    root = load(FILES[name], Collector())
    assert isinstance(root, MappingNode)
    return includes.written_out(root)


FORMS = {name: written_out(name) for name in FILES if "/" not in name}
SAMPLE = FORMS["318.632.yaml"]


def parts(node):
    """Give every node of a tree."""
    yield node
    inner = ()
    if isinstance(node, MappingNode):
        inner = [entry.value for entry in node]
    elif isinstance(node, SequenceNode):
        inner = node.items
    for each in inner:
        yield from parts(each)


def with_another(node, old, new):
    """Give a tree in which one node, the very object, is another."""
    if node is old:
        return new
    if isinstance(node, MappingNode):
        return node.with_entries(
            Entry(entry.key, with_another(entry.value, old, new)) for entry in node
        )
    if isinstance(node, SequenceNode):
        items = tuple(with_another(item, old, new) for item in node.items)
        return replace(node, items=items)
    return node


PARTS = tuple(parts(SAMPLE))


@st.composite
def spoilt(draw, node):
    """Give a node as an author may have got it wrong, or still right."""
    if isinstance(node, ScalarNode):
        return node._replace(
            text=draw(st.sampled_from(WORDS)), plain=draw(st.booleans())
        )
    if isinstance(node, SequenceNode) and node.items:
        kept = draw(st.lists(st.sampled_from(node.items), max_size=3))
        return replace(node, items=tuple(kept))
    if not isinstance(node, MappingNode) or not node.by_key:
        return draw(st.sampled_from(PARTS))
    entries = list(node)
    place = draw(st.integers(0, len(entries) - 1))
    key = draw(st.sampled_from(KEYS))
    match draw(st.sampled_from(("leave out", "rename", "add"))):
        case "leave out":
            entries.pop(place)
        case "rename":
            old = entries[place]
            entries[place] = Entry(old.key._replace(text=key), old.value)
        case _:
            value = draw(st.sampled_from(PARTS))
            entries.append(Entry(entries[place].key._replace(text=key), value))
    return node.with_entries(entries)


@st.composite
def trees(draw):
    """Give a form with one or two of its nodes spoilt or put elsewhere."""
    tree = SAMPLE
    for _ in range(draw(st.integers(1, 2))):
        old = draw(st.sampled_from(PARTS))
        other = draw(st.sampled_from(PARTS))
        new = draw(st.just(other) | spoilt(old))
        tree = with_another(tree, old, new)
    return tree


def is_right(node, schema=SCHEMA):
    return not any(violations(node, schema))


@pytest.mark.parametrize("name", sorted(FORMS))
def test_forms_that_are_right_are_accepted(name):
    """Nobody waits for jsonschema who has made no mistake."""
    assert ACCEPTANCE.accepts(FORMS[name])


@settings(max_examples=200, deadline=None)
@given(trees())
def test_both_say_the_same_about_a_form_with_mistakes(tree):
    """There is one truth about what a form may say."""
    assert ACCEPTANCE.accepts(tree) == is_right(tree)


SCHEMAS = (
    {"type": ["string", "boolean"]},
    {"type": ["array", "object"]},
    {"type": "null"},
    {"type": "integer", "minimum": 0, "maximum": 11},
    {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1.5},
    {"multipleOf": 2},
    {"minLength": 2, "maxLength": 4},
    {"pattern": "^[a-z]+$"},
    {"const": "12"},
    {"const": 12},
    {"enum": ["ab", "12"]},
    {"uniqueItems": True},
    {"uniqueItems": False},
    {"items": {"type": "string"}, "minItems": 1, "maxItems": 2},
    {"propertyNames": {"maxLength": 1}, "minProperties": 1, "maxProperties": 1},
    {"additionalProperties": {"type": "integer"}},
    {"properties": {"a": {"type": "integer"}}},
    {"properties": {"a": True}, "additionalProperties": False, "required": ["a"]},
    {"oneOf": [{"required": ["a"]}, {"required": ["true"]}]},
    {"oneOf": [{"type": "array"}, {"type": "string"}]},
    {"if": {"type": "object"}, "then": {"required": ["a"]}},
    {"if": {"type": "array"}, "then": {"minItems": 2}, "else": {"type": "string"}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"allOf": [{"type": "object"}, {"required": ["a"]}]},
    {"anyOf": [{"type": "string"}]},
    {"not": {"type": "string"}},
    {"$defs": {"a": {"items": {"$ref": "#/$defs/a"}, "not": {"type": "object"}}}}
    | {"$ref": "#/$defs/a"},
    {"$defs": {"a": {"items": {"$ref": "#/$defs/a"}, "maxItems": 1}}}
    | {"$ref": "#/$defs/a"},
)
TEXTS = (
    "~",
    "true",
    '"true"',
    "0",
    "12",
    "'12'",
    "1.0",
    "1.50",
    "ab",
    '"ab\\n"',
    "long text",
    "[]",
    "[ab]",
    "[ab, ab]",
    "[1, 1.0]",
    "[1, 2, ab]",
    "[[ab, [ab, ab]]]",
    "{}",
    "{a: 1}",
    "{a: ab, b: 1}",
    "{true: x}",
    "{a: 1, true: 1}",
)


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_nothing_is_accepted_that_a_schema_forbids(schema):
    """A keyword that is not known here is never taken for harmless."""
    accepted = [
        text
        for text in TEXTS
        if Acceptance(schema).accepts(root_of(text))
        and not is_right(root_of(text), schema)
    ]

    assert accepted == []


def test_a_definition_is_judged_by_itself():
    """Shared files are judged by what they are."""
    types_file = load(FILES["shared/types.yaml"], Collector())
    assert types_file is not None

    assert ACCEPTANCE.accepts(types_file, "types_file")
    assert not ACCEPTANCE.accepts(types_file, "group")


def test_what_is_no_mapping_is_no_item():
    """A definition of alternatives asks for keys."""
    assert not Acceptance(either({"a": {}, "b": {}})).accepts(root_of("[a]"))
    assert not Acceptance({"allOf": [Part("a", {})]}).accepts(root_of("[a]"))
    assert Acceptance(either({"a": {}, "b": {}})).accepts(root_of("a: 1"))


def test_a_schema_may_forbid_everything_or_nothing():
    """A schema is a mapping, true or false; another dialect's is not understood."""
    assert Acceptance({"properties": {"a": True}}).accepts(root_of("a: 1"))
    assert not Acceptance({"properties": {"a": False}}).accepts(root_of("a: 1"))
    assert Acceptance({"properties": {"a": False}}).accepts(root_of("b: 1"))

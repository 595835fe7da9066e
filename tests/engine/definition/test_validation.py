"""Nodes are judged by a JSON Schema, faults told in words at their place."""

import pytest

from engine.definition.validation import Judge
from engine.diagnostics import Collector, render
from engine.source.files import SourceFile
from engine.source.yaml_loader import load


def test_what_is_known_under_no_key_is_told_at_the_whole():
    """A schema may forbid everything."""
    collector = Collector()
    node = load(SourceFile(name="f", shown="f", text="a: 1\n"), collector)
    assert node is not None

    Judge({"oneOf": [{"type": "array"}, {"type": "string"}]}).judge(node, collector)

    assert [render(found, None) for found in collector.sorted()] == [
        "f:1:1: error E204 «this file» cannot stand here: look at the author's guide"
    ]


def told(schema, text):
    """Give what is told about `a: text`, judged by a schema for `a`."""
    collector = Collector()
    node = load(SourceFile(name="f", shown="f", text=f"a: {text}\n"), collector)
    assert node is not None
    Judge({"properties": {"a": schema}}).judge(node, collector)
    return [render(found, None) for found in collector.sorted()]


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"type": "string"}, "2024"),
        ({"type": "string", "pattern": r"^\d+\.\d\d$"}, "1.50"),
        ({"type": "string", "minLength": 4}, "1.50"),
        ({"type": "number", "minimum": 1.5}, "1.50"),
        ({"type": "integer"}, "-3"),
        ({"enum": ["half", "12"]}, "12"),
        ({"type": "boolean"}, "true"),
        ({"type": "array", "uniqueItems": True}, "[1, 2]"),
    ],
)
def test_a_scalar_is_a_number_and_the_text_it_is_written_as(schema, text):
    """Authors need no quotes around what is plainly meant."""
    assert told(schema, text) == []


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        (
            {"type": "integer"},
            "1.0",
            "f:1:4: error E201 «a» must be a whole number, not a number",
        ),
        (
            {"type": "string", "pattern": "^[a-z]+$", "description": "Small letters."},
            '"ab\\n"',
            "f:1:4: error E204 «ab\n» cannot stand here: Small letters.",
        ),
        (
            {"multipleOf": 5, "description": "A multiple of five."},
            "12",
            "f:1:4: error E204 «12» cannot stand here: A multiple of five.",
        ),
        (
            {"exclusiveMinimum": 0},
            "0",
            "f:1:4: error E207 «a» must be more than 0, not 0",
        ),
        (
            {"type": "array", "maxItems": 1},
            "[1, 2]",
            "f:1:4: error E208 «a» must have at most one entry",
        ),
    ],
)
def test_a_fault_is_told_in_an_authors_words(schema, text, expected):
    """A keyword without words of its own is told by the description."""
    assert told(schema, text) == [expected]

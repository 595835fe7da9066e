"""Scalars are read as what their place needs, and refused otherwise."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine.diagnostics import Collector
from engine.source.files import SourceFile
from engine.source.scalars import (
    kind_words,
    read_boolean,
    read_date,
    read_decimal,
    read_text,
    to_json,
)
from engine.source.yaml_loader import load


def node_of(text) -> Any:
    root: Any = load(SourceFile(name="f", shown="f", text=f"a: {text}"), Collector())
    return root.get("a")


def read(reader, text):
    """Give what a reader makes of a text: the value, or the diagnostic's words."""
    collector = Collector()
    value = reader(node_of(text), collector)
    found = [f"{one.code} {one.message}" for one in collector.sorted()]
    return found[0] if found else value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12", 12),
        ("-3", -3),
        ("0", 0),
        ("12.50", Decimal("12.50")),
        ("011", "011"),
        ("'12'", "12"),
        ("1e3", "1e3"),
        ("0x1F", "0x1F"),
        ("12:30:45", "12:30:45"),
        (".5", ".5"),
        ("1_000", "1_000"),
        ("1" * 41, "1" * 41),
        ("true", True),
        ("FALSE", False),
        ("no", "no"),
        ("'true'", "true"),
        ("~", None),
        ("", None),
        ("null", None),
        ("'null'", "null"),
        ("2026-01-01", "2026-01-01"),
        (".nan", ".nan"),
        ("{b: [1, x], c: {d: 1.0}}", {"b": [1, "x"], "c": {"d": Decimal("1.0")}}),
    ],
)
def test_plain_data_follow_the_core_schema(text, expected):
    """What might be misread stays a text; amounts keep their zeros."""
    value = to_json(node_of(text))

    assert (value, str(value)) == (expected, str(expected))


READINGS = [
    (read_text, "Été", "Été"),
    (read_text, "2024", "2024"),
    (read_text, "'true'", "true"),
    (read_text, "true", "E134 «true» stands for true or false here, not for a text"),
    (
        read_text,
        "2026-01-01",
        "E135 «2026-01-01» stands for a day here, not for a text",
    ),
    (read_text, "", "E136 a value is missing here"),
    (read_text, "[a]", "E137 this must be a text, not a list"),
    (read_text, "{a: b}", "E137 this must be a text, not a mapping"),
    (read_boolean, "[]", "E137 this must be true or false, not a list"),
    (read_decimal, "{}", "E137 this must be a number, not a mapping"),
    (read_date, "", "E136 a value is missing here"),
    (read_boolean, "true", True),
    (read_boolean, "False", False),
    (read_boolean, "yes", "E130 this must be true or false, not «yes»"),
    (read_boolean, "'true'", "E130 this must be true or false, not «true»"),
    (read_decimal, "11.50", Decimal("11.50")),
    (read_decimal, "3", Decimal(3)),
    (read_decimal, "'3'", "E132 this must be a number such as 12.50, not «3»"),
    (read_decimal, "NaN", "E132 this must be a number such as 12.50, not «NaN»"),
    (read_date, "2024-02-29", date(2024, 2, 29)),
    (read_date, "'2024-02-29'", date(2024, 2, 29)),
    (
        read_date,
        "2023-02-29",
        "E133 this must be a day such as 2025-01-31, not «2023-02-29»",
    ),
    (
        read_date,
        "1899-12-31",
        "E133 this must be a day such as 2025-01-31, not «1899-12-31»",
    ),
    (
        read_date,
        "20240229",
        "E133 this must be a day such as 2025-01-31, not «20240229»",
    ),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", "a mapping"),
        ("[]", "a list"),
        ("~", "empty"),
        ("true", "true or false"),
        ("1.5", "a number"),
        ("'1.5'", "a text"),
    ],
)
def test_a_kind_has_words_for_authors(text, expected):
    """They stand in messages: «must be a list, not a text»."""
    assert kind_words(node_of(text)) == expected


@pytest.mark.parametrize(("reader", "text", "expected"), READINGS)
def test_a_scalar_is_what_its_place_needs_or_a_fault(reader, text, expected):
    """A reader gives the value or says what must stand there."""
    assert read(reader, text) == expected

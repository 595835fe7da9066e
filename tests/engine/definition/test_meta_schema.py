"""The meta-schema is what editors need: valid, and true about our own forms."""

from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.definition.meta_schema import meta_schema
from engine.definition.named_types import load_named_types
from engine.diagnostics import Collector
from engine.field_type import discover
from engine.source.files import read_directory
from engine.source.scalars import to_json
from engine.source.yaml_loader import load

FORMS = Path(__file__).parents[3] / "forms"
FILES = read_directory(FORMS)
TYPES = discover()
SCHEMA = meta_schema(TYPES, load_named_types(FILES, TYPES, Collector()))


def as_an_editor_reads(value):
    """Give data with the numbers that JSON tools have."""
    if isinstance(value, dict):
        return {key: as_an_editor_reads(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_an_editor_reads(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def test_it_is_a_json_schema():
    """Its own shape follows the 2020-12 dialect."""
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", sorted(name for name in FILES if "/" not in name))
def test_an_editor_accepts_our_forms(name):
    """What the engine accepts is not underlined."""
    node = load(FILES[name], Collector())
    assert node is not None
    data = as_an_editor_reads(to_json(node))

    errors = Draft202012Validator(SCHEMA).iter_errors(data)

    assert [error.message for error in errors] == []


def test_every_option_of_every_type_is_explained():
    """An editor shows the description beside the key."""
    missing = [
        f"{name}.{option}"
        for name, found in TYPES.items()
        for option, schema in found.option_schemas.items()
        if "description" not in schema
    ]

    assert missing == []

"""The JSON Schema of a form's records."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.compiler.library import load_directory
from engine.runtime.assess import assess
from engine.targets.json_schema import record_schema
from engine.targets.record import encode
from tests.engine.targets.outings import DAY, OUTING, outing

FORMS = load_directory(Path(__file__).parents[3] / "forms").forms
SCHEMA: Any = record_schema(OUTING)
VALIDATOR = Draft202012Validator(SCHEMA)


def recorded(**changes) -> Any:
    return encode(assess(OUTING, outing(**changes), None, DAY), "fr")


def complaints(record):
    return sorted(error.json_path for error in VALIDATOR.iter_errors(record))


def test_the_schema_says_which_form_it_is_of():
    assert {key: SCHEMA[key] for key in ("$schema", "$id", "title")} == {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:formengine:record:outing:3:{OUTING.hash}",
        "title": "Sortie du club",
    }


@pytest.mark.parametrize("form_id", sorted(FORMS))
def test_the_schema_of_every_form_is_one(form_id):
    schema = record_schema(FORMS[form_id])

    Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


def test_a_record_that_may_be_sent_fits():
    assert complaints(recorded()) == []


def test_only_what_every_record_has_is_required():
    """A hidden or optional answer may be absent, and so may a group of such."""
    answers = SCHEMA["properties"]["answers"]
    legs = answers["properties"]["legs"]

    assert answers["required"] == ["name", "born", "legs"]
    assert answers["properties"]["car"]["required"] == ["plate"]
    assert legs["items"]["required"] == ["day", "means"]
    assert (legs["minItems"], legs["maxItems"]) == (1, 3)


def test_a_question_is_described_by_its_words():
    name = SCHEMA["properties"]["answers"]["properties"]["name"]

    assert name == {
        "title": "Nom",
        "description": "Comme sur la carte de membre.",
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
    }


def test_computed_values_are_read_only():
    assert SCHEMA["properties"]["computed"] == {
        "type": "object",
        "properties": {
            "car.is_full": {"title": "Complète", "type": "boolean", "readOnly": True},
            "total": {
                "title": "Total",
                "type": "string",
                "pattern": r"^-?(?:0|[1-9][0-9]*)\.[0-9]{2}$",
                "readOnly": True,
            },
        },
        "patternProperties": {
            r"^legs\[[0-9]+\]\.amount$": {
                "title": "Montant",
                "type": "string",
                "pattern": r"^-?(?:0|[1-9][0-9]*)\.[0-9]{2}$",
                "readOnly": True,
            }
        },
        "additionalProperties": False,
        "readOnly": True,
    }


def test_rows_that_are_computed_are_described_by_their_paths():
    """They are nobody's answers; their days and numbers know no bounds."""
    schema: Any = record_schema(FORMS["318.632.2"])
    computed = schema["properties"]["computed"]["patternProperties"]

    assert "periods" not in schema["properties"]["answers"]["properties"]
    assert {
        key: {"type": found["type"], "pattern": found.get("pattern")}
        for key in ("start", "nights")
        for found in [computed[rf"^periods\[[0-9]+\]\.{key}$"]]
    } == {
        "start": {
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?$",
        },
        "nights": {"type": "integer", "pattern": None},
    }


def test_every_fault_of_shape_is_found_at_its_place():
    """More than one at once, each where it is."""
    record = recorded()
    record["answers"]["born"] = "01.09.1972"
    record["answers"]["legs"][1]["fare"] = "1'234.50"
    record["answers"]["shoe_size"] = 42
    record["computed"]["legs[0].speed"] = "1.00"
    del record["day"]

    assert complaints(record) == [
        "$",
        "$.answers",
        "$.answers.born",
        "$.answers.legs[1].fare",
        "$.computed",
    ]

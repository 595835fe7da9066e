"""`formengine schema` gives shapes to other programs."""

import json

from jsonschema import Draft202012Validator


def test_the_language_has_a_schema_with_the_directorys_types(forms, run):
    """An editor completes named types too."""
    (forms / "shared" / "types.yaml").write_text(
        "types: {visit: {type: date}}\n", "utf-8"
    )

    code, output, error = run("schema")

    schema = json.loads(output)
    Draft202012Validator.check_schema(schema)
    assert (code, error, schema["title"]) == (0, "", "A form")
    assert "visit" in schema["$defs"]["field"]["properties"]["type"]["enum"]


def test_a_form_has_the_schema_of_its_record(forms, run):
    """It names the form and its version."""
    _, output, _ = run("schema", "library")

    schema = json.loads(output)
    Draft202012Validator.check_schema(schema)
    assert schema["properties"]["form"] == {"const": "library"}


def test_an_unknown_form_is_misuse(forms, run):
    """One line, as everywhere."""
    assert run("schema", "x") == (2, "", "formengine: there is no form «x» in forms\n")

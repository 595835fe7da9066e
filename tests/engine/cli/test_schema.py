"""`formengine schema` gives shapes to other programs."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from engine.diagnostics import Collector
from engine.source.files import read_directory
from engine.source.scalars import to_json
from engine.source.yaml_loader import load

FORMS = Path(__file__).parents[3] / "forms"


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


def test_an_editor_is_offered_what_the_directory_has(forms, run):
    """Tariffs, their keys and the account's data; snippets for what is written most."""
    _, output, _ = run("schema")

    definitions = json.loads(output)["$defs"]
    line = definitions["tariff_table"]["properties"]["lines"]["additionalProperties"]
    assert line["properties"]["rate"]["examples"] == ["cards.month"]
    tariffs = definitions["rate_periods"]["properties"]["tariffs"]
    assert tariffs["items"]["examples"] == ["cards"]
    prefill = definitions["field.text"]["properties"]["prefill"]
    assert prefill["examples"] == ["applicant.last_name"]
    assert [each["label"] for each in definitions["item"]["defaultSnippets"]] == [
        "question",
        "calculated amount",
        "list",
        "period",
    ]


def _untitled(schema, path="#"):
    """Give the places of descriptions without their Markdown."""
    if isinstance(schema, dict):
        if isinstance(schema.get("description"), str):
            assert schema["markdownDescription"].startswith(schema["description"])
        return [
            place
            for key, each in schema.items()
            for place in _untitled(each, f"{path}/{key}")
        ]
    return []


def test_every_definition_has_a_title_and_every_description_its_markdown(forms, run):
    """So that a hover says something."""
    _, output, _ = run("schema")

    schema = json.loads(output)
    assert _untitled(schema) == []
    assert [
        name for name, each in schema["$defs"].items() if not each.get("title")
    ] == []


@pytest.fixture
def written(tmp_path, run):
    """Write the schemas of our own forms into a copy of their folder."""
    for name, file in read_directory(FORMS).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(file.text, "utf-8")
    assert run("schema", "--write", "--forms", tmp_path) == (0, "", "")
    return tmp_path / "schema"


@pytest.mark.parametrize(
    ("folder", "name"), [("", "form.json"), ("tariffs/", "tariff.json")]
)
def test_an_editor_finds_no_fault_in_our_own_files(written, folder, name):
    """What it underlines, `check` refuses too."""
    schema = json.loads((written / name).read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator: Any = Draft202012Validator(schema)

    said = [
        f"{file.name}: {error.message}"
        for file in read_directory(FORMS).values()
        if file.name.rpartition("/")[0] == folder.rstrip("/")
        for error in validator.iter_errors(plain(file))
    ]

    assert said == []


def plain(file):
    """Give a file as an editor's YAML reader gives it."""
    node = load(file, Collector())
    assert node is not None
    return to_json(node)


def test_each_form_names_the_schema_that_is_written(written):
    """The first line of a form and of a tariff leads to it."""
    named = {
        (FORMS / name).parent / found[1]
        for name, file in read_directory(FORMS).items()
        if (found := re.match(r"# yaml-language-server: \$schema=(\S+)", file.text))
    }
    folder = FORMS / "schema"

    assert {path.resolve() for path in named} == {
        folder / "form.json",
        folder / "tariff.json",
    }
    assert all((written / path.name).is_file() for path in named)
    assert [
        name
        for name, file in read_directory(FORMS).items()
        if not name.startswith("shared/")
        and "$schema" not in file.text.partition("\n")[0]
    ] == []

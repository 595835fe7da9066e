"""The office's worked examples come out exactly, through the command line."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.cli.main import cli

HERE = Path(__file__).parent
FORMS = HERE.parent / "forms"
EXAMPLES = sorted((HERE / "worked_examples").glob("*.json"))


def batch(cases):
    """Judge cases in one run; give the lines that come out."""
    lines = "".join(json.dumps(case) + "\n" for case in cases)
    result = CliRunner().invoke(
        cli, ["assess", "--batch", "-", "--forms", str(FORMS)], input=lines
    )
    assert result.exit_code == 0
    return [json.loads(line) for line in result.stdout.splitlines()]


def problems_of(found):
    return sorted((each["path"], each["level"]) for each in found)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_worked_example_gives_its_values_and_problems(path):
    """Values that the example names are equal; problems are all there is."""
    examples = json.loads(path.read_text("utf-8"))

    results = batch({**example, "form": path.stem} for example in examples)

    assert [
        (
            example["name"],
            {key: result["values"].get(key) for key in example["expect"]["values"]},
            problems_of(result["problems"]),
        )
        for example, result in zip(examples, results, strict=True)
    ] == [
        (
            example["name"],
            example["expect"]["values"],
            problems_of(example["expect"]["problems"]),
        )
        for example in examples
    ]


def test_there_are_worked_examples_of_every_form():
    """A new form of the office comes with its own."""
    forms = {path.stem for path in FORMS.glob("*.yaml")}

    assert {path.stem for path in EXAMPLES} == forms

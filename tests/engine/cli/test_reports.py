"""Other programs read what `check` found: code scanning, and GitHub's annotations."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from engine.cli.reports import as_github
from engine.diagnostics import Diagnostic, Severity, Span

SARIF = Draft202012Validator(
    json.loads(Path(__file__).with_name("sarif.schema.json").read_text("utf-8"))
)


@pytest.fixture
def broken(forms):
    """Put two mistakes into the form, one of which can be mended."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8").replace("label: Jour", "label: Jour, mois, an")
    path.write_text(text.replace("label: Nom}", "label: Nom, lable: é}"), "utf-8")


def test_sarif_is_as_its_standard_describes_it(broken, run):
    """Every result names its rule, its place and, if there is one, its fix."""
    code, output, _ = run("check", "forms", "--format", "sarif")

    log = json.loads(output)
    assert [error.message for error in SARIF.iter_errors(log)] == []
    assert code == 1
    unknown, torn = log["runs"][0]["results"]
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert rules == ["E112", "E202"]
    assert unknown == {
        "ruleId": "E202",
        "ruleIndex": 1,
        "level": "error",
        "message": {"text": "«lable» means nothing in the field «name»"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "forms/library.yaml"},
                    "region": {"startLine": 9, "startColumn": 47, "endColumn": 52},
                }
            }
        ],
    }
    assert torn["fixes"][0]["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 10, "startColumn": 41, "endColumn": 55},
            "insertedContent": {"text": '"Jour, mois, an"'},
        }
    ]


def test_sarif_of_nothing_wrong_is_a_log_too(forms, run):
    """A run without results clears what was shown before."""
    code, output, _ = run("check", "forms", "--format", "sarif")

    log = json.loads(output)
    assert [error.message for error in SARIF.iter_errors(log)] == []
    assert (code, log["runs"][0]["results"]) == (0, [])


def test_github_shows_each_error_at_its_line(broken, run):
    """One workflow command a line, the hint below the message."""
    code, output, _ = run("check", "forms", "--format", "github")

    assert code == 1
    assert output == (
        "::error file=forms/library.yaml,line=9,col=47,endColumn=52,title=E202::"
        "«lable» means nothing in the field «name»\n"
        "::error file=forms/library.yaml,line=10,col=47,endColumn=51,title=E112::"
        "«mois» has no value: a comma starts a new entry inside {…}%0A"
        "quote the text that has the comma, or write one key per line\n"
    )


def test_github_of_nothing_wrong_is_silence(forms, run):
    """No empty command is printed."""
    assert run("check", "forms", "--format", "github") == (0, "", "")


def test_what_would_end_a_github_command_is_escaped():
    """A file may have a comma in its name, a message a percent sign."""
    odd = Diagnostic(
        code="E122",
        severity=Severity.ERROR,
        span=Span("a,b:c%.yaml", 1, 2, 3),
        message="100 %\r\n::error::",
    )

    assert as_github([odd]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2,endColumn=5,title=E122::"
        "100 %25%0D%0A::error::"
    )

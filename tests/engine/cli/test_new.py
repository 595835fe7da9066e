"""`formengine new` writes a form that runs, and takes no other's place."""

from pathlib import Path

import pytest


@pytest.mark.parametrize("name", ["example", "318.700", "2026", "true"])
def test_a_new_form_is_in_order_and_its_examples_pass(forms, run, name):
    """Whatever its name looks like to YAML."""
    path = forms / f"{name}.yaml"

    code, output, error = run("new", name)

    assert (code, error) == (0, "")
    assert output == (
        f"forms/{name}.yaml is a form that runs; open it, and: formengine check"
        f" forms/{name}.yaml\n"
    )
    assert run("check", path, "--day", "2026-01-01") == (0, "", "")
    assert run("examples", path) == (0, "2 passed, 0 failed\n", "")
    assert run("docs", name)[0] == 0


def test_a_file_is_never_overwritten(forms, run):
    """Nor is another file's form doubled."""
    before = (forms / "library.yaml").read_text("utf-8")
    (forms / "other.yaml").write_text("form: [\n", "utf-8")

    assert run("new", "library") == (
        2,
        "",
        "formengine: forms/library.yaml is the form «library»\n",
    )
    assert run("new", "other") == (
        2,
        "",
        "formengine: forms/other.yaml is there already\n",
    )
    assert (forms / "library.yaml").read_text("utf-8") == before


@pytest.mark.parametrize("name", ["", "../x", "a/b", "é", "-x", "a" * 65])
def test_a_name_is_that_of_a_file(forms, run, name):
    """A path is none."""
    code, output, error = run("new", "--", name)

    assert (code, output) == (2, "")
    assert error == (
        f"formengine: «{name}» is no name of a form: use letters, digits, «.», «_»,"
        " «-»\n"
    )
    assert {path.name for path in forms.glob("*.yaml")} == {"library.yaml"}


def test_a_file_that_cannot_be_written_is_misuse(forms, run, monkeypatch):
    """One line, as everywhere."""

    def refuse(self, *arguments, **options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "open", refuse)
    monkeypatch.setattr(Path, "read_text", lambda self, *a, **o: "form: x")

    assert run("new", "deep") == (
        2,
        "",
        "formengine: forms/deep.yaml cannot be written: No space left on device\n",
    )

"""What the guides show works: the form built step by step in forms/README.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from engine.cli.example_run import differences
from engine.compiler.library import compile_files
from engine.diagnostics import render
from engine.source.files import SourceFile, read_directory

if TYPE_CHECKING:
    from engine.compiler.library import Library

FORMS = Path(__file__).parents[1] / "forms"
BLOCKS = re.findall(
    r"^```yaml\n(.*?)^```", (FORMS / "README.md").read_text(), re.DOTALL | re.MULTILINE
)
STEPS = [block for block in BLOCKS if block.startswith("form:")]
TARIFFS = [block for block in BLOCKS if block.startswith("tariff:")]


def library(step: str) -> Library:
    """Compile a step of the guide beside the shared files and the guide's tariff."""
    shared = {
        name: file
        for name, file in read_directory(FORMS).items()
        if name.startswith("shared/")
    }
    own = {"library.yaml": step}
    own |= {f"tariffs/guide_{index}.yaml": text for index, text in enumerate(TARIFFS)}
    shown = {
        name: SourceFile(name=name, shown=name, text=text) for name, text in own.items()
    }
    return compile_files({**shared, **shown})


def test_the_guide_builds_a_form() -> None:
    """The guide has a first step, a last one, and the tariff that the last one asks."""
    assert len(STEPS) >= 2
    assert len(TARIFFS) >= 1


@pytest.mark.parametrize("step", STEPS, ids=range(len(STEPS)))
def test_a_step_of_the_guide_compiles(step: str) -> None:
    """Who types what the guide shows is told of no fault."""
    found = library(step).diagnostics

    assert [render(each, None) for each in found] == []


def test_the_examples_of_the_guide_pass() -> None:
    """The amounts that the guide promises are those that come out."""
    form = library(STEPS[-1]).forms["library"]

    found = {example.name: differences(form, example) for example in form.examples}

    assert found == {example.name: () for example in form.examples}

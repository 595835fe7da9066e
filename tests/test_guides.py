"""What the guides show works: the form built step by step in forms/README.md.

And of each diagnostic code the wrong lines give it, and the right ones give no error.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from engine.cli.catalogue_files import Entry, written_entries
from engine.cli.check import check_path
from engine.cli.main import cli
from engine.cli.translations import texts_to_translate
from engine.compiler.library import compile_files
from engine.diagnostic_catalogue import CATALOGUE
from engine.diagnostics import render
from engine.source.files import SourceFile, read_directory
from engine.trials.verdict import differences
from tests.guide_lessons import files_with, frame, lessons, steps, tariffs

if TYPE_CHECKING:
    from engine.compiler.library import Library
    from tests.guide_lessons import Lesson

FORMS = Path(__file__).parents[1] / "forms"
STEPS = steps()
TARIFFS = tariffs()
LESSONS = lessons()
DAY = date(2026, 1, 1)


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


def write(directory: Path, files: dict[str, str]) -> None:
    """Put files into a forms directory, beside our own shared ones."""
    for name in ("shared/applicant.yaml", "shared/types.yaml", "shared/wording.yaml"):
        files.setdefault(name, (FORMS / name).read_text("utf-8"))
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def write_catalogue(directory: Path, entry: str) -> None:
    """Translate every text but the one that an entry is about."""
    texts = texts_to_translate(compile_files(read_directory(directory)))
    others = [Entry(text=text, words="…") for text in texts]
    context = entry.partition("\n")[0]
    rest = written_entries(others, "de").decode().split("\n\n")
    kept = [block for block in rest if context not in block]
    path = directory / "locales" / "de" / "LC_MESSAGES" / "forms.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join((*kept, entry)), "utf-8")


def said(directory: Path, place: str, lines: str) -> list[str]:
    """Give the codes that are told about lines at a place of the guide's form."""
    write(directory, files_with(place, lines))
    if place == "catalogue":
        write_catalogue(directory, lines)
    return [found.code for found in check_path(directory, DAY).diagnostics]


def test_the_forms_of_the_lessons_are_in_order(tmp_path: Path) -> None:
    """What is told about a lesson is about its own lines."""
    write(tmp_path, files_with("form", ""))

    assert said(tmp_path, "form", "") == []
    assert "# fields" in frame("form")


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.code)
def test_the_wrong_lines_of_a_code_give_it(lesson: Lesson, tmp_path: Path) -> None:
    """And no other error, unless the lines are a whole file, which lacks much."""
    codes = said(tmp_path, lesson.place, lesson.wrong)

    assert lesson.code in codes
    if lesson.place != "file":
        assert {code for code in codes if code.startswith("E")} <= {lesson.code}


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.code)
def test_the_right_lines_of_a_code_are_in_order(lesson: Lesson, tmp_path: Path) -> None:
    """The code is gone, and no other error has come for it."""
    codes = said(tmp_path, lesson.place, lesson.right)

    assert lesson.code not in codes
    if lesson.place != "file":
        assert [code for code in codes if code.startswith("E")] == []


def test_every_code_has_a_lesson() -> None:
    """A wrong and a right example each, once."""
    assert sorted(lesson.code for lesson in LESSONS) == sorted(CATALOGUE)


def commands(text: str) -> list[list[str]]:
    """Give the commands of the workshop that a text has, as words."""
    return [
        found.split()
        for found in re.findall(r"(?:run|entry): formengine (.+)$", text, re.MULTILINE)
    ]


@pytest.mark.parametrize(
    "words",
    commands((FORMS / "README.md").read_text("utf-8"))
    + commands((FORMS.parent / ".pre-commit-hooks.yaml").read_text("utf-8")),
    ids=" ".join,
)
def test_what_a_change_is_checked_with_passes(
    words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The commands of the hooks and of the CI recipe find our own forms in order."""
    monkeypatch.chdir(FORMS.parent)

    result = CliRunner().invoke(cli, words)

    assert (result.exit_code, result.stderr) == (0, "")

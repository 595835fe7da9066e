"""Typical mistakes in the guide's form: each is told once, at its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import pytest

from engine.cli.check import check_path
from engine.diagnostics import Collector, render
from engine.source.files import SourceFile
from engine.source.scalars import to_json
from engine.source.yaml_loader import load
from tests.guide_lessons import GUIDE, steps, tariffs

SHARED = ("applicant.yaml", "types.yaml", "wording.yaml")
DAY = date(2026, 1, 15)


def mistakes() -> list[dict[str, str]]:
    """Read the mistakes that stand beside this file."""
    name = "mistakes.yaml"
    text = Path(__file__).with_name(name).read_text("utf-8")
    node = load(SourceFile(name=name, shown=name, text=text), Collector())
    assert node is not None
    return cast("list[dict[str, str]]", to_json(node))


MISTAKES = mistakes()


def told(directory: Path, files: dict[str, str]) -> str:
    """Give all that is said about files, without the lines they stand in."""
    for name in SHARED:
        text = (GUIDE.parent / "shared" / name).read_text("utf-8")
        files.setdefault(f"shared/{name}", text)
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    found = check_path(directory, DAY).diagnostics
    return "\n".join(render(each, None) for each in found).replace(f"{directory}/", "")


def guide_files() -> dict[str, str]:
    """Give the guide's finished form and its tariff, by name."""
    return {"library.yaml": steps()[-1], "tariffs/library.yaml": tariffs()[0]}


def test_without_a_mistake_nothing_is_told(tmp_path: Path) -> None:
    """What is told below is about the mistake alone."""
    assert told(tmp_path, guide_files()) == ""


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each["mistake"])
def test_a_mistake_is_told_once(mistake: dict[str, str], tmp_path: Path) -> None:
    """One message: its line and column, what is wrong, and what to write."""
    files = guide_files()
    name, right = mistake["file"], mistake["right"]
    assert right in files[name]
    files[name] = files[name].replace(right, mistake["instead"], 1)

    assert told(tmp_path, files) == mistake["told"]

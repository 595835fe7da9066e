"""The work of compiling a directory grows as its forms do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from engine.compiler.library import compile_files
from engine.source.files import SourceFile
from tests.guide_lessons import steps, tariffs

if TYPE_CHECKING:
    from types import FrameType


def calls_for(count: int) -> int:
    """Count the calls that compiling the guide's form under so many names takes."""
    texts = {
        f"f{number}.yaml": steps()[-1].replace("form: library", f"form: f{number}")
        for number in range(100, 100 + count)
    }
    texts["tariffs/library.yaml"] = tariffs()[0]
    files = {
        name: SourceFile(name=name, shown=name, text=text)
        for name, text in texts.items()
    }
    calls = 0

    def count_call(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count_call)
    try:
        library = compile_files(files)
    finally:
        sys.setprofile(before)
    assert len(library.forms) == count
    return calls


def test_each_further_form_takes_no_more_work_than_one_before() -> None:
    """Counted in calls, so that no clock decides."""
    calls_for(12)  # what a process reads once is read here
    few, more, most = calls_for(4), calls_for(8), calls_for(12)

    assert most - more <= (more - few) * 1.01

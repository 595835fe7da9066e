"""A directory of forms: what compiles, and what a fault keeps from running."""

from __future__ import annotations

import re
from pathlib import Path

from engine.compiler.library import compile_files
from engine.source.files import SourceFile, read_directory

FORMS = Path(__file__).parents[3] / "forms"


def test_a_form_does_not_run_on_a_tariff_with_a_fault() -> None:
    """A rate without a source stops the forms that ask its tariff, and no other."""
    files = read_directory(FORMS)
    name = "tariffs/meals.yaml"
    text = re.sub(r"\n +source: .*", "", files[name].text, count=1)
    broken = {**files, name: SourceFile(name=name, shown=name, text=text)}

    library = compile_files(broken)

    assert [each.code for each in library.diagnostics if each.is_error] == ["E405"]
    assert set(compile_files(files).forms) - set(library.forms) == {"318.632.1"}

"""What has to happen before the first answer: starting the command, reading forms."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, cast

import yaml

from engine.compiler.library import compile_files
from engine.source.files import read_directory
from tests.benchmarks.pairs import Pair, Side, children_time
from tests.benchmarks.trips import FORMS

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from engine.compiler.library import Library
    from engine.source.files import SourceFile

    Files = Mapping[str, SourceFile]
    from tests.benchmarks.pairs import Row

__all__ = ["rows"]

_FORM = "318.632.1"
_CHECK = (sys.executable, "-m", "engine", "check", str(FORMS / f"{_FORM}.yaml"))
_IMPORT = (sys.executable, "-c", "import flask, wtforms, sqlalchemy, fpdf")


@contextmanager
def rows(_folder: Path) -> Generator[tuple[Row, ...]]:
    """Give the rows of this theme."""
    files = {
        name: file
        for name, file in read_directory(FORMS).items()
        if "/" in name or name == f"{_FORM}.yaml"
    }
    texts, plain_texts = _never_the_same(files), _never_the_same(files)
    yield (
        Pair(
            name="formengine check of one form, cold",
            inputs="a new process checks 318.632.1 with its shared parts and tariffs; "
            "beside it one that imports flask, wtforms, sqlalchemy and fpdf2, and "
            "ends. Processor time of the processes.",
            ours=Side(partial(_status, _CHECK)),
            other=Side(partial(_status, _IMPORT)),
            at_most=0.25,
            clock=children_time,
        ),
        Pair(
            name="load, check and compile beside yaml.CSafeLoader alone",
            inputs="318.632.1 with its shared parts and the tariffs, from texts in "
            "memory, each time with a comment that no cache knows; beside it every one "
            "of the same texts loaded to plain data.",
            ours=Side(lambda: compile_files(next(texts)), _forms_told),
            other=Side(lambda: _load_plainly(next(plain_texts)), _ids_told),
            at_most=3.0,
        ),
    )


def _status(command: Sequence[str]) -> int:
    """Run a process that prints nothing; give its exit code."""
    return subprocess.run(command, cwd=FORMS.parent, check=True).returncode


def _never_the_same(files: Files) -> Iterator[Files]:
    """Give the files again and again, with another comment at their ends."""
    for number in count():
        yield {
            name: replace(file, text=f"{file.text}# {number}\n")
            for name, file in files.items()
        }


def _load_plainly(files: Files) -> Mapping[str, object]:
    return {
        name: yaml.load(file.text, yaml.CSafeLoader)  # noqa: TID251 - the yardstick is YAML as everybody reads it
        for name, file in files.items()
    }


def _forms_told(result: object) -> object:
    library = cast("Library", result)
    assert library.diagnostics == ()
    return set(library.forms)


def _ids_told(result: object) -> object:
    loaded = cast("Mapping[str, Mapping[str, object]]", result)
    return {loaded[name]["form"] for name in loaded if "/" not in name}

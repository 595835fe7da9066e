"""What has to happen before the first answer: starting the command, reading forms."""

from __future__ import annotations

import gc
import os
import re
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
from tests.benchmarks.pairs import Growth, Pair, Side, children_time
from tests.benchmarks.trips import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
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
def rows(_folder: Path, *, forms: int = 500) -> Generator[tuple[Row, ...]]:
    """Give the rows of this theme."""
    files = {
        name: file
        for name, file in read_directory(FORMS).items()
        if "/" in name or name == f"{_FORM}.yaml"
    }
    texts, plain_texts = _never_the_same(files), _never_the_same(files)
    few = _never_the_same(_under_other_ids(files, forms // 10))
    many = _never_the_same(_under_other_ids(files, forms))
    plain_many = _never_the_same(_under_other_ids(files, forms))
    yield (
        Pair(
            name="formengine check of one form, cold",
            inputs="a new process checks 318.632.1 with its shared parts and tariffs; "
            "beside it one that imports flask, wtforms, sqlalchemy and fpdf2, and "
            "ends. Both from bytecode, as what is installed; processor time.",
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
        Pair(
            name=f"{forms} forms, loaded and compiled beside yaml.CSafeLoader alone",
            inputs=f"318.632.1 under {forms} ids, each with a comment that no cache "
            "knows, its shared parts and the tariffs; beside it the same texts loaded "
            "to plain data. Both without searches for cycles, as the command.",
            ours=Side(lambda: _kept(compile_files, next(many)), _forms_told),
            other=Side(lambda: _kept(_load_plainly, next(plain_many)), _ids_told),
            at_most=4.0,
            pairs=3,
        ),
        Growth(
            name="loading and compiling, growth with the number of forms (exponent)",
            inputs=f"from {forms // 10} to {forms} forms, as above.",
            work={
                forms // 10: lambda: _kept(compile_files, next(few)),
                forms: lambda: _kept(compile_files, next(many)),
            },
            at_most=1.05,
            rounds=3,
        ),
    )


def _status(command: Sequence[str]) -> int:
    """Run a process that prints nothing and keeps bytecode; give its exit code."""
    environment = os.environ | {"PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(
        command, cwd=FORMS.parent, env=environment, check=True
    ).returncode


def _under_other_ids(files: Files, count: int) -> Files:
    """Give the one form of these files under so many ids."""
    form = files[f"{_FORM}.yaml"]
    texts = {
        f"f{number}.yaml": re.sub(r"(?m)^form: .*$", f"form: f{number}", form.text)
        for number in range(count)
    }
    return {name: file for name, file in files.items() if "/" in name} | {
        name: replace(form, name=name, shown=name, text=text)
        for name, text in texts.items()
    }


def _kept(work: Callable[[Files], object], files: Files) -> object:
    """Do work whose results are all kept, which no search for cycles makes less."""
    gc.disable()
    try:
        return work(files)
    finally:
        gc.enable()


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

"""`formengine new`: a first form to change, which runs as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import default_directory, files_of
from engine.cli.json_text import write
from engine.cli.misuse import Misuse
from engine.cli.options import forms_option
from engine.compiler.library import compile_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.source.files import SourceFile

__all__ = ["command"]

_TEMPLATE = Path(__file__).with_name("new_form.yaml")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)


@click.command("new")
@click.argument("form", metavar="ID")
@forms_option()
def command(*, form: str, forms: Path | None) -> int:
    """Write the file of a new form, with a list, a total, a rule and two examples.

    ID is the form's number or name, and its file's name. No file is overwritten.
    """
    directory = default_directory(forms)
    if not _ID.fullmatch(form):
        message = f"«{form}» is no name of a form: use letters, digits, «.», «_», «-»"
        raise Misuse(message)
    _refuse_known(form, files_of(directory))
    path = directory / f"{form}.yaml"
    text = _TEMPLATE.read_text("utf-8")
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text.format(id=form))
    except FileExistsError:
        message = f"{path} is there already"
        raise Misuse(message) from None
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        raise Misuse(message) from error
    write(f"{path} is a form that runs; open it, and: formengine check {path}")
    return 0


def _refuse_known(form: str, files: Mapping[str, SourceFile]) -> None:
    library = compile_files(files)
    if form in library.names:
        message = f"{library.files[library.names[form]].shown} is the form «{form}»"
        raise Misuse(message)

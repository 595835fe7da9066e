"""Where forms are found: by id in a forms directory, or by the path of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engine.cli.misuse import Misuse
from engine.compiler.library import compile_files
from engine.diagnostics import Severity, render
from engine.i18n.catalogue import translator
from engine.source.files import read_directory
from engine.source.near_miss import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.compiler.form import CompiledForm
    from engine.compiler.library import Library
    from engine.i18n.texts import Translator
    from engine.source.files import SourceFile

__all__ = ["Forms", "default_directory", "file_of", "files_of"]

_SUFFIX = ".yaml"
_INSTALLED = Path(__file__).parents[2] / "forms"


def default_directory(given: Path | None = None) -> Path:
    """Give the forms directory: as told, else `./forms`, else the installed one.

    Raises:
        Misuse: The one told is no directory.
    """
    if given is not None:
        if not given.is_dir():
            message = f"there is no directory {given}"
            raise Misuse(message)
        return given
    here = Path("forms")
    return here if here.is_dir() else _INSTALLED


def files_of(directory: Path) -> Mapping[str, SourceFile]:
    """Read the files of a forms directory.

    Raises:
        Misuse: They cannot be read.
    """
    try:
        return read_directory(directory)
    except OSError as error:
        message = f"{error.filename or directory} cannot be read: {error.strerror}"
        raise Misuse(message) from error


@dataclass(slots=True)
class Forms:
    """Compiled forms, each compiled once, when it is first asked for."""

    directory: Path
    _found: dict[str, CompiledForm] = field(default_factory=dict[str, "CompiledForm"])

    def get(self, form: str) -> CompiledForm:
        """Give a form by its id, or by the path of its file.

        Raises:
            Misuse: There is no such form, or it has errors.
        """
        if form not in self._found:
            is_path = form.endswith(_SUFFIX) or "/" in form
            self._found[form] = self._by_path(form) if is_path else self._by_id(form)
        return self._found[form]

    def translator(self, language: str) -> Translator:
        """Give the translator of the directory's texts."""
        return translator(language, (self.directory / "locales",))

    def _by_path(self, form: str) -> CompiledForm:
        path = Path(form)
        if not path.is_file():
            message = f"there is no file {form}"
            raise Misuse(message)
        # Its translations and what it includes stand beside it.
        self.directory = path.parent
        files = files_of(path.parent)
        if path.name not in files:
            message = f"{form} is no form: its name must end in {_SUFFIX}"
            raise Misuse(message)
        return _only_form(files, path.name)

    def _by_id(self, form: str) -> CompiledForm:
        files = files_of(self.directory)
        name = form + _SUFFIX
        if name in files:
            found = _only_form(files, name)
            if found.id == form:
                return found
        library = compile_files(files)
        if form not in library.forms:
            raise _unknown(form, self.directory, library.forms)
        return library.forms[form]


def _unknown(form: str, directory: Path, known: Iterable[str]) -> Misuse:
    hint = did_you_mean(form, known)
    message = f"there is no form «{form}» in {directory}"
    return Misuse(f"{message}; {hint}" if hint else message)


def _only_form(files: Mapping[str, SourceFile], name: str) -> CompiledForm:
    library = compile_files(files, only=(name,))
    for form in library.forms.values():
        return form
    raise Misuse(_why_not(library, files[name].shown))


def _why_not(library: Library, shown: str) -> str:
    errors = [
        found for found in library.diagnostics if found.severity is Severity.ERROR
    ]
    first = render(errors[0], None).splitlines()[0] if errors else shown
    return f"{first} («formengine check {shown}» tells every error)"


def file_of(form: str, directory: Path) -> Path:
    """Give the file of a form, which may have errors.

    Args:
        form: The form's id, or the path of its file.
        directory: Where an id is looked for.

    Raises:
        Misuse: There is no such form.
    """
    if form.endswith(_SUFFIX) or "/" in form:
        if Path(form).is_file() and form.endswith(_SUFFIX):
            return Path(form)
        message = f"there is no form {form}"
        raise Misuse(message)
    files = files_of(directory)
    if form + _SUFFIX in files:
        return directory / (form + _SUFFIX)
    names = compile_files(files).names
    if form in names:
        return directory / names[form]
    raise _unknown(form, directory, names)

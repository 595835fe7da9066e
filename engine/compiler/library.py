"""All forms of a directory compiled, and single forms compiled from an archive."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.compile import Compilation, compile_form
from engine.compiler.doubts import report_doubts
from engine.definition.loader import SharedParts, load_form, load_shared
from engine.diagnostics import Collector, Diagnostic, EngineError, Span, render
from engine.field_type import discover
from engine.source.files import SourceFile, read_directory
from engine.tariffs.loader import load_tariffs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from engine.compiler.form import CompiledForm
    from engine.field_type import FieldType
    from engine.tariffs.model import Tariff

__all__ = ["ArchiveError", "Library", "compile_files", "load_archive", "load_directory"]


class ArchiveError(EngineError):
    """An archived form that does not compile any more; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """What a directory gives: its forms without errors, and everything found wrong.

    `forms` is by id. `names` gives each form's file by id. `used_rates` are the tariff
    keys that some form may ask, as `group.key`.
    """

    forms: Mapping[str, CompiledForm]
    names: Mapping[str, str]
    tariffs: Mapping[str, Tariff]
    used_rates: frozenset[str]
    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, SourceFile]

    @property
    def is_whole(self) -> bool:
        """Tell whether every form file of the directory compiled."""
        return len(self.names) == sum(1 for name in self.files if _is_form(name))


def _is_form(name: str) -> bool:
    return "/" not in name


def load_directory(
    directory: Path, *, types: Mapping[str, FieldType] | None = None
) -> Library:
    """Compile every form of a directory.

    Args:
        directory: The forms directory, with `shared/` and `tariffs/` in it.
        types: The field types; None for the engine's own.

    Raises:
        OSError: The directory cannot be read.
    """
    return compile_files(read_directory(directory), types=types)


def compile_files(
    files: Mapping[str, SourceFile],
    *,
    types: Mapping[str, FieldType] | None = None,
    only: Iterable[str] | None = None,
    with_doubts: bool = False,
) -> Library:
    """Compile forms from texts.

    Args:
        files: Every file by name.
        types: The field types; None for the engine's own.
        only: The names of the form files to compile; None for all.
        with_doubts: Warn also of what is right and decides nothing.
    """
    shared = load_shared(files, discover() if types is None else types)
    found = Collector()
    tariffs = load_tariffs(files, found)
    faulty = {each.span.path for each in found.sorted() if each.is_error}
    forms: dict[str, CompiledForm] = {}
    names: dict[str, str] = {}
    used: set[str] = set()
    wanted = sorted(name for name in files if _is_form(name)) if only is None else only
    for name in wanted:
        own = Collector()
        compilation = _compile(name, shared, tariffs, own, with_doubts)
        if compilation is not None and not _relies_on(compilation.form, faulty):
            used |= compilation.used_rates
            _add(compilation.form, files[name], forms, names, own)
        found.extend(own.sorted())
    return Library(
        forms=MappingProxyType(forms),
        names=MappingProxyType(names),
        tariffs=tariffs,
        used_rates=frozenset(used),
        diagnostics=found.sorted(),
        files=files,
    )


def _relies_on(form: CompiledForm, faulty: set[str]) -> bool:
    """Tell whether a form asks a tariff in whose file something is wrong."""
    return any(tariff.span.path in faulty for tariff in form.tariffs.values())


def _compile(
    name: str,
    shared: SharedParts,
    tariffs: Mapping[str, Tariff],
    collector: Collector,
    with_doubts: bool,  # noqa: FBT001 - passed on
) -> Compilation | None:
    types = shared.context.types
    definition = load_form(name, shared, collector)
    if definition is None:
        return None
    made = compile_form(definition, tariffs=tariffs, types=types, collector=collector)
    if with_doubts and made is not None:
        report_doubts(
            definition, made.form, tariffs=tariffs, types=types, collector=collector
        )
    return made


def _add(
    form: CompiledForm,
    file: SourceFile,
    forms: dict[str, CompiledForm],
    names: dict[str, str],
    collector: Collector,
) -> None:
    """Add a form, unless another file has taken its id."""
    if form.id in forms:
        collector.add("E225", Span(file.shown, 1, 1), place=names[form.id])
        return
    forms[form.id] = form
    names[form.id] = file.name


def load_archive(form_id: str, sources: Mapping[str, str]) -> CompiledForm:
    """Compile a form as it was, from the texts that `CompiledForm.sources` kept.

    Raises:
        ArchiveError: The texts do not give a form of that id.
    """
    files = {
        name: SourceFile(name=name, shown=name, text=text)
        for name, text in sources.items()
    }
    main = next((name for name in files if _is_form(name)), None)
    library = compile_files(files, only=() if main is None else (main,))
    form = library.forms.get(form_id)
    if form is None:
        found = "; ".join(render(each, None) for each in library.diagnostics[:3])
        message = f"the archived form {form_id} does not compile: {found}"
        raise ArchiveError(message)
    return form

"""`formengine check`: every error of an author's files, at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.clock import today
from engine.cli.forms_directory import default_directory, files_of
from engine.cli.json_text import write
from engine.cli.misuse import Misuse
from engine.cli.options import parse_day
from engine.cli.pdf_templates import report_template
from engine.cli.reports import as_github, as_json, as_sarif
from engine.cli.translations import report_untranslated
from engine.compiler.library import compile_files
from engine.definition.accessibility import report_accessibility
from engine.definition.loader import APPLICANT_FILE
from engine.definition.named_types import TYPES_FILE
from engine.definition.wording import WORDING_FILE, load_wording, report_wording
from engine.diagnostics import Collector, Diagnostic, Severity, render
from engine.source.layout import report_layout
from engine.source.nodes import MappingNode
from engine.source.places import source_lines
from engine.source.yaml_loader import load
from engine.tariffs.loader import FOLDER
from engine.tariffs.review import (
    report_gaps,
    report_overdue_reviews,
    report_unused_keys,
)
from engine.trials.named_places import report_examples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from engine.cli.fixing import Change
    from engine.compiler.library import Library
    from engine.source.files import SourceFile

__all__ = ["Checked", "check_path", "command"]

_PARTS = ("shared", "tariffs")
_FOR_EVERY_FORM = (TYPES_FILE, APPLICANT_FILE)
_REPORTS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found below one path, and what compiled there."""

    diagnostics: tuple[Diagnostic, ...]
    library: Library

    @property
    def files(self) -> Mapping[str, SourceFile]:
        """Give every file by name, for the lines to show."""
        return self.library.files

    def source_line(self, diagnostic: Diagnostic) -> str:
        """Give the line that a diagnostic speaks of; what ends a file has none."""
        text_by_path = {file.shown: file.text for file in self.files.values()}
        lines = source_lines(text_by_path[diagnostic.span.path])
        return dict(enumerate(lines, 1)).get(diagnostic.span.line, "")


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", *_REPORTS]),
    default="text",
    help="json, sarif and github (annotations of a change) are for other programs.",
)
@click.option(
    "--day",
    type=parse_day,
    metavar="DAY",
    help="The day on which reviews of rates are due; today.",
)
@click.option("--fix", is_flag=True, help="Mend what has one right answer.")
@click.option(
    "--diff", is_flag=True, help="Show what --fix would write; write nothing."
)
def command(
    *, paths: tuple[Path, ...], output: str, day: date | None, fix: bool, diff: bool
) -> int:
    """Report every error of forms, of what they include and of tariffs.

    PATH is a forms directory or one of its files; ./forms unless given.
    """
    wanted = paths or (default_directory(),)
    day = day or today()
    if diff:
        changes = [each for path in wanted for each in _changes(path, day)]
        for each in dict.fromkeys(changes):
            click.echo(each.diff(), nl=False)
        return int(bool(changes))
    if fix:
        _mend(wanted, day)
    checked = [check_path(path, day) for path in wanted]
    found = _unique(each for one in checked for each in one.diagnostics)
    if output == "text":
        _print(checked)
    elif report := _REPORTS[output](found):
        write(report)
    return int(any(each.severity is Severity.ERROR for each in found))


def _mend(paths: Iterable[Path], day: date) -> None:
    for path in paths:
        for change in _changes(path, day):
            change.write()
            click.echo(f"{change.path}: mended", err=True)


def _changes(path: Path, day: date) -> tuple[Change, ...]:
    # Most of the time nothing is to be mended.
    from engine.cli.fixing import fixed, with_new_texts  # noqa: PLC0415

    files = check_path(path, day).files
    changes = fixed(files, lambda mended: check_path(path, day, mended).diagnostics)
    if not path.is_dir() or path.name in _PARTS:
        return changes
    texts = {change.path: change.after for change in changes}
    mended = {
        name: replace(file, text=texts.get(file.shown, file.text))
        for name, file in files.items()
    }
    return (*changes, *with_new_texts(mended, path))


def check_path(
    path: Path, day: date, files: Mapping[str, SourceFile] | None = None
) -> Checked:
    """Check a forms directory, or one file of it with what the file uses.

    Args:
        path: A directory, or a file in a forms directory, its `shared/` or `tariffs/`.
        day: The day on which reviews of rates may be due.
        files: The directory's files where they differ from what is on the disk.

    Raises:
        Misuse: There is nothing to check.
    """
    if path.is_dir():
        return _check_directory(path, day, files)
    if not path.is_file():
        message = f"there is no file or directory {path}"
        raise Misuse(message)
    return _check_file(path, day, files)


def _check_directory(
    path: Path, day: date, files: Mapping[str, SourceFile] | None
) -> Checked:
    if path.name in _PARTS:
        whole = _check_directory(path.parent, day, files)
        return _below(whole, f"{path.name}/")
    files = files or files_of(path)
    if not files:
        message = f"there is no form in {path}"
        raise Misuse(message)
    library = compile_files(files, with_doubts=True)
    collector = _found(library, path, day)
    if library.is_whole:
        # Only then is it known which rates no form uses.
        report_unused_keys(library.tariffs.values(), library.used_rates, collector)
    return Checked(diagnostics=collector.sorted(), library=library)


def _found(
    library: Library,
    directory: Path,
    day: date,
    unused: frozenset[str] = frozenset(),
) -> Collector:
    """Gather the errors of forms and what is worth a warning.

    The texts of files that are not used, by their shown path, are not looked at.
    """
    collector = Collector()
    collector.extend(library.diagnostics)
    report_overdue_reviews(library.tariffs.values(), day, collector)
    report_gaps(library.tariffs.values(), collector)
    report_untranslated(library, directory, collector)
    used = [file for file in library.files.values() if file.shown not in unused]
    _report_texts(library, used, collector)
    return collector


def _report_texts(
    library: Library, used: Iterable[SourceFile], collector: Collector
) -> None:
    """Tell what is wrong or worth a warning in files as they are written.

    The words of a file are judged when it has no error left.
    """
    faulty = {each.span.path for each in collector.sorted() if each.is_error}
    wording = load_wording(library.files, collector)
    forms = {name: library.forms[form_id] for form_id, name in library.names.items()}
    for file in used:
        report_layout(file, collector)
        if file.shown in faulty or file.name == WORDING_FILE:
            continue
        root = load(file, Collector())
        if root is None:
            continue
        is_form = not file.name.startswith(FOLDER)
        if wording is not None:
            report_wording(root, wording, collector, with_lengths=is_form)
        if is_form:
            report_accessibility(root, wording, collector)
        if file.name in forms and isinstance(root, MappingNode):
            report_template(root, collector)
            report_examples(root, forms[file.name], collector)


def _below(checked: Checked, start: str) -> Checked:
    shown = {
        file.shown for name, file in checked.files.items() if name.startswith(start)
    }
    kept = tuple(each for each in checked.diagnostics if each.span.path in shown)
    return replace(checked, diagnostics=kept)


def _check_file(
    path: Path, day: date, files: Mapping[str, SourceFile] | None
) -> Checked:
    if path.parent.name in _PARTS:
        whole = _check_directory(path.parent.parent, day, files)
        return _below(whole, f"{path.parent.name}/{path.name}")
    files = files or files_of(path.parent)
    if path.name not in files:
        message = f"{path} is no form: its name must end in .yaml"
        raise Misuse(message)
    library = compile_files(files, only=(path.name,), with_doubts=True)
    unused = _unused_files(path.name, library)
    collector = _found(library, path.parent, day, unused)
    kept = tuple(each for each in collector.sorted() if each.span.path not in unused)
    return Checked(diagnostics=kept, library=library)


def _unused_files(name: str, library: Library) -> frozenset[str]:
    """Give the shown paths of files that a form does not use."""
    text = library.files[name].text
    # A form with errors has no list of rates: what it names is what it may use.
    used = {rate.partition(".")[0] for rate in library.used_rates}
    used |= set(re.findall(r"[a-z][a-z0-9_]*", text))
    return frozenset(
        file.shown
        for file_name, file in library.files.items()
        if file_name != name
        and not (file_name.startswith("tariffs/") and Path(file_name).stem in used)
        and not (file_name in _FOR_EVERY_FORM or file_name in text)
    )


def _unique(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    collector = Collector()
    collector.extend(found)
    return collector.sorted()


def _print(checked: Iterable[Checked]) -> None:
    shown: set[Diagnostic] = set()
    for one in checked:
        for found in one.diagnostics:
            if found not in shown:
                shown.add(found)
                write(render(found, one.source_line(found)))

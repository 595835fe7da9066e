"""`formengine check`: every error of an author's files, at once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.clock import today
from engine.cli.forms_directory import default_directory, files_of
from engine.cli.json_text import write, written
from engine.cli.misuse import Misuse
from engine.cli.options import parse_day
from engine.cli.translations import report_untranslated
from engine.compiler.library import compile_files
from engine.diagnostics import Collector, Diagnostic, Severity, render
from engine.source.places import source_lines
from engine.tariffs.review import report_overdue_reviews, report_unused_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from engine.compiler.library import Library
    from engine.source.files import SourceFile

__all__ = ["Checked", "check_path", "command"]

_PARTS = ("shared", "tariffs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found below one path; `files` gives the lines to show."""

    diagnostics: tuple[Diagnostic, ...]
    files: Mapping[str, SourceFile]

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
    type=click.Choice(["text", "json"]),
    default="text",
    help="json: one list of objects, for other programs.",
)
@click.option(
    "--day",
    type=parse_day,
    metavar="DAY",
    help="The day on which reviews of rates are due; today.",
)
def command(*, paths: tuple[Path, ...], output: str, day: date | None) -> int:
    """Report every error of forms, of what they include and of tariffs.

    PATH is a forms directory or one of its files; ./forms unless given.
    """
    checked = [
        check_path(path, day or today()) for path in paths or (default_directory(),)
    ]
    found = _unique(each for one in checked for each in one.diagnostics)
    if output == "json":
        write(written([_as_json(each) for each in found], indent=2))
    else:
        _print(checked)
    return int(any(each.severity is Severity.ERROR for each in found))


def check_path(path: Path, day: date) -> Checked:
    """Check a forms directory, or one file of it with what the file uses.

    Args:
        path: A directory, or a file in a forms directory, its `shared/` or `tariffs/`.
        day: The day on which reviews of rates may be due.

    Raises:
        Misuse: There is nothing to check.
    """
    if path.is_dir():
        return _check_directory(path, day)
    if not path.is_file():
        message = f"there is no file or directory {path}"
        raise Misuse(message)
    return _check_file(path, day)


def _check_directory(path: Path, day: date) -> Checked:
    if path.name in _PARTS:
        whole = _check_directory(path.parent, day)
        return _below(whole, f"{path.name}/")
    files = files_of(path)
    if not files:
        message = f"there is no form in {path}"
        raise Misuse(message)
    library = compile_files(files)
    collector = Collector()
    collector.extend(library.diagnostics)
    report_overdue_reviews(library.tariffs.values(), day, collector)
    report_untranslated(library, path, collector)
    if library.is_whole:
        # Only then is it known which rates no form uses.
        report_unused_keys(library.tariffs.values(), library.used_rates, collector)
    return Checked(diagnostics=collector.sorted(), files=files)


def _below(checked: Checked, start: str) -> Checked:
    shown = {
        file.shown for name, file in checked.files.items() if name.startswith(start)
    }
    kept = tuple(each for each in checked.diagnostics if each.span.path in shown)
    return Checked(diagnostics=kept, files=checked.files)


def _check_file(path: Path, day: date) -> Checked:
    if path.parent.name in _PARTS:
        whole = _check_directory(path.parent.parent, day)
        return _below(whole, f"{path.parent.name}/{path.name}")
    files = files_of(path.parent)
    if path.name not in files:
        message = f"{path} is no form: its name must end in .yaml"
        raise Misuse(message)
    library = compile_files(files, only=(path.name,))
    collector = Collector()
    collector.extend(library.diagnostics)
    report_overdue_reviews(library.tariffs.values(), day, collector)
    report_untranslated(library, path.parent, collector)
    unused = _unused_tariff_files(path.name, library)
    kept = tuple(each for each in collector.sorted() if each.span.path not in unused)
    return Checked(diagnostics=kept, files=files)


def _unused_tariff_files(name: str, library: Library) -> frozenset[str]:
    """Give the shown paths of tariffs that a form does not name."""
    used = {rate.partition(".")[0] for rate in library.used_rates}
    # A form with errors has no list of rates: what it names is what it may use.
    used |= set(re.findall(r"[a-z][a-z0-9_]*", library.files[name].text))
    return frozenset(
        file.shown
        for file_name, file in library.files.items()
        if file_name.startswith("tariffs/") and Path(file_name).stem not in used
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


def _as_json(diagnostic: Diagnostic) -> dict[str, object]:
    return {
        "path": diagnostic.span.path,
        "line": diagnostic.span.line,
        "column": diagnostic.span.column,
        "severity": diagnostic.severity.value,
        "code": diagnostic.code,
        "message": diagnostic.message,
    }

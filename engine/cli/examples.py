"""`formengine examples`: does everything still come out as the authors wrote?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine.cli.forms_directory import default_directory, files_of
from engine.cli.json_text import write
from engine.cli.misuse import Misuse
from engine.compiler.library import compile_files
from engine.diagnostics import Severity, render
from engine.trials.coverage import coverage_of
from engine.trials.mutants import is_noticed, mutants_of
from engine.trials.verdict import differences

if TYPE_CHECKING:
    from engine.compiler.form import CompiledForm
    from engine.compiler.library import Library

__all__ = ["command"]


@click.command("examples")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH…]")
@click.option(
    "--coverage", is_flag=True, help="Tell what of each form no example reaches."
)
@click.option(
    "--mutate",
    is_flag=True,
    help="Make each form wrong in one place after the other; some example must fail.",
)
@click.option(
    "--at-least",
    type=click.IntRange(0, 100),
    default=90,
    show_default=True,
    metavar="PERCENT",
    help="How many of the mutants must be noticed.",
)
def command(
    *, paths: tuple[Path, ...], coverage: bool, mutate: bool, at_least: int
) -> int:
    """Judge the examples of forms and print what differs from what they expect.

    PATH is a forms directory or the file of a form; ./forms unless given.
    """
    passed = failed = 0
    is_broken = False
    for path in paths or (default_directory(),):
        library = _library(path)
        for form in library.forms.values():
            failures = _run(form)
            failed += failures
            passed += len(form.examples) - failures
            if coverage:
                is_broken |= _report_coverage(form)
            if mutate and not failures:
                is_broken |= _report_mutants(form, at_least)
        is_broken |= _report_errors(library)
    write(f"{passed} passed, {failed} failed")
    return int(failed > 0 or is_broken)


def _report_coverage(form: CompiledForm) -> bool:
    """Print what no example reaches; tell whether there is anything."""
    found = coverage_of(form)
    reached = found.points - len(found.missed)
    share = f"{found.percent} % ({reached} of {found.points})"
    write(f"{form.id}: examples reach {share}")
    for words in found.missed:
        write(f"  {words}")
    return bool(found.missed)


def _report_mutants(form: CompiledForm, at_least: int) -> bool:
    """Print the mutants that pass every example; tell whether they are too many."""
    mutants = 0
    unnoticed: list[str] = []
    for mutant in mutants_of(form):
        mutants += 1
        if not is_noticed(mutant):
            unnoticed.append(mutant.fault)
    noticed = mutants - len(unnoticed)
    percent = 100 * noticed // max(1, mutants)
    write(f"{form.id}: examples notice {percent} % ({noticed} of {mutants} mutants)")
    for fault in unnoticed:
        write(f"  {fault}")
    return percent < at_least


def _library(path: Path) -> Library:
    if path.is_dir():
        return compile_files(files_of(path))
    files = files_of(path.parent)
    if not path.is_file() or path.name not in files:
        message = f"{path} is no directory and no form"
        raise Misuse(message)
    return compile_files(files, only=(path.name,))


def _run(form: CompiledForm) -> int:
    """Run a form's examples; give how many fail."""
    failures = 0
    for example in form.examples:
        found = differences(form, example)
        if found:
            failures += 1
            span = example.span
            write(f"{span.path}:{span.line}:{span.column}: {example.name}")
            for line in found:
                write(f"  {line}")
    return failures


def _report_errors(library: Library) -> bool:
    """Tell whether forms have errors, which keep their examples from being run."""
    errors = [
        found for found in library.diagnostics if found.severity is Severity.ERROR
    ]
    for error in errors:
        click.echo(render(error, None), err=True)
    return bool(errors)

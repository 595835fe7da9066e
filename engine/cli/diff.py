"""`formengine diff`: what a change of the forms does to what is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from engine.changes.change import Change, Effect
from engine.changes.compare import compare
from engine.cli.forms_directory import default_directory
from engine.cli.json_text import write, written
from engine.cli.misuse import Misuse
from engine.cli.revisions import library_at
from engine.diagnostics import Severity, render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.compiler.form import CompiledForm
    from engine.compiler.library import Library

__all__ = ["command"]


@click.command("diff")
@click.argument("old", default="HEAD")
@click.argument("new", required=False)
@click.option(
    "--format",
    "shape",
    type=click.Choice(("text", "json")),
    default="text",
    help="How changes are written.",
)
def command(*, old: str, new: str | None, shape: str) -> int:
    """List what changed in forms, and what becomes of drafts.

    OLD and NEW are forms, directories or git revisions (`main`, `HEAD~2`,
    `main:forms/318.632.yaml`). OLD is the last commit and NEW the forms directory
    unless given. Exit code 1: a change needs a new version that the form does not have.
    """
    before = library_at(old)
    now = library_at(new or str(default_directory()))
    _refuse_errors(now)
    found = {
        form_id: _changes(before.forms.get(form_id), now.forms.get(form_id))
        for form_id in sorted(before.forms.keys() | now.forms.keys())
    }
    unraised = {
        form_id
        for form_id, changes in found.items()
        if _needs_version(changes)
        and not _is_raised(before.forms.get(form_id), now.forms.get(form_id))
    }
    if shape == "json":
        write(written(_as_json(found, unraised), indent=2))
    else:
        for form_id, changes in found.items():
            for line in _lines(form_id, changes, now.forms.get(form_id)):
                write(line)
            if form_id in unraised:
                write(f"  = raise «version:» of {form_id}: stored drafts are concerned")
    return int(bool(unraised))


def _refuse_errors(library: Library) -> None:
    errors = [
        found for found in library.diagnostics if found.severity is Severity.ERROR
    ]
    if errors:
        first = render(errors[0], None).splitlines()[0]
        message = f"{first} («formengine check» tells every error)"
        raise Misuse(message)


def _changes(old: CompiledForm | None, new: CompiledForm | None) -> tuple[Change, ...]:
    if new is None:
        words = "the form is gone"
        drafts = "drafts and sent requests are shown as they were; nothing can be sent"
        return (Change(Effect.BREAKING, old.id if old else "", words, drafts),)
    if old is None:
        return (Change(Effect.COMPATIBLE, new.id, "the form is new"),)
    return compare(old, new)


def _needs_version(changes: tuple[Change, ...]) -> bool:
    return any(change.effect is not Effect.COMPATIBLE for change in changes)


def _is_raised(old: CompiledForm | None, new: CompiledForm | None) -> bool:
    return old is not None and new is not None and new.version > old.version


def _lines(
    form_id: str, changes: tuple[Change, ...], form: CompiledForm | None
) -> Iterator[str]:
    if not changes:
        return
    yield form_id if form is None else f"{form_id}, version {form.version}"
    for change in changes:
        yield f"  {change.effect.value}: {change.place}: {change.words}"
        if change.drafts:
            yield f"    drafts: {change.drafts}"


def _as_json(
    found: dict[str, tuple[Change, ...]], unraised: set[str]
) -> dict[str, object]:
    return {
        form_id: {
            "needs_version": form_id in unraised,
            "changes": [
                {
                    "effect": change.effect.value,
                    "place": change.place,
                    "words": change.words,
                    "drafts": change.drafts,
                }
                for change in changes
            ],
        }
        for form_id, changes in found.items()
        if changes
    }

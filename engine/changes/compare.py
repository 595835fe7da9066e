"""Two versions of a form compared, in the order of the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.changes.answers import changed_answers
from engine.changes.change import Change, Effect
from engine.changes.meaning import changed_meaning
from engine.changes.rates import changed_rates
from engine.compiler.form import Requirement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledForm, CompiledList

__all__ = ["compare", "fields_by_path"]

_ORDER = tuple(Effect)


def compare(old: CompiledForm, new: CompiledForm) -> tuple[Change, ...]:
    """List what changed, the most harmful first."""
    changes = (
        *_texts(old, new),
        *_fields(old, new),
        *_lists(old, new),
        *changed_meaning(old, new),
        *changed_rates(old, new),
    )
    return tuple(sorted(changes, key=lambda change: -_ORDER.index(change.effect)))


def _texts(old: CompiledForm, new: CompiledForm) -> Iterator[Change]:
    for name, before, now in (
        ("title", old.title.french, new.title.french),
        ("legal_basis", old.legal_basis.french, new.legal_basis.french),
        ("pdf_template", old.pdf_template, new.pdf_template),
    ):
        if before != now:
            yield Change(Effect.COMPATIBLE, new.id, f"{name} is «{now}»")
    if old.total != new.total:
        words = "the total shown in lists and exports is another"
        yield Change(Effect.NEW_VERSION, new.id, words)


def _fields(old: CompiledForm, new: CompiledForm) -> Iterator[Change]:
    before, now = fields_by_path(old, new.renames), fields_by_path(new)
    for old_path, path in new.renames.items():
        yield Change(
            Effect.NEW_VERSION, path, f"was called {old_path}", "the answer is moved"
        )
    for path, field in before.items():
        if path not in now:
            yield _gone(path, field)
    for path, field in now.items():
        if path not in before:
            yield _added(path, field)
        elif before[path].is_computed or field.is_computed:
            yield from _computed(path, before[path], field)
        else:
            yield from changed_answers(path, before[path], field)
        if path in before and before[path].label.french != field.label.french:
            words = f"the label is «{field.label.french}»"
            yield Change(Effect.COMPATIBLE, path, words)


def fields_by_path(
    form: CompiledForm, renames: Mapping[str, str] | None = None
) -> Mapping[str, CompiledField]:
    """Give every field by its path pattern, or by what renames have made of it."""
    found = dict(form.fields)
    for of_list in form.lists.values():
        found.update((f"{of_list.key}.{each.key}", each) for each in of_list.fields)
    for old, new in (renames or {}).items():
        found = {_renamed(path, old, new): field for path, field in found.items()}
    return found


def _renamed(path: str, old: str, new: str) -> str:
    if path == old or path.startswith(f"{old}."):
        return new + path.removeprefix(old)
    return path


def _gone(path: str, field: CompiledField) -> Change:
    if field.is_computed:
        words = "the computed value is gone"
        return Change(Effect.BREAKING, path, words, "it is computed no more")
    words = "the question is gone"
    drafts = (
        "its answer is told as no longer asked and not sent;"
        " write «renames: {OLD: NEW}» if it has a new name"
    )
    return Change(Effect.BREAKING, path, words, drafts)


def _added(path: str, field: CompiledField) -> Change:
    if field.is_computed:
        return Change(Effect.COMPATIBLE, path, "a computed value is new")
    if field.requirement is Requirement.NEVER or field.default is not None:
        return Change(Effect.COMPATIBLE, path, "an optional question is new")
    words = "a question that must be answered is new"
    return Change(Effect.NEW_VERSION, path, words, "it is asked before sending")


def _computed(path: str, old: CompiledField, new: CompiledField) -> Iterator[Change]:
    if not old.is_computed:
        words = "was typed, is computed"
        yield Change(Effect.BREAKING, path, words, "what was typed is not used")
    elif not new.is_computed:
        words = "was computed, must be typed"
        yield Change(Effect.NEW_VERSION, path, words, "it is asked before sending")
    elif (old.codec.kind, old.codec.unit) != (new.codec.kind, new.codec.unit):
        yield Change(Effect.BREAKING, path, "the computed value is of another kind")


def _lists(old: CompiledForm, new: CompiledForm) -> Iterator[Change]:
    for old_path, before in old.lists.items():
        path = old_path
        for earlier, name in new.renames.items():
            path = _renamed(path, earlier, name)
        if path in new.lists:
            yield from _rows(path, before, new.lists[path])


def _rows(path: str, old: CompiledList, new: CompiledList) -> Iterator[Change]:
    for words, before, now, is_narrower in (
        ("the least number of rows", old.min, new.min, new.min > old.min),
        ("the greatest number of rows", old.max, new.max, new.max < old.max),
    ):
        if before != now:
            effect = Effect.NEW_VERSION if is_narrower else Effect.COMPATIBLE
            drafts = "rows are kept; sending waits until the number fits"
            told = f"{words} was {before}, is {now}"
            yield Change(effect, path, told, drafts if is_narrower else "")
    if old.no_overlap != new.no_overlap:
        effect = Effect.NEW_VERSION if new.no_overlap else Effect.COMPATIBLE
        yield Change(effect, path, "whether rows may overlap has changed")

"""Answers of an older version of a form, brought under the names that it has now.

Nothing is guessed: only what the form's `renames` say is moved, and an answer that is
already under the new name stays.
"""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.compiler.form import CompiledForm

__all__ = ["renamed_answers", "renamed_path"]

_INDEX = re.compile(r"\[([0-9]+)\]")

_Record = dict[str, object]


def renamed_answers(
    form: CompiledForm, answers: Mapping[str, object]
) -> dict[str, object]:
    """Give a copy of stored answers under today's names.

    Args:
        form: The form as it is now.
        answers: Nested answers as a draft keeps them, of this or an older version.
    """
    found = deepcopy(dict(answers))
    for old, new in form.renames.items():
        for record, before, after in _homes(form, found, old, new):
            _move(record, before.split("."), after.split("."))
    return found


def renamed_path(form: CompiledForm, path: str) -> str:
    """Give today's path of a place of an older version, such as `trips[0].fare`."""
    for old, new in form.renames.items():
        pattern = _INDEX.sub("", path)
        if pattern == old or pattern.startswith(f"{old}."):
            path = _with_indices(path, new + pattern.removeprefix(old), form)
    return path


def _homes(
    form: CompiledForm, answers: _Record, old: str, new: str
) -> Iterator[tuple[_Record, str, str]]:
    """Give each record in which a name changes, with both names inside it."""
    for path in form.lists:
        if old.startswith(f"{path}.") and new.startswith(f"{path}."):
            inside = len(path) + 1
            for row in _rows(answers, path):
                yield row, old[inside:], new[inside:]
            return
    yield answers, old, new


def _rows(answers: _Record, path: str) -> Iterator[_Record]:
    found: object = answers
    for name in path.split("."):
        found = _part(found, name)
    for row in cast("list[object]", found) if isinstance(found, list) else ():
        if isinstance(row, dict):
            yield cast("_Record", row)


def _part(record: object, name: str) -> object:
    return cast("_Record", record).get(name) if isinstance(record, dict) else None


def _move(record: _Record, before: list[str], after: list[str]) -> None:
    home: object = record
    for name in before[:-1]:
        home = _part(home, name)
    if not isinstance(home, dict) or before[-1] not in home:
        return
    value = cast("_Record", home).pop(before[-1])
    target = record
    for name in after[:-1]:
        inner = target.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        target = cast("_Record", inner)
    if target.get(after[-1]) in (None, "", [], {}):
        target[after[-1]] = value


def _with_indices(path: str, pattern: str, form: CompiledForm) -> str:
    """Put a row's index back behind the list that the pattern goes through."""
    index = _INDEX.search(path)
    if index is None:
        return pattern
    for of_list in form.lists:
        if pattern == of_list or pattern.startswith(f"{of_list}."):
            return f"{of_list}{index[0]}{pattern.removeprefix(of_list)}"
    return pattern

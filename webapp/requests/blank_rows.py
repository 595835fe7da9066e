"""Blank rows: one stands ready in a new form, and what stays blank is not a row.

A person sees the questions of a list without having to ask for them, as on paper, and
need not remove a row that was left empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.field_type import Rejection
from engine.storage.references import new_id
from engine.targets.web_form import apply_action
from webapp.requests.documents import rows_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.compiler.form import CompiledField, CompiledForm, CompiledList

__all__ = ["with_ready_rows", "without_blank_rows"]


def with_ready_rows(form: CompiledForm, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Give answers in which every list that has no row has a blank one."""
    ready = dict(answers)
    for path, listed in form.lists.items():
        if listed.is_computed or rows_at(ready, path):
            continue
        ready = apply_action(form, ready, f"{path}.add", new_id=new_id).answers
    return dict(ready)


def without_blank_rows(
    form: CompiledForm, answers: Mapping[str, Any]
) -> dict[str, Any]:
    """Give answers without rows that nobody filled, as far as a list may lack them."""
    kept = dict(answers)
    for path, listed in form.lists.items():
        rows = rows_at(kept, path)
        for index in reversed(range(len(rows))):
            if len(rows) > listed.min and _is_blank(listed, rows[index]):
                action = f"{path}.{index}.remove"
                kept = apply_action(form, kept, action, new_id=new_id).answers
                rows = rows_at(kept, path)
    return dict(kept)


def _is_blank(listed: CompiledList, row: Mapping[str, Any]) -> bool:
    return all(
        _is_untouched(question, row.get(question.key))
        for question in listed.fields
        if not question.is_computed
    )


def _is_untouched(question: CompiledField, raw: object) -> bool:
    if raw is None or raw is False or raw in ("", [], ()):
        return True
    try:
        value = question.codec.read(raw)
    except Rejection:
        return False
    return value is None or value == question.default

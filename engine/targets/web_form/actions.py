"""What buttons do to answers before anything is judged: rows come, go and are copied.

All of these take answers and give new ones; none changes what it is given. Where a row
comes into being, `new_id` makes the opaque identifier that it keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.i18n.texts import Message, Text
from engine.runtime.assessment import Level, Problem
from engine.targets.web_form.nesting import Answers, put, reach, rows_at
from engine.targets.web_form.sent import ROW_ID
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from engine.compiler.form import CompiledField, CompiledForm, CompiledList

__all__ = ["Outcome", "apply_action", "copy", "start"]

_FULL = Text("Vous pouvez saisir au plus {maximum} entrées.")
_ADD = re.compile(r"(?P<list>[a-z0-9_.]+)\.add")
_CHANGE = re.compile(
    r"(?P<list>[a-z0-9_.]+)\.(?P<index>[0-9]{1,6})\.(?P<verb>remove|duplicate)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a button did.

    `focus` is the flat path where the reader goes on (`trips[2].start`, or `trips` for
    the list itself), None if the button was no row's. `problem` says why nothing was
    done.
    """

    answers: Answers
    focus: str | None = None
    problem: Problem | None = None


def start(
    form: CompiledForm,
    applicant: Mapping[str, object] | None,
    *,
    new_id: Callable[[], str],
) -> Answers:
    """Give the answers of a new request: those prefilled, and the rows lists need."""
    answers: Answers = {}
    for question in form.fields.values():
        if question.prefill is not None and applicant is not None:
            known = applicant.get(question.prefill)
            if known not in (None, ""):
                answers = put(answers, question.key, known)
    return _with_least_rows(form, answers, new_id)


def copy(
    form: CompiledForm,
    answers: Mapping[str, object],
    *,
    new_id: Callable[[], str],
) -> Answers:
    """Give the answers of a new request made after an old one.

    Documents belong to the old request; what says `on_copy: clear` is asked again.
    """
    copied: Answers = _kept(form.fields.values(), answers)
    for path, compiled in form.lists.items():
        rows = rows_at(answers, path)
        if rows and not compiled.is_computed:
            fresh = [_fresh(compiled, row, new_id) for row in rows]
            copied = put(copied, path, fresh)
    return _with_least_rows(form, copied, new_id)


def _with_least_rows(
    form: CompiledForm, answers: Answers, new_id: Callable[[], str]
) -> Answers:
    for path, compiled in form.lists.items():
        rows = rows_at(answers, path)
        missing = 0 if compiled.is_computed else compiled.min - len(rows)
        if missing > 0:
            blank: list[Answers] = [{ROW_ID: new_id()} for _ in range(missing)]
            answers = put(answers, path, [*rows, *blank])
    return answers


def _kept(fields: Iterable[CompiledField], answers: object) -> Answers:
    """Give the answers that a copy keeps."""
    kept: Answers = {}
    for question in fields:
        answer = reach(answers, question.key)
        if (
            answer is not None
            and not question.is_computed
            and question.on_copy == "keep"
            and question.codec.kind is not ValueKind.FILES
        ):
            kept = put(kept, question.key, answer)
    return kept


def _fresh(compiled: CompiledList, row: Answers, new_id: Callable[[], str]) -> Answers:
    return {ROW_ID: new_id(), **_kept(compiled.fields, row)}


def apply_action(
    form: CompiledForm,
    answers: Mapping[str, object],
    action: str,
    *,
    new_id: Callable[[], str],
) -> Outcome:
    """Do what a button of a list says; another button's name changes nothing.

    action ::= list ".add" | list "." index "." ("remove" | "duplicate")
    """
    unchanged = Outcome(answers=dict(answers))
    match = _ADD.fullmatch(action) or _CHANGE.fullmatch(action)
    compiled = form.lists.get(match["list"]) if match else None
    if match is None or compiled is None or compiled.is_computed:
        return unchanged
    rows = rows_at(answers, compiled.key)
    said = match.groupdict()
    index = int(said.get("index") or len(rows))
    verb = said.get("verb", "add")
    if index > len(rows) - (verb != "add"):
        return unchanged
    if verb == "remove":
        left = [*rows[:index], *rows[index + 1 :]]
        return Outcome(answers=put(answers, compiled.key, left), focus=compiled.key)
    if len(rows) >= compiled.max:
        return Outcome(
            answers=dict(answers), focus=compiled.key, problem=_too_many(compiled)
        )
    place = index if verb == "add" else index + 1
    added = (
        {ROW_ID: new_id()} if verb == "add" else _fresh(compiled, rows[index], new_id)
    )
    longer = [*rows[:place], added, *rows[place:]]
    return Outcome(
        answers=put(answers, compiled.key, longer),
        focus=_first_question(compiled, place),
    )


def _first_question(compiled: CompiledList, index: int) -> str:
    questions = (each.key for each in compiled.fields if not each.is_computed)
    first = next(questions, None)
    return compiled.key if first is None else f"{compiled.key}[{index}].{first}"


def _too_many(compiled: CompiledList) -> Problem:
    return Problem(
        code="out_of_range",
        path=compiled.key,
        level=Level.ERROR,
        message=Message(text=_FULL, params={"maximum": str(compiled.max)}),
    )

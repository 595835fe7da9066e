"""What a browser sent, sorted into raw answers. All of it may be hostile.

However much is sent, of a list no more rows are read than it may have, and one: so that
`assess` can say that there are too many.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from engine.field_type import ControlKind
from engine.targets.web_form.nesting import Answers, put, reach, rows_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledList

__all__ = ["ROW_ID", "FormData", "answer_of", "rows_of"]

ROW_ID = "_id"

_LONGEST_INDEX = 6
_ROW_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class FormData(Protocol):
    """What WTForms asks of the data of a request, such as Werkzeug's `MultiDict`."""

    def __iter__(self) -> Iterator[str]:
        """Go through the names."""
        ...

    def __contains__(self, name: object, /) -> bool:
        """Tell whether a name was sent."""
        ...

    def getlist(self, name: str, /) -> list[str]:
        """Give all values of a name, in the order sent."""
        ...


def answer_of(question: CompiledField, sent: list[str], earlier: object) -> object:
    """Give the raw answer to a question.

    Args:
        question: The question.
        sent: All values of its control; empty where it was not drawn.
        earlier: The answer that it had before.
    """
    kind = question.codec.control.kind
    if not sent or kind is ControlKind.FILES:
        return earlier
    if kind is ControlKind.CHECKBOX:
        return any(value.strip() for value in sent)
    if kind is ControlKind.CHECKBOXES:
        most = len(question.codec.control.choices) + 1
        return [value for value in sent if value.strip()][:most]
    return sent[0]


def rows_of(compiled: CompiledList, sent: FormData, earlier: object) -> list[Answers]:
    """Give the rows of a list, numbered anew without gaps.

    Args:
        compiled: The list.
        sent: All that was sent.
        earlier: The answers of the whole form before. Rows are known again by their
            identifier; what was not drawn of a row keeps its answer.
    """
    before = rows_at(earlier, compiled.key)
    names = _names_by_index(compiled, sent)
    if not names and compiled.key not in sent:
        return before
    known = {row[ROW_ID]: row for row in before if isinstance(row.get(ROW_ID), str)}
    typed = [question for question in compiled.fields if not question.is_computed]
    rows: list[Answers] = []
    seen = {""}
    for index in sorted(names)[: compiled.max + 1]:
        own = names[index]
        row_id = _identifier(sent.getlist(own[ROW_ID]) if ROW_ID in own else [])
        # An identifier sent twice belongs to the first row that has it.
        row = known.pop(row_id, {})
        identity: Answers = {} if row_id in seen else {ROW_ID: row_id}
        seen.add(row_id)
        rows.append(identity | _row(typed, sent, own, row))
    return rows


def _names_by_index(
    compiled: CompiledList, sent: FormData
) -> dict[int, dict[str, str]]:
    """Give the names of the controls of each row, by index and key."""
    prefix = f"{compiled.key}-"
    keys = {ROW_ID, *(each.key for each in compiled.fields if not each.is_computed)}
    found: dict[int, dict[str, str]] = {}
    for name in sent:
        if name.startswith(prefix):
            index, _, key = name[len(prefix) :].partition("-")
            if key in keys and _is_index(index):
                found.setdefault(int(index), {}).setdefault(key, name)
    return found


def _is_index(text: str) -> bool:
    return len(text) <= _LONGEST_INDEX and text.isascii() and text.isdigit()


def _identifier(sent: list[str]) -> str:
    return sent[0] if sent and _ROW_ID.fullmatch(sent[0]) else ""


def _row(
    questions: Iterable[CompiledField],
    sent: FormData,
    names: Mapping[str, str],
    earlier: Answers,
) -> Answers:
    row: Answers = {}
    for question in questions:
        key = question.key
        name = names.get(key)
        values = [] if name is None else sent.getlist(name)
        raw = answer_of(question, values, reach(earlier, key))
        if raw is None:
            continue
        if "." in key:
            row = put(row, key, raw)
        else:
            # Nearly every answer of a row: none is worth a copy of the row.
            row[key] = raw
    return row

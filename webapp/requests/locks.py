"""Locks of a correction: only what the office opened may change.

A question is open if a note opened it, its row, its list or the whole form, and if it
had no answer in what was sent and is now asked for: an open answer may bring a question
up that was hidden before, and a correction must not end there.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from engine.targets.web_form.nesting import put, reach, rows_at
from engine.values import ValueKind
from webapp.requests.stable_places import row_token

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.compiler.form import CompiledField, CompiledList
    from engine.runtime.assessment import Assessment, Scope
    from webapp.requests.notes import Opened

__all__ = ["Locks"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Locks:
    """What is locked in a correction.

    `sent` judges what was sent, `now` the correction as it is stored.
    """

    opened: Opened
    sent: Assessment
    now: Assessment

    def is_locked(self, path: str) -> bool:
        """Tell whether the question at a flat path keeps the answer that was sent."""
        of_list, bracket, rest = path.partition("[")
        if not bracket:
            return not self._is_open(path, path, self.sent.root, self.now.root)
        number, _, key = rest.partition("].")
        rows = self.now.root.rows.get(of_list, ())
        index = int(number)
        if index >= len(rows):
            return not self.is_list_open(of_list)
        token = row_token(rows[index], index)
        return not self._is_open_in_row(of_list, token, key)

    def is_list_open(self, path: str) -> bool:
        """Tell whether rows of a list may come and go."""
        return self.opened.includes(path) or path in self.sent.root.hidden

    def merged(
        self, stored: Mapping[str, Any], given: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Give the stored answers with those given, as far as they are open.

        Documents are not taken: their table says what a question has.
        """
        merged: dict[str, Any] = copy.deepcopy(dict(stored))
        form = self.sent.form
        for key, question in form.fields.items():
            is_open = _is_typed(question) and not self.is_locked(key)
            if is_open and reach(given, key) is not None:
                merged = put(merged, key, reach(given, key))
        for path, listed in form.lists.items():
            if not listed.is_computed:
                rows = self._rows(listed, stored, given)
                if rows or reach(merged, path) is not None:
                    merged = put(merged, path, rows)
        return merged

    def _rows(
        self, listed: CompiledList, stored: Mapping[str, Any], given: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        path = listed.key
        if self.is_list_open(path):
            return rows_at(given, path)
        given_by_id = {row.get("_id"): row for row in rows_at(given, path)}
        return [
            self._row(listed, index, row, given_by_id.get(row.get("_id"), {}))
            for index, row in enumerate(rows_at(stored, path))
        ]

    def _row(
        self,
        listed: CompiledList,
        index: int,
        stored: dict[str, Any],
        given: Mapping[str, Any],
    ) -> dict[str, Any]:
        row = stored
        token = str(stored.get("_id") or index)
        for question in listed.fields:
            if not _is_typed(question) or reach(given, question.key) is None:
                continue
            if self._is_open_in_row(listed.key, token, question.key):
                row = put(row, question.key, reach(given, question.key))
        return row

    def _is_open_in_row(self, of_list: str, token: str, key: str) -> bool:
        sent = _row_of(self.sent, of_list, token)
        now = _row_of(self.now, of_list, token)
        if sent is None or now is None:
            # A row that was not sent is there because its list is open.
            return self.is_list_open(of_list)
        return self._is_open(f"{of_list}[{token}].{key}", key, sent, now)

    def _is_open(self, place: str, key: str, sent: Scope, now: Scope) -> bool:
        if self.opened.includes(place):
            return True
        was_answered = key in sent.values
        return not was_answered and (key in sent.hidden or key in now.required)


def _is_typed(question: CompiledField) -> bool:
    return not question.is_computed and question.codec.kind is not ValueKind.FILES


def _row_of(assessment: Assessment, of_list: str, token: str) -> Scope | None:
    rows = assessment.root.rows.get(of_list, ())
    for index, row in enumerate(rows):
        if row_token(row, index) == token:
            return row
    return None

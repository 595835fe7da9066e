"""Records: a judged request as JSON that lasts, and back.

A record holds what was answered and shown, canonically, and beside it what was computed
from it. It names the definition it was made with: with that one, the answers of a
record judged again on its day give the same values.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
)
from engine.diagnostics import EngineError
from engine.field_type import Rejection
from engine.runtime.assessment import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.compiler.form import CompiledForm, CompiledItem
    from engine.field_type import Codec
    from engine.runtime.assessment import Assessment, Scope

__all__ = ["ROW_ID", "RecordError", "as_json", "decode", "encode", "flat_values"]

ROW_ID = "_id"
"""The member of a row that identifies it as long as the record lives."""

Json = dict[str, object]


class RecordError(EngineError):
    """A record that is none of this form's.

    Attributes:
        path: Where: `answers.trips[0].fare`, `definition`; blank for the record itself.
        reason: What is wrong there, in English.
    """

    def __init__(self, path: str, reason: str) -> None:
        """Keep place and reason."""
        super().__init__(f"{path}: {reason}" if path else reason)
        self.path = path
        self.reason = reason


def flat_values(assessment: Assessment) -> Json:
    """Give every visible answer and computed value, canonically, by flat path."""
    return {
        path: compiled.codec.dump(value)
        for path, compiled, value in assessment.entries()
    }


def encode(
    assessment: Assessment, language: str, *, reasons: Mapping[str, str] | None = None
) -> Json:
    """Make the record of a request that may be sent.

    Of one that may not, what was malformed is left out.

    Args:
        assessment: The judged request.
        language: The language it was filled in: fr, de, it, en.
        reasons: Why each warning was confirmed, by its code.
    """
    form = assessment.form
    why = reasons or {}
    return {
        "form": form.id,
        "version": form.version,
        "definition": form.hash,
        "day": assessment.day.isoformat(),
        "language": language,
        "applicant": _dumped(form.applicant, assessment.applicant),
        "answers": _answers(form, assessment.root),
        "computed": {
            path: compiled.codec.dump(value)
            for path, compiled, value in assessment.entries()
            if compiled.is_computed
        },
        "warnings": [
            {"code": problem.code, "path": problem.path}
            | ({"reason": why[problem.code]} if problem.code in why else {})
            for problem in assessment.problems
            if problem.level is Level.WARNING
        ],
    }


def as_json(record: Mapping[str, object]) -> bytes:
    """Write a record as JSON, the same bytes whatever the order of its members."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "surrogatepass")


def _dumped(fields: Iterable[CompiledField], scope: Scope) -> Json:
    return {
        compiled.key: compiled.codec.dump(scope.values[compiled.key])
        for compiled in fields
        if compiled.key in scope.values
    }


def _answers(form: CompiledForm, root: Scope) -> Json:
    answers = _typed(form.fields.values(), root)
    for path, compiled in form.lists.items():
        rows = root.rows.get(path, ())
        if rows and not compiled.is_computed:
            _put(answers, path, [_row(compiled, row) for row in rows])
    return answers


def _row(compiled: CompiledList, scope: Scope) -> Json:
    identity: Json = {} if scope.id is None else {ROW_ID: scope.id}
    return identity | _typed(compiled.fields, scope)


def _typed(fields: Iterable[CompiledField], scope: Scope) -> Json:
    """Give the answers of a scope, nested as they are answered."""
    answers: Json = {}
    for compiled in fields:
        if not compiled.is_computed and compiled.key in scope.values:
            _put(answers, compiled.key, compiled.codec.dump(scope.values[compiled.key]))
    return answers


def _put(answers: Json, key: str, value: object) -> None:
    """Set a value under a dotted key."""
    *groups, name = key.split(".")
    for group in groups:
        answers = cast("Json", answers.setdefault(group, {}))
    answers[name] = value


def decode(form: CompiledForm, record: object) -> tuple[Json, Json, date]:
    """Take a record apart into what `assess` needs: answers, applicant and day.

    Computed values are not taken over: they are computed again.

    Raises:
        RecordError: The record is of another form or definition, has a name that the
            form does not know, or a value that is not spelled as records spell it.
    """
    whole = _mapping(record, "")
    _check_names(whole, _MEMBERS, "")
    for name, expected in (
        ("form", form.id),
        ("version", form.version),
        ("definition", form.hash),
    ):
        if whole.get(name) != expected:
            raise RecordError(name, f"expected {expected!r}, found {whole.get(name)!r}")
    applicant = {field.key: field.codec for field in form.applicant}
    _mapping(whole.get("computed"), "computed")
    return (
        _nested(
            _mapping(whole.get("answers"), "answers"),
            [item for section in form.sections for item in section.items],
            "answers",
        ),
        _flat(_mapping(whole.get("applicant"), "applicant"), applicant, "applicant"),
        _day(whole.get("day")),
    )


_MEMBERS = (
    "form",
    "version",
    "definition",
    "day",
    "language",
    "applicant",
    "answers",
    "computed",
    "warnings",
)


def _mapping(value: object, path: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise RecordError(path, "expected an object")
    return cast("Mapping[str, object]", value)


def _check_names(found: Mapping[str, object], known: Iterable[str], path: str) -> None:
    unknown = sorted(str(name) for name in found.keys() - set(known))
    if unknown:
        place = f"{path}.{unknown[0]}" if path else unknown[0]
        raise RecordError(place, "the form has no such value")


def _day(value: object) -> date:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise RecordError("day", "expected a date such as 2022-06-30")
    return day


def _flat(found: Mapping[str, object], codecs: Mapping[str, Codec], path: str) -> Json:
    _check_names(found, codecs, path)
    return {
        name: _canonical(codecs[name], value, f"{path}.{name}")
        for name, value in found.items()
    }


def _nested(
    found: Mapping[str, object],
    items: Iterable[CompiledItem],
    path: str,
    also: tuple[str, ...] = (),
) -> Json:
    """Check answers against the items that ask for them, whatever their order."""
    asked = dict(_asked(items))
    _check_names(found, (*asked, *also), path)
    answers: Json = {}
    for name, value in found.items():
        place = f"{path}.{name}"
        match asked.get(name):
            case CompiledField() as question:
                answers[name] = _canonical(question.codec, value, place)
            case CompiledGroup() as group:
                answers[name] = _nested(_mapping(value, place), group.items, place)
            case CompiledTable() as table:
                lines = [row.quantity for row in table.rows]
                answers[name] = _nested(_mapping(value, place), lines, place)
            case CompiledList() as listed:
                answers[name] = _rows(listed, value, place)
            case _:
                answers[name] = _row_id(value, place)
    return answers


def _asked(items: Iterable[CompiledItem]) -> Iterator[tuple[str, CompiledItem]]:
    """Give what may be answered, by name."""
    for item in items:
        match item:
            case CompiledField() | CompiledList():
                if not item.is_computed:
                    yield item.id, item
            case CompiledGroup() | CompiledTable():
                yield item.id, item
            case _:
                continue


def _rows(listed: CompiledList, value: object, path: str) -> list[object]:
    if not isinstance(value, list):
        raise RecordError(path, "expected an array")
    return [
        _nested(
            _mapping(row, f"{path}[{index}]"),
            listed.items,
            f"{path}[{index}]",
            also=(ROW_ID,),
        )
        for index, row in enumerate(cast("list[object]", value))
    ]


def _row_id(value: object, path: str) -> object:
    if not isinstance(value, str):
        raise RecordError(path, "expected a text")
    return value


def _canonical(codec: Codec, value: object, path: str) -> object:
    """Give a value back if it is spelled as `encode` spells it."""
    try:
        read = codec.read(value)
    except Rejection as rejection:
        raise RecordError(path, rejection.message) from rejection
    if read is None or codec.dump(read) != value:
        raise RecordError(path, "not as a record spells it")
    return value

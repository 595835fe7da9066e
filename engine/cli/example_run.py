"""One example of a form, judged and compared with what it expects."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from engine.field_type import Rejection
from engine.runtime.assess import assess
from engine.runtime.assessment import Level

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.definition.model import Example
    from engine.runtime.assessment import Assessment
    from engine.values import Value

__all__ = ["differences"]


def differences(form: CompiledForm, example: Example) -> tuple[str, ...]:
    """Judge an example; give a line for each value or problem that differs."""
    assessment = assess(form, example.answers, example.applicant, example.day)
    return (
        *_values(assessment, example),
        *_problems("problems", example.problems, assessment, Level.ERROR),
        *_problems("warnings", example.warnings, assessment, Level.WARNING),
    )


def _values(assessment: Assessment, example: Example) -> Iterator[str]:
    found = {path: (field, value) for path, field, value in assessment.entries()}
    for path, expected in example.values.items():
        if path not in found:
            if expected is not None:
                yield f"{path}: expected {expected}, there is no value"
            continue
        field, value = found[path]
        if not _is_same(field, value, expected):
            wanted = "no value" if expected is None else expected
            yield f"{path}: expected {wanted}, got {field.codec.dump(value)}"


def _is_same(field: CompiledField, value: Value, expected: object) -> bool:
    """Tell whether an expected value, canonical or as typed, is this value."""
    if expected is None:
        return False
    try:
        return field.codec.dump(value) == expected or (
            field.codec.read(expected) == value
        )
    except Rejection:
        return False


def _problems(
    kind: str,
    expected: Iterable[str] | None,
    assessment: Assessment,
    level: Level,
) -> Iterator[str]:
    if expected is None:
        return
    wanted = Counter(expected)
    got = Counter(
        f"{problem.code}@{problem.path}"
        for problem in assessment.problems
        if problem.level is level
    )
    for code in (wanted - got).elements():
        yield f"{kind}: expected {code}, which is not there"
    for code in (got - wanted).elements():
        yield f"{kind}: got {code}, which is not expected"

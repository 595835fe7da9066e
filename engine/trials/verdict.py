"""An example of a form, judged and compared with what its author expects."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from engine.compiler.plan import ContainerStep
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
        *_visibility(assessment, example),
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


def _visibility(assessment: Assessment, example: Example) -> Iterator[str]:
    expected = [(path, True) for path in example.shown]
    expected += [(path, False) for path in example.hidden]
    for path, should_show in expected:
        is_shown = _is_shown(assessment, path)
        if is_shown is None:
            yield f"{path}: there is no such place"
        elif is_shown is not should_show:
            wanted, got = ("shown", "hidden") if should_show else ("hidden", "shown")
            yield f"{path}: expected to be {wanted}, it is {got}"


def _is_shown(assessment: Assessment, path: str) -> bool | None:
    """Tell whether a field, list, group, text or section is shown; None: no such."""
    row = _IN_ROW.fullmatch(path)
    if row is None:
        root = assessment.root
        if {path, f"section:{path}"} & root.hidden:
            return False
        return True if path in _places(assessment.form) else None
    rows = assessment.root.rows.get(row["list"], ())
    index = int(row["index"])
    if index >= len(rows):
        return None
    if row["key"] in rows[index].hidden:
        return False
    pattern = f"{row['list']}.{row['key']}"
    return True if pattern in assessment.form.plan.order_by_path else None


_IN_ROW = re.compile(r"(?P<list>[a-z0-9_.]+)\[(?P<index>[0-9]{1,9})\]\.(?P<key>.+)")


def _places(form: CompiledForm) -> set[str]:
    """Name every place of a form outside rows."""
    containers = (
        step.key for step in form.plan.steps if isinstance(step, ContainerStep)
    )
    names = {name.removeprefix("section:") for name in containers}
    return names | set(form.plan.order_by_path) | {each.id for each in form.sections}


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

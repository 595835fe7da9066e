"""The examples of a form, with the base's answers merged into each case."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.definition.model import Example
from engine.definition.reading import entries, items, one_of, scalar, scalars
from engine.source.nodes import MappingNode, SequenceNode
from engine.source.scalars import read_date, to_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Collector

__all__ = ["examples_of"]

_PROBLEM = re.compile(r"[a-z][a-z0-9_.]*@[a-z][a-z0-9_.\[\]]*")


def examples_of(root: MappingNode, collector: Collector) -> tuple[Example, ...]:
    """Make the examples of a form; a case without a day is left out."""
    node = root.get("examples")
    if not isinstance(node, MappingNode):
        return ()
    base = node.get("base")
    base = base if isinstance(base, MappingNode) else node.with_entries(())
    made = (_example(case, base, collector) for case in items(node, "cases"))
    return tuple(example for example in made if example is not None)


def _example(
    case: MappingNode, base: MappingNode, collector: Collector
) -> Example | None:
    written_day = scalar(case, "day")
    day = None if written_day is None else read_date(written_day, collector)
    expected = case.get("expect")
    if not isinstance(expected, MappingNode):
        return None
    problems = _codes(expected, "problems", collector)
    warnings = _codes(expected, "warnings", collector)
    if day is None:
        return None
    has_applicant = any(node.get("applicant") is not None for node in (base, case))
    name = scalar(case, "example")
    return Example(
        name=one_of(case, "example", ""),
        day=day,
        answers=_merged(base, case, "answers"),
        applicant=_merged(base, case, "applicant") if has_applicant else None,
        values=_data(expected, "values"),
        problems=problems,
        warnings=warnings,
        shown=_paths(expected, "shown"),
        hidden=_paths(expected, "hidden"),
        span=case.span if name is None else name.span,
    )


def _merged(base: MappingNode, case: MappingNode, key: str) -> Mapping[str, object]:
    """Give the base's entries, each replaced as a whole by the case's."""
    return {**_data(base, key), **_data(case, key)}


def _data(node: MappingNode, key: str) -> Mapping[str, object]:
    return {entry.key.text: to_json(entry.value) for entry in entries(node, key)}


def _paths(node: MappingNode, key: str) -> tuple[str, ...]:
    found = node.get(key)
    written = scalars(found) if isinstance(found, SequenceNode) else ()
    return tuple(path.text for path in written)


def _codes(node: MappingNode, key: str, collector: Collector) -> tuple[str, ...] | None:
    found = node.get(key)
    if not isinstance(found, SequenceNode):
        return None
    written = scalars(found)
    for code in written:
        if not _PROBLEM.fullmatch(code.text):
            hint = "write the code and the place: «required@trips[0].start»"
            collector.add("E224", code.span, hint=hint, text=code.text)
    return tuple(code.text for code in written)

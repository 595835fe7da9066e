"""What the examples of a form name is there: a misspelt answer would be read by nobody.

Told by `formengine check` and not by the compiler: a form that has such an example can
run, and one of the archive has to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.reading import entries, items
from engine.source.near_miss import did_you_mean
from engine.source.nodes import MappingNode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.compiler.form import CompiledForm
    from engine.diagnostics import Collector
    from engine.source.nodes import Node, ScalarNode

__all__ = ["report_examples"]

_ROW_ID = "_id"
_INDEX = re.compile(r"\[[0-9]+\]")


def report_examples(
    root: MappingNode, form: CompiledForm, collector: Collector
) -> None:
    """Report what examples answer or expect and the form does not have.

    Args:
        root: The form's file as it is written.
        form: What it was compiled to.
        collector: Gets the errors.
    """
    examples = root.get("examples")
    if not isinstance(examples, MappingNode):
        return
    places = _Places(_fields_of(form), frozenset(form.lists), collector)
    applicant = _Places(
        frozenset(field.key for field in form.applicant), frozenset(), collector
    )
    base = examples.get("base")
    for case in (base, *items(examples, "cases")):
        if isinstance(case, MappingNode):
            places.report_answers(case.get("answers"))
            applicant.report_answers(case.get("applicant"))
            expected = case.get("expect")
            if isinstance(expected, MappingNode):
                places.report_paths(each.key for each in entries(expected, "values"))


def _fields_of(form: CompiledForm) -> frozenset[str]:
    """Name every field: `meals.days`, and `trips.fare` for those of rows."""
    of_rows = (
        f"{path}.{field.key}"
        for path, listed in form.lists.items()
        for field in listed.fields
    )
    return frozenset((*form.fields, *of_rows))


@dataclass(frozen=True, slots=True)
class _Places:
    fields: frozenset[str]
    lists: frozenset[str]
    collector: Collector

    def report_answers(self, written: Node | None, within: str = "") -> None:
        """Report keys of answers that name nothing; groups and rows are gone into."""
        if not isinstance(written, MappingNode):
            return
        for entry in written:
            path = f"{within}{entry.key.text}"
            if path in self.fields:
                continue
            if path in self.lists:
                for row in items(written, entry.key.text):
                    self.report_answers(row, f"{path}.")
            elif isinstance(entry.value, MappingNode) and self._below(f"{path}."):
                self.report_answers(entry.value, f"{path}.")
            elif not (entry.key.text == _ROW_ID and within.rstrip(".") in self.lists):
                self._report(entry.key, entry.key.text, within)

    def report_paths(self, paths: Iterable[ScalarNode]) -> None:
        """Report paths of values, `trips[0].amount`, that name nothing."""
        for path in paths:
            pattern = _INDEX.sub("", path.text)
            if pattern not in self.fields:
                self._report(path, pattern, "")

    def _report(self, at: ScalarNode, name: str, within: str) -> None:
        hint = did_you_mean(name, self._below(within))
        self.collector.add("E226", at.span, name=at.text, hint=hint)

    def _below(self, within: str) -> list[str]:
        """Give what may stand within a group or list, by the rest of its name."""
        known = (*self.fields, *self.lists)
        return [name[len(within) :] for name in known if name.startswith(within)]

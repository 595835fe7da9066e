"""The order in which a form is evaluated: what the compiler tells the runtime.

A step works on one scope (the form's, the applicant's or every row of one list) and
needs only what earlier steps have given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.compiler.form import CompiledField, CompiledList
    from engine.expressions.program import Program

__all__ = [
    "ROW_ID",
    "ContainerStep",
    "CutListStep",
    "FieldStep",
    "ListStep",
    "Plan",
    "Shape",
    "Step",
]

ROW_ID = "_id"
"""The name under which a row's answer carries its identifier."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContainerStep:
    """Decide whether a section, group or text is shown.

    `parents` are the conditional containers around it in the same scope.
    """

    key: str
    owner: str | None
    parents: tuple[str, ...]
    visible_if: Program


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FieldStep:
    """Read or compute a field."""

    field: CompiledField
    owner: str | None
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListStep:
    """Make the rows of a list that is typed."""

    list: CompiledList
    parents: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CutListStep:
    """Make the rows of a list cut by `rate_periods`.

    `start` and `end` are keys of the form's date fields; `cuts` are the days on which a
    new row begins, ascending.
    """

    list: CompiledList
    parents: tuple[str, ...]
    start: str
    end: str
    cuts: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """Where the answers of one scope are: names of fields, groups and typed lists.

    `questions` map a name to its key, `groups` a name to the shape inside, `lists` a
    name to its path. `computed` are names whose answers are ignored. `row_names` are
    those that a row may hold and whose key is the name itself.
    """

    questions: Mapping[str, str]
    computed: frozenset[str]
    groups: Mapping[str, Shape]
    lists: Mapping[str, str]
    row_names: frozenset[str]


Step = ContainerStep | FieldStep | ListStep | CutListStep


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """Everything that the runtime needs beside the page.

    `shape` is that of the answers, for finding them and for telling what is unknown.
    `order_by_path` sorts problems: path pattern (`trips.fare`) to position.
    """

    applicant: tuple[FieldStep, ...]
    applicant_inputs: frozenset[str]
    """The applicant's keys that the form's expressions read."""
    steps: tuple[Step, ...]
    always_required: Mapping[str | None, frozenset[str]]
    """Keys that must be answered wherever they are shown, by the list's path."""
    shape: Shape
    row_shapes: Mapping[str, Shape]
    """By the list's path."""
    order_by_path: Mapping[str, int]

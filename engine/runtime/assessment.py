"""What judging a request gives: values, visibility, problems.

`Assessment` is the only answer to «what is in this request and may it be sent», for
pages, command line, PDF, records and office alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from engine.expressions.evaluation import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.expressions.evaluation import Values
    from engine.i18n.texts import Message
    from engine.values import Value

__all__ = ["Assessment", "Level", "Problem", "Scope"]


class Level(StrEnum):
    """What a problem does: an error blocks sending, a warning asks for a reason."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something about an answer that its writer should know.

    `code` is built in or the rule's id; `path` is flat (`trips[0].fare`); the message
    is worded when shown, by `engine.i18n.texts.words`.
    """

    code: str
    path: str
    level: Level
    message: Message


@dataclass(frozen=True, eq=False)
class Scope:
    """The state of the form's, the applicant's or one row's fields, by key.

    `values` holds what is visible and present; a visible field in neither `values` nor
    `unavailable` is empty.
    """

    values: Values
    always_required: frozenset[str] = field(repr=False)
    lists: Mapping[str, Sequence[Values]] = field(default_factory=Rows, repr=False)
    required_in_rows: Mapping[str | None, frozenset[str]] = field(
        default_factory=dict["str | None", frozenset[str]], repr=False
    )

    @property
    def unavailable(self) -> frozenset[str]:
        """Name the fields whose value cannot be known from the answers as they are."""
        return self.values.unavailable

    @property
    def hidden(self) -> frozenset[str]:
        """Name the fields, groups, lists, texts and sections that are not shown."""
        return self.values.hidden

    @property
    def required(self) -> frozenset[str]:
        """Name the fields that must be answered now."""
        return self.always_required - self.values.hidden | self.values.asked

    @property
    def id(self) -> str | None:
        """Give a row's opaque, stable identifier (`_id`), if its answer carried one."""
        return self.values.id

    @cached_property
    def rows(self) -> Mapping[str, tuple[Scope, ...]]:
        """Give the rows of each list by its path; a hidden list has none."""
        return {
            path: tuple(Scope(each, self.required_in_rows[path]) for each in rows)
            for path, rows in self.lists.items()
        }


@dataclass(frozen=True, kw_only=True, eq=False)
class Assessment:
    """The judgement of one request on one day."""

    form: CompiledForm
    day: date
    root: Scope
    applicant: Scope
    problems: tuple[Problem, ...]
    """In the order of the form; errors, warnings and infos mixed."""

    @cached_property
    def values(self) -> Mapping[str, Value]:
        """Every visible answer and computed value by flat path, in the form's order."""
        return {path: value for path, _, value in self.entries()}

    def entries(self) -> Iterator[tuple[str, CompiledField, Value]]:
        """Go through every visible answer and computed value: path, field, value."""
        for key, compiled in self.form.fields.items():
            if key in self.root.values:
                yield key, compiled, self.root.values[key]
        for path, compiled_list in self.form.lists.items():
            for index, row in enumerate(self.root.rows.get(path, ())):
                for compiled in compiled_list.fields:
                    if compiled.key in row.values:
                        yield (
                            f"{path}[{index}].{compiled.key}",
                            compiled,
                            row.values[compiled.key],
                        )

    @property
    def may_be_sent(self) -> bool:
        """Tell whether no error stands in the way."""
        return all(problem.level is not Level.ERROR for problem in self.problems)

    def problems_at(self, path: str) -> tuple[Problem, ...]:
        """Give the problems reported at a path."""
        return tuple(problem for problem in self.problems if problem.path == path)

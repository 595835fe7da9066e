"""Judge a request: the one judge, for web, command line, records, PDF and office.

`assess` runs what the compiler has made of the form: functions that decide on fields
from what earlier ones gave, lists to be filled with rows, then the rules (see
`engine.compiler.passes`). It is pure and total: whatever the answers are, it gives an
assessment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, cast

from engine.compiler.passes import Pass
from engine.compiler.plan import CutListStep, ListStep
from engine.expressions.evaluation import (
    DECIMAL_CONTEXT,
    Environment,
    Unavailable,
    UnknownRate,
    Values,
)
from engine.expressions.typed import APPLICANT
from engine.runtime.answers import find_answers, find_row
from engine.runtime.assessment import Assessment, Scope
from engine.runtime.problems import ProblemBook
from engine.runtime.stretches import overlapping, pieces

if TYPE_CHECKING:
    from engine.compiler.form import CompiledForm, CompiledList
    from engine.expressions.program import Program

__all__ = ["assess"]


def assess(
    form: CompiledForm, answers: object, applicant: object | None, day: date
) -> Assessment:
    """Judge answers as of a day.

    Args:
        form: The compiled form.
        answers: JSON-like data, canonical or as typed; anything else is a problem.
        applicant: The account's data; None where none is known. What is missing from
            it is a problem only if the form reads it.
        day: What `today()` gives.
    """
    with localcontext(DECIMAL_CONTEXT):
        return _Assessor(form, day).run(answers, applicant)


class _Assessor:
    """One run of `assess`."""

    def __init__(self, form: CompiledForm, day: date) -> None:
        self.form = form
        self.judge = form.judge
        self.problems = ProblemBook(form.plan.order_by_path)
        self.root = Values()
        self.lists: Mapping[str, object] = {}
        self.env = Environment(day, Values("applicant"))

    def run(self, answers: object, applicant: object | None) -> Assessment:
        self.judge_applicant(applicant)
        found = find_answers(answers, self.form.plan.shape, "", self.problems)
        self.root.answers, self.lists = found.questions, found.lists
        for step in self.judge.steps:
            match step:
                case Pass():
                    self.go_through(step)
                case ListStep():
                    self.make_rows(step)
                case CutListStep():
                    self.cut_rows(step)
        for compiled in self.form.lists.values():
            self.judge_overlap(compiled)
        for rules in self.judge.rules:
            self.go_through(rules)
        self.judge_total()
        return self.assessment()

    def assessment(self) -> Assessment:
        required = self.judge.required
        return Assessment(
            form=self.form,
            day=self.env.today,
            root=Scope(self.root, required[None], self.env.rows, required),
            applicant=Scope(self.env.applicant, required[APPLICANT]),
            problems=self.problems.in_order(),
        )

    def go_through(self, each: Pass) -> None:
        rows = (self.root,) if each.owner is None else self.env.rows.get(each.owner)
        if rows:
            each.judge(rows, self.root, self.env, self.problems)

    def judge_applicant(self, applicant: object | None) -> None:
        scope = self.env.applicant
        if isinstance(applicant, Mapping):
            scope.answers = cast("Mapping[str, object]", applicant)
        elif applicant is not None:
            self.problems.not_a_record("applicant")
        self.judge.applicant.judge((scope,), self.root, self.env, self.problems)

    # Lists

    def is_shown(self, step: ListStep | CutListStep) -> bool:
        """Tell whether a list is shown; where it is not, or perhaps not, note that."""
        shown, compiled = self.root.shows(*step.parents), step.list
        if shown and compiled.visible_if is not None:
            shown = self.holds(compiled.visible_if)
        if shown:
            return True
        self.root.hidden |= {compiled.key}
        if shown is None:
            self.root.unavailable |= {compiled.key}
        else:
            self.env.rows[compiled.key] = ()
        return False

    def holds(self, condition: Program) -> bool | None:
        """Judge a condition; None while its value is unavailable."""
        try:
            return bool(condition.run(self.root, self.root, self.env))
        except UnknownRate as unknown:
            self.problems.unknown_rate(unknown.paths, "", unknown.day)
        except (Unavailable, ArithmeticError):
            pass
        return None

    def make_rows(self, step: ListStep) -> None:
        if not self.is_shown(step):
            return
        compiled = step.list
        raw = self.lists.get(compiled.key)
        if raw is not None and not isinstance(raw, (list, tuple)):
            self.problems.not_a_list(compiled.key)
            self.root.unavailable |= {compiled.key}
            return
        rows = cast("Sequence[Mapping[str, object] | None]", raw or ())
        if len(rows) < compiled.min:
            self.problems.too_few_rows(compiled)
        if len(rows) > compiled.max:
            self.problems.too_many_rows(compiled)
        shape = self.form.plan.row_shapes[compiled.key]
        self.env.rows[compiled.key] = [
            find_row(answers, shape, compiled.key, index, self.problems)
            for index, answers in enumerate(rows[: compiled.max])
        ]

    def cut_rows(self, step: CutListStep) -> None:
        if not self.is_shown(step):
            return
        root, path = self.root, step.list.key
        if {step.start, step.end} & root.unavailable:
            root.unavailable |= {path}
            return
        start, end = root.get(step.start), root.get(step.end)
        rows: list[Values] = []
        if isinstance(start, date) and isinstance(end, date) and start <= end:
            for index, (first, last) in enumerate(pieces(start, end, step.cuts)):
                row = Values(path, index)
                row.blame = step.end if index else step.start
                row.update(start=first, end=last)
                rows.append(row)
        self.env.rows[path] = rows

    def judge_overlap(self, compiled: CompiledList) -> None:
        if compiled.no_overlap is None:
            return
        first, last = compiled.no_overlap
        stretches = sorted(
            (row[first], row[last], index)
            for index, row in enumerate(self.env.rows.get(compiled.key, ()))
            if first in row and last in row
        )
        for index in overlapping(cast("list[tuple[date, date, int]]", stretches)):
            self.problems.rows_overlap(f"{compiled.key}[{index}].{first}")

    def judge_total(self) -> None:
        total = self.form.total
        if total is None:
            return
        value = self.root.get(total.key)
        if not isinstance(value, (int, Decimal)):
            return
        if (value == 0 and not total.zero_allowed) or (
            value < 0 and not total.negative_allowed
        ):
            self.problems.nothing_due(total.key, total.message)

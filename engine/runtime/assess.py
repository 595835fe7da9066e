"""Judge a request: the one judge, for web, command line, records, PDF and office.

`assess` follows the compiled form's plan: each step decides on a container, a field or
the rows of a list from what earlier steps gave; then the rules are judged. It is pure
and total: whatever the answers are, it gives an assessment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, cast

from engine.compiler.form import Requirement
from engine.compiler.plan import ContainerStep, CutListStep, FieldStep, ListStep
from engine.expressions.evaluation import (
    DECIMAL_CONTEXT,
    Environment,
    Rows,
    Unavailable,
    UnknownRate,
    Values,
)
from engine.field_type import Rejection
from engine.runtime.answers import ROW_ID, RawAnswers, find_answers
from engine.runtime.assessment import Assessment, Level, Scope
from engine.runtime.problems import ProblemBook
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.compiler.form import (
        CompiledField,
        CompiledForm,
        CompiledList,
        CompiledRule,
    )
    from engine.compiler.plan import Plan, Step
    from engine.expressions.program import Program
    from engine.values import Value

__all__ = ["assess"]

_ONE_DAY = timedelta(days=1)
_EXACT = (ValueKind.MONEY, ValueKind.DECIMAL)


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


@dataclass(slots=True, eq=False)
class _State:
    """A scope being filled."""

    values: Values
    raw: RawAnswers
    hidden: set[str] = field(default_factory=set[str])
    undecided: set[str] = field(default_factory=set[str])
    required: set[str] = field(default_factory=set[str])
    id: str | None = None

    def scope(self) -> Scope:
        return Scope(
            values=cast("dict[str, Value]", self.values),
            unavailable=self.values.unavailable,
            hidden=self.hidden,
            required=self.required,
            id=self.id,
        )


class _Assessor:
    """One run of `assess`."""

    def __init__(self, form: CompiledForm, day: date) -> None:
        self.form = form
        self.plan: Plan = form.plan
        self.problems = ProblemBook(self.plan.order_by_path)
        self.applicant = _State(Values("applicant."), RawAnswers())
        self.root = _State(Values(), RawAnswers())
        self.rows: dict[str, list[_State]] = {}
        self.env = Environment(day, self.applicant.values, Rows())

    def run(self, answers: object, applicant: object | None) -> Assessment:
        self.judge_applicant(applicant)
        shape = self.plan.shape
        self.root.raw = find_answers(answers, shape, "", self.problems)
        for step in self.plan.steps:
            self.take(step)
        for compiled in self.form.lists.values():
            self.judge_overlap(compiled)
        for rule in self.form.rules:
            self.judge_rule(rule)
        self.judge_total()
        return self.assessment()

    def take(self, step: Step) -> None:
        match step:
            case FieldStep():
                for state in self.states(step.owner):
                    self.judge_field(step, state)
            case ContainerStep():
                for state in self.states(step.owner):
                    self.judge_container(step, state)
            case ListStep():
                self.make_rows(step)
            case CutListStep():
                self.cut_rows(step)

    def assessment(self) -> Assessment:
        root = self.root.scope()
        root.rows.update(
            (path, tuple(state.scope() for state in states))
            for path, states in self.rows.items()
        )
        return Assessment(
            form=self.form,
            day=self.env.today,
            root=root,
            applicant=self.applicant.scope(),
            problems=self.problems.in_order(),
        )

    def states(self, owner: str | None) -> Sequence[_State]:
        return (self.root,) if owner is None else self.rows.get(owner, ())

    # Applicant

    def judge_applicant(self, applicant: object | None) -> None:
        given = cast(
            "Mapping[object, object]",
            applicant if isinstance(applicant, Mapping) else {},
        )
        if applicant is not None and not isinstance(applicant, Mapping):
            self.problems.not_a_record("applicant")
        keys = {step.field.key for step in self.plan.applicant}
        self.applicant.raw.questions.update(
            (name, value)
            for name, value in given.items()
            if isinstance(name, str) and name in keys
        )
        for step in self.plan.applicant:
            self.judge_field(step, self.applicant)

    # Visibility

    def is_shown(
        self, parents: tuple[str, ...], condition: Program | None, state: _State
    ) -> bool | None:
        """Tell whether something is shown; None while that cannot be decided."""
        for parent in parents:
            if parent in state.undecided:
                return None
            if parent in state.hidden:
                return False
        if condition is None:
            return True
        found = self.evaluate(condition, state, "")
        return None if found is None else bool(found)

    def judge_container(self, step: ContainerStep, state: _State) -> None:
        shown = self.is_shown(step.parents, step.visible_if, state)
        if not shown:
            state.hidden.add(step.key)
        if shown is None:
            state.undecided.add(step.key)

    def evaluate(self, program: Program, state: _State, path: str) -> object | None:
        """Run a program; None where its value is unavailable.

        An unknown rate is noted at the answers that asked, otherwise at `path`.
        """
        try:
            return program.run(self.root.values, state.values, self.env)
        except UnknownRate as unknown:
            self.problems.unknown_rate(unknown.paths, path, unknown.day)
        except (Unavailable, ArithmeticError):
            pass
        return None

    # Fields

    def judge_field(self, step: FieldStep, state: _State) -> None:
        compiled = step.field
        if step.parents or compiled.visible_if is not None:
            shown = self.is_shown(step.parents, compiled.visible_if, state)
            if not shown:
                state.hidden.add(compiled.key)
                if shown is None:
                    state.values.unavailable.add(compiled.key)
                return
        if compiled.compute is not None:
            self.compute(compiled, compiled.compute, state)
        else:
            self.read(compiled, state)

    def compute(self, compiled: CompiledField, program: Program, state: _State) -> None:
        value = self.evaluate(program, state, state.values.path(compiled.key))
        if value is None:
            state.values.unavailable.add(compiled.key)
        else:
            state.values[compiled.key] = _as_kind(compiled.codec.kind, value)

    def read(self, compiled: CompiledField, state: _State) -> None:
        key = compiled.key
        raw = state.raw.questions.get(key)
        if self.is_required(compiled, state):
            state.required.add(key)
        value: Value | None = None
        if raw is not None:
            try:
                value = compiled.codec.read(raw)
            except Rejection as rejection:
                path = state.values.path(key)
                self.problems.rejected(path, compiled, rejection)
                state.values.unavailable.add(key)
                return
        if value is None:
            value = self.in_place_of_nothing(compiled, state)
        if value is not None:
            state.values[key] = value

    def in_place_of_nothing(
        self, compiled: CompiledField, state: _State
    ) -> Value | None:
        """Give what a blank answer counts as; note one that is required."""
        if compiled.default is not None:
            return compiled.default
        if compiled.codec.kind is ValueKind.BOOLEAN:
            return False
        if compiled.key in state.required:
            self.problems.required(state.values.path(compiled.key), compiled)
            state.values.unavailable.add(compiled.key)
        return None

    def is_required(self, compiled: CompiledField, state: _State) -> bool:
        if state is self.applicant and compiled.key not in self.plan.applicant_inputs:
            return False
        if compiled.required_if is None:
            return compiled.requirement is Requirement.ALWAYS
        path = state.values.path(compiled.key)
        return bool(self.evaluate(compiled.required_if, state, path))

    # Lists

    def make_rows(self, step: ListStep) -> None:
        compiled = step.list
        shown = self.is_shown(step.parents, compiled.visible_if, self.root)
        if not shown:
            self.hide_list(compiled, decided=shown is False)
            return
        raw = self.root.raw.lists.get(compiled.key)
        if raw is not None and not isinstance(raw, (list, tuple)):
            self.problems.not_a_list(compiled.key)
            self.root.values.unavailable.add(compiled.key)
            return
        rows = cast("Sequence[object]", raw or ())
        if len(rows) < compiled.min:
            self.problems.too_few_rows(compiled)
        if len(rows) > compiled.max:
            self.problems.too_many_rows(compiled)
        self.set_rows(
            compiled,
            [
                self.row(compiled, index, answers)
                for index, answers in enumerate(rows[: compiled.max])
            ],
        )

    def row(self, compiled: CompiledList, index: int, answers: object) -> _State:
        prefix = f"{compiled.key}[{index}]."
        shape = self.plan.row_shapes[compiled.key]
        raw = find_answers(answers, shape, prefix, self.problems)
        state = _State(Values(prefix), raw)
        if isinstance(answers, Mapping):
            given = cast("Mapping[str, object]", answers).get(ROW_ID)
            state.id = given if isinstance(given, str) else None
        return state

    def set_rows(self, compiled: CompiledList, states: list[_State]) -> None:
        self.rows[compiled.key] = states
        self.env.rows[compiled.key] = [state.values for state in states]

    def hide_list(self, compiled: CompiledList, *, decided: bool) -> None:
        self.root.hidden.add(compiled.key)
        if decided:
            self.set_rows(compiled, [])
        else:
            self.root.values.unavailable.add(compiled.key)

    def cut_rows(self, step: CutListStep) -> None:
        compiled = step.list
        shown = self.is_shown(step.parents, compiled.visible_if, self.root)
        if not shown:
            self.hide_list(compiled, decided=shown is False)
            return
        values = self.root.values
        if {step.start, step.end} & values.unavailable:
            values.unavailable.add(compiled.key)
            return
        start, end = values.get(step.start), values.get(step.end)
        states: list[_State] = []
        if isinstance(start, date) and isinstance(end, date) and start <= end:
            for first, last in _pieces(start, end, step.cuts):
                blame = step.end if states else step.start
                row = Values(f"{compiled.key}[{len(states)}].", blame)
                row.update(start=first, end=last)
                states.append(_State(row, RawAnswers()))
        self.set_rows(compiled, states)

    def judge_overlap(self, compiled: CompiledList) -> None:
        if compiled.no_overlap is None:
            return
        first, last = compiled.no_overlap
        stretches = sorted(
            (state.values[first], state.values[last], index)
            for index, state in enumerate(self.rows.get(compiled.key, ()))
            if first in state.values and last in state.values
        )
        for index in _overlapping(cast("list[tuple[date, date, int]]", stretches)):
            self.problems.rows_overlap(f"{compiled.key}[{index}].{first}")

    # Rules

    def judge_rule(self, rule: CompiledRule) -> None:
        for index, state in enumerate(self.states(rule.owner)):
            path = _target(rule, index)
            shown = all(self.evaluate(guard, state, path) for guard in rule.guards)
            if shown and self.evaluate(rule.condition, state, path):
                level = Level(rule.level)
                self.problems.add(rule.id, path, rule.message, level=level)

    def judge_total(self) -> None:
        total = self.form.total
        if total is None:
            return
        value = self.root.values.get(total.key)
        if not isinstance(value, (int, Decimal)):
            return
        if (value == 0 and not total.zero_allowed) or (
            value < 0 and not total.negative_allowed
        ):
            self.problems.nothing_due(total.key, total.message)


def _as_kind(kind: ValueKind, value: object) -> object:
    """Give a computed value as its field keeps it; a month is its first day."""
    if kind in _EXACT:
        return Decimal(cast("int | Decimal", value))
    if kind is ValueKind.INTEGER:
        return int(cast("int | Decimal", value))
    if kind is ValueKind.MONTH:
        return cast("date", value).replace(day=1)
    return value


def _target(rule: CompiledRule, index: int) -> str:
    of_list, key = rule.at
    return key if of_list is None else f"{of_list}[{index}].{key}"


def _pieces(start: date, end: date, cuts: tuple[date, ...]) -> list[tuple[date, date]]:
    """Cut a stretch where a new piece begins; both ends of a piece are its own."""
    starts = [start, *(cut for cut in cuts if start < cut <= end)]
    ends = [*(cut - _ONE_DAY for cut in starts[1:]), end]
    return list(zip(starts, ends, strict=True))


def _overlapping(stretches: list[tuple[date, date, int]]) -> list[int]:
    """Give the indices of stretches, sorted by start, that share a day with another."""
    forward = [each for each in stretches if each[0] <= each[1]]
    found: set[int] = set()
    latest: date | None = None
    for position, (start, end, index) in enumerate(forward):
        following = forward[position + 1][0] if position + 1 < len(forward) else None
        if (latest is not None and start <= latest) or (
            following is not None and following <= end
        ):
            found.add(index)
        latest = end if latest is None else max(latest, end)
    return sorted(found)

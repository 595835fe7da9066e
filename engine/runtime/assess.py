"""Judge a request: the one judge, for web, command line, records, PDF and office.

`assess` follows the compiled form's plan: each step decides on a container, a field or
the rows of a list from what earlier steps gave; then the rules are judged. It is pure
and total: whatever the answers are, it gives an assessment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
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
from engine.runtime.answers import find_answers, find_row
from engine.runtime.assessment import Assessment, Level, Scope
from engine.runtime.problems import ProblemBook
from engine.runtime.stretches import overlapping, pieces
from engine.values import KEPT_AS, ValueKind

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
class _State(Scope):
    """A scope being filled, with the answers that fill it."""

    values: Values  # pyright: ignore[reportIncompatibleVariableOverride] - a dict too
    questions: Mapping[str, object] = field(kw_only=True)
    undecided: frozenset[str] = frozenset()


def _state(
    values: Values,
    questions: Mapping[str, object],
    required: Iterable[str] = (),
    row_id: str | None = None,
) -> _State:
    return _State(
        values, values.unavailable, set(), set(required), id=row_id, questions=questions
    )


class _Assessor:
    """One run of `assess`.

    A step takes a column at a time: one field in every row of its list.
    """

    def __init__(self, form: CompiledForm, day: date) -> None:
        self.form = form
        self.plan: Plan = form.plan
        self.problems = ProblemBook(self.plan.order_by_path)
        self.applicant = _state(Values("applicant."), {})
        self.root = _state(Values(), {}, self.plan.always_required[None])
        self.lists: Mapping[str, object] = {}
        self.rows: dict[str, list[_State]] = {}
        self.env = Environment(day, self.applicant.values, Rows())

    def run(self, answers: object, applicant: object | None) -> Assessment:
        self.judge_applicant(applicant)
        raw = find_answers(answers, self.plan.shape, "", self.problems)
        self.root.questions, self.lists = raw.questions, raw.lists
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
                self.judge_field(step, self.states(step.owner))
            case ContainerStep():
                for state in self.states(step.owner):
                    self.judge_container(step, state)
            case ListStep():
                self.make_rows(step)
            case CutListStep():
                self.cut_rows(step)

    def assessment(self) -> Assessment:
        self.root.rows = {path: tuple(states) for path, states in self.rows.items()}
        return Assessment(
            form=self.form,
            day=self.env.today,
            root=self.root,
            applicant=self.applicant,
            problems=self.problems.in_order(),
        )

    # Scopes

    def states(self, owner: str | None) -> Sequence[_State]:
        return (self.root,) if owner is None else self.rows.get(owner, ())

    def judge_applicant(self, applicant: object | None) -> None:
        given = cast(
            "Mapping[object, object]",
            applicant if isinstance(applicant, Mapping) else {},
        )
        if applicant is not None and not isinstance(applicant, Mapping):
            self.problems.not_a_record("applicant")
        keys = {step.field.key for step in self.plan.applicant}
        self.applicant.questions = {
            name: value
            for name, value in given.items()
            if isinstance(name, str) and name in keys
        }
        self.applicant.required.update(
            step.field.key
            for step in self.plan.applicant
            if step.field.requirement is Requirement.ALWAYS
            and step.field.key in self.plan.applicant_inputs
        )
        for step in self.plan.applicant:
            self.judge_field(step, (self.applicant,))

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
            state.undecided |= {step.key}

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

    def judge_field(self, step: FieldStep, states: Sequence[_State]) -> None:
        compiled = step.field
        if step.parents or compiled.visible_if is not None:
            states = [state for state in states if self.shows(step, state)]
        if compiled.compute is not None:
            self.compute(compiled, compiled.compute, states)
        else:
            self.read(compiled, states)

    def shows(self, step: FieldStep, state: _State) -> bool:
        key = step.field.key
        shown = self.is_shown(step.parents, step.field.visible_if, state)
        if shown:
            return True
        state.hidden.add(key)
        state.required.discard(key)
        if shown is None:
            state.unavailable.add(key)
        return False

    def compute(
        self, compiled: CompiledField, program: Program, states: Sequence[_State]
    ) -> None:
        key, run = compiled.key, program.run
        form, env = self.root.values, self.env
        kept = KEPT_AS.get(compiled.codec.kind)
        for state in states:
            values = state.values
            try:
                value = run(form, values, env)
            except UnknownRate as unknown:
                own = values.path(key)
                self.problems.unknown_rate(unknown.paths, own, unknown.day)
                state.unavailable.add(key)
            except (Unavailable, ArithmeticError):
                state.unavailable.add(key)
            else:
                values[key] = kept(value) if kept else cast("Value", value)

    def read(self, compiled: CompiledField, states: Sequence[_State]) -> None:
        key, read = compiled.key, compiled.codec.read
        if compiled.required_if is not None:
            self.decide_required(compiled, compiled.required_if, states)
        for state in states:
            raw = state.questions.get(key)
            value: Value | None = None
            if raw is not None:
                try:
                    value = read(raw)
                except Rejection as rejection:
                    self.problems.rejected(state.values.path(key), compiled, rejection)
                    state.unavailable.add(key)
                    continue
            if value is None:
                value = self.in_place_of_nothing(compiled, state)
            if value is not None:
                state.values[key] = value

    def decide_required(
        self, compiled: CompiledField, condition: Program, states: Sequence[_State]
    ) -> None:
        key = compiled.key
        if states == (self.applicant,) and key not in self.plan.applicant_inputs:
            return
        for state in states:
            if self.evaluate(condition, state, state.values.path(key)):
                state.required.add(key)

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
            state.unavailable.add(compiled.key)
        return None

    # Lists

    def make_rows(self, step: ListStep) -> None:
        compiled = step.list
        shown = self.is_shown(step.parents, compiled.visible_if, self.root)
        if not shown:
            self.hide_list(compiled, decided=shown is False)
            return
        raw = self.lists.get(compiled.key)
        if raw is not None and not isinstance(raw, (list, tuple)):
            self.problems.not_a_list(compiled.key)
            self.root.unavailable.add(compiled.key)
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
        questions, row_id = find_row(answers, shape, prefix, self.problems)
        required = self.plan.always_required[compiled.key]
        return _state(Values(prefix), questions, required, row_id)

    def set_rows(self, compiled: CompiledList, states: list[_State]) -> None:
        self.rows[compiled.key] = states
        self.env.rows[compiled.key] = [state.values for state in states]

    def hide_list(self, compiled: CompiledList, *, decided: bool) -> None:
        self.root.hidden.add(compiled.key)
        if decided:
            self.set_rows(compiled, [])
        else:
            self.root.unavailable.add(compiled.key)

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
            for first, last in pieces(start, end, step.cuts):
                blame = step.end if states else step.start
                row = Values(f"{compiled.key}[{len(states)}].", blame)
                row.update(start=first, end=last)
                states.append(_state(row, {}))
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
        for index in overlapping(cast("list[tuple[date, date, int]]", stretches)):
            self.problems.rows_overlap(f"{compiled.key}[{index}].{first}")

    # Rules

    def judge_rule(self, rule: CompiledRule) -> None:
        form, env, run = self.root.values, self.env, rule.condition.run
        for index, state in enumerate(self.states(rule.owner)):
            values = state.values
            try:
                for guard in rule.guards:
                    if not guard.run(form, values, env):
                        break
                else:
                    if not run(form, values, env):
                        continue
                    level = Level(rule.level)
                    path = _target(rule, index)
                    self.problems.add(rule.id, path, rule.message, level=level)
            except UnknownRate as unknown:
                path = _target(rule, index)
                self.problems.unknown_rate(unknown.paths, path, unknown.day)
            except (Unavailable, ArithmeticError):
                pass

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


def _target(rule: CompiledRule, index: int) -> str:
    of_list, key = rule.at
    return key if of_list is None else f"{of_list}[{index}].{key}"

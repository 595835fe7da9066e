"""The Python function of a pass: what is done in each scope of one owner, in a row.

What is written is a text of statements, in which expressions stand as numbered places;
they are filled in as nodes, so that nothing an author wrote can become code (see
`engine.expressions.python_program`). A function takes the scopes (`rows`), the form's
values (`form`), the environment (`env`) and the book of problems (`problems`).
"""

from __future__ import annotations

import ast
from decimal import Decimal
from textwrap import indent
from typing import TYPE_CHECKING, cast

from engine.compiler.plan import ContainerStep, FieldStep
from engine.expressions.evaluation import Unavailable, UnknownRate, settled
from engine.expressions.guarded import GuardedGenerator, name_part
from engine.expressions.python_program import RUNTIME
from engine.expressions.typed import (
    APPLICANT,
    FORM,
    ROW,
    Logic,
    RateLookup,
    TypedNode,
    walk,
)
from engine.expressions.types import BOOLEAN
from engine.field_type import Rejection
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from engine.compiler.form import CompiledField, CompiledRule
    from engine.expressions.program import Program

__all__ = ["PassWriter"]

_NAMES: Mapping[str, object] = {
    "__builtins__": {},
    **RUNTIME,
    "Decimal": Decimal,
    "Rejection": Rejection,
    "UnknownRate": UnknownRate,
    "Waiting": (Unavailable, ArithmeticError),
    "int": int,
    "isinstance": isinstance,
    "settled": settled,
}
_OWN_FRAMES = {
    None: frozenset((FORM, ROW)),
    APPLICANT: frozenset((APPLICANT, ROW)),
}

_EXACT = "if not isinstance({0}, Decimal): {0} = Decimal({0})"
_KEPT_AS = {
    ValueKind.MONEY: _EXACT,
    ValueKind.DECIMAL: _EXACT,
    ValueKind.INTEGER: "{0} = int({0})",
    ValueKind.MONTH: "{0} = {0}.replace(day=1)",
}
"""How a computed value of a kind is kept; those of other kinds are kept as they are."""


class PassWriter:
    """Writes the function of one pass.

    Args:
        owner: The list's path, `applicant`, or None for the form's scope.
        required: The keys that must be answered wherever they are shown.
        asked: The keys whose own condition may require an answer; None: all.
    """

    def __init__(
        self,
        owner: str | None,
        required: frozenset[str] = frozenset(),
        asked: frozenset[str] | None = None,
    ) -> None:
        self.owner = owner
        self.required = required
        self.asked = asked
        self.expressions = GuardedGenerator(
            own=_OWN_FRAMES.get(owner, frozenset((ROW,))),
            is_loop=owner not in _OWN_FRAMES,
        )
        self.places: dict[str, ast.expr] = {}
        self.set_here: set[str] = set()
        """The variables that the pass itself sets."""
        self.reads = False
        """Whether the pass reads answers."""
        self.body: list[str] = []

    # The function

    def function(self) -> tuple[ast.Module, Callable[..., None]]:
        """Give the function's definition and the function."""
        module = ast.parse("\n".join(self._lines()))
        self._fill(module.body)
        code = compile(module, f"<{self.owner or 'form'}>", "exec")
        names: dict[str, object] = {**_NAMES, **self.expressions.constants}
        exec(code, names)  # noqa: S102 - our own statements and nodes only
        return module, cast("Callable[..., None]", names["judge"])

    def _lines(self) -> Iterator[str]:
        yield "def judge(rows, form, env, problems):"
        for name, value in self.expressions.before.items():
            yield f"    {name} = {self._place(value)}"
        inside: list[str] = []
        for (frame, key), name in self.expressions.variables.items():
            if frame:
                scope = "form" if frame == FORM else "env.applicant"
                yield f"    {name} = {scope}.get({key!r})"
            elif name not in self.set_here:
                inside.append(f"        {name} = row.get({key!r})")
        yield "    for row in rows:"
        if self.reads:
            yield "        answer = row.answers.get"
        yield from inside
        yield indent("\n".join(self.body) or "pass", "        ")

    def _place(self, expression: ast.expr) -> str:
        name = f"_{len(self.places)}_"
        self.places[name] = expression
        return name

    def _fill(self, statements: Sequence[ast.stmt]) -> None:
        """Put expressions at their places: values of assignments, conditions."""
        for each in statements:
            match each:
                case ast.Assign(value=ast.Name(id=name)) if name in self.places:
                    each.value = _located(self.places[name], each)
                case ast.If(test=ast.Name(id=name)) if name in self.places:
                    each.test = _located(self.places[name], each)
                case _:
                    pass
            for part in ("body", "orelse", "handlers"):
                self._fill(getattr(each, part, ()))

    # Steps

    def add_step(self, step: FieldStep | ContainerStep) -> None:
        """Write what decides on a field or a container."""
        match step:
            case FieldStep():
                self._note(step.field.key, step.field.compute)
                self.set_here.add(self.expressions.variable(ROW, step.field.key))
                self.body += self._field(step)
            case ContainerStep():
                self._note(f"{step.key}, shown", step.visible_if)
                self.body += self._container(step)

    def _note(self, name: str, program: Program | None) -> None:
        """Say in the function what comes now, for its readers."""
        text = name if program is None else f"{name}: {program.source}"
        self.body.append(repr(text))

    def _container(self, step: ContainerStep) -> Iterator[str]:
        yield from self._shown(step.parents, step.visible_if)
        yield "if not shown:"
        yield f"    row.hidden |= {{{step.key!r}}}"
        yield "    if shown is None:"
        yield f"        row.undecided |= {{{step.key!r}}}"

    def _shown(
        self, parents: Sequence[str], condition: Program | None
    ) -> Iterator[str]:
        """Write `shown`: whether something is; None while that is undecided."""
        if not parents:
            if condition is not None:
                yield from self._evaluated("shown", condition.tree, "''")
            return
        yield f"shown = row.shows({', '.join(map(repr, parents))})"
        if condition is not None:
            yield "if shown:"
            yield from _indented(self._evaluated("shown", condition.tree, "''"))

    def _field(self, step: FieldStep) -> Iterator[str]:
        compiled = step.field
        if compiled.compute is None:
            inner = self._read(compiled)
        else:
            inner = self._computed(compiled, compiled.compute)
        if not step.parents and compiled.visible_if is None:
            yield from inner
            return
        yield from self._shown(step.parents, compiled.visible_if)
        yield "if shown:"
        yield from _indented(inner)
        yield "else:"
        yield f"    {self.expressions.variable(ROW, compiled.key)} = None"
        yield f"    row.hidden |= {self._only(compiled.key)}"
        yield "    if shown is None:"
        yield f"        row.unavailable |= {{{compiled.key!r}}}"

    def _computed(self, compiled: CompiledField, program: Program) -> Iterator[str]:
        key, name = compiled.key, self.expressions.variable(ROW, compiled.key)
        yield from self._evaluated(name, program.tree, f"row.path({key!r})")
        yield f"if {name} is None:"
        yield f"    row.unavailable |= {{{key!r}}}"
        yield "else:"
        if compiled.codec.kind in _KEPT_AS:
            yield f"    {_KEPT_AS[compiled.codec.kind].format(name)}"
        yield f"    row[{key!r}] = {name}"

    def _read(self, compiled: CompiledField) -> Iterator[str]:
        self.reads = True
        key, name = compiled.key, self.expressions.variable(ROW, compiled.key)
        if self._may_ask(compiled):
            condition = compiled.required_if
            assert condition is not None  # noqa: S101 - told by what was just asked
            yield from self._evaluated("asked", condition.tree, f"row.path({key!r})")
            yield "if asked:"
            yield f"    row.asked |= {{{key!r}}}"
        read = self._constant(compiled.codec.read, f"read_{name_part(key)}")
        yield "try:"
        yield f"    {name} = {read}(answer({key!r}))"
        yield "except Rejection as rejection:"
        yield f"    {name} = None"
        yield f"    row.unavailable |= {{{key!r}}}"
        rejected = f"row.path({key!r}), {self._field_constant(compiled)}, rejection"
        yield f"    problems.rejected({rejected})"
        yield "else:"
        yield from _indented(self._kept(compiled))

    def _kept(self, compiled: CompiledField) -> Iterator[str]:
        """Keep what was read; blank counts as the default, no, or as missing."""
        key, name = compiled.key, self.expressions.variable(ROW, compiled.key)
        if compiled.default is not None or compiled.codec.kind is ValueKind.BOOLEAN:
            default = False if compiled.default is None else compiled.default
            yield f"if {name} is None:"
            yield f"    {name} = {self._constant(default, 'default')}"
            yield f"row[{key!r}] = {name}"
            return
        yield f"if {name} is not None:"
        yield f"    row[{key!r}] = {name}"
        if key in self.required:
            yield "else:"
        elif self._may_ask(compiled):
            yield "elif asked:"
        else:
            return
        yield f"    row.unavailable |= {{{key!r}}}"
        missing = f"row.path({key!r}), {self._field_constant(compiled)}"
        yield f"    problems.required({missing})"

    def _may_ask(self, compiled: CompiledField) -> bool:
        known = self.asked is None or compiled.key in self.asked
        return known and compiled.required_if is not None

    # Rules

    def add_rule(self, rule: CompiledRule) -> None:
        """Write what judges a rule; it waits where its condition has no value."""
        self._note(rule.id, rule.condition)
        self.body += self._rule(rule)

    def _rule(self, rule: CompiledRule) -> Iterator[str]:
        tree: TypedNode = rule.condition.tree
        if rule.guards:
            parts = (*(guard.tree for guard in rule.guards), tree)
            tree = Logic("and", parts, BOOLEAN)
        name = self._constant(rule, f"rule_{name_part(rule.id)}")
        broken = f"problems.broken({name}, row.index)"
        value, raises = self._value(tree)
        if not raises:
            yield f"if {value}:"
            yield f"    {broken}"
            return
        yield "try:"
        yield f"    if {value}:"
        yield f"        {broken}"
        if _asks_rate(tree):
            yield "except UnknownRate as unknown:"
            yield f"    problems.rule_without_rate({name}, row.index, unknown)"
        yield "except Waiting:"
        yield "    pass"

    # Expressions

    def _evaluated(self, target: str, tree: TypedNode, path: str) -> Iterator[str]:
        """Write a variable with an expression's value; None where it has none.

        An unknown rate is noted at the answers that asked, otherwise at `path`.
        """
        value, raises = self._value(tree)
        if not raises:
            yield f"{target} = {value}"
            return
        yield "try:"
        yield f"    {target} = {value}"
        if _asks_rate(tree):
            yield "except UnknownRate as unknown:"
            yield f"    {target} = None"
            yield f"    problems.unknown_rate(unknown.paths, {path}, unknown.day)"
        yield "except Waiting:"
        yield f"    {target} = None"

    def _value(self, tree: TypedNode) -> tuple[str, bool]:
        """Give an expression's place, and whether it may raise."""
        self.expressions.raises = False
        place = self._place(self.expressions.value(tree))
        return place, self.expressions.raises

    def _constant(self, value: object, kind: str) -> str:
        return self.expressions.constant(value, kind).id

    def _only(self, key: str) -> str:
        return self._constant(frozenset((key,)), f"only_{name_part(key)}")

    def _field_constant(self, compiled: CompiledField) -> str:
        return self._constant(compiled, f"field_{name_part(compiled.key)}")


def _indented(lines: Iterator[str]) -> Iterator[str]:
    return (f"    {line}" for line in lines)


def _asks_rate(tree: TypedNode) -> bool:
    return any(isinstance(each, RateLookup) for each in walk(tree))


_LOCATED = (ast.expr, ast.arg, ast.keyword)


def _located(expression: ast.expr, statement: ast.stmt) -> ast.expr:
    """Say of an expression's parts that they stand where its statement does."""
    for each in ast.walk(expression):
        if isinstance(each, _LOCATED):
            ast.copy_location(each, statement)
    return expression

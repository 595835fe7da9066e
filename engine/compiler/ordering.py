"""The order of evaluation: every step after the steps whose values it reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.expressions.advice import about_circle
from engine.expressions.typed import (
    APPLICANT,
    Each,
    IsEmpty,
    Reference,
    TypedNode,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.compiler.plan import Step
    from engine.diagnostics import Collector, Span
    from engine.expressions.symbols import FieldSymbol

__all__ = ["Node", "evaluation_order", "reads"]

StepName = tuple[str, str]
"""What a step gives: «field», «list» or «container», and its path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A step with what it reads; `label` and `span` are for a cycle's message."""

    name: StepName
    step: Step
    reads: tuple[StepName, ...]
    label: str
    span: Span


def reads(trees: Iterable[TypedNode | None]) -> tuple[StepName, ...]:
    """Give what some expressions read, without the applicant."""
    found: dict[StepName, None] = {}
    for tree in trees:
        for node in () if tree is None else walk(tree):
            for name in _read_by(node):
                found.setdefault(name)
    return tuple(found)


def _read_by(node: TypedNode) -> tuple[StepName, ...]:
    match node:
        case Reference(_, symbol) if symbol.owner != APPLICANT:
            return _field(symbol)
        case Each(of_list):
            return (("list", of_list.path),)
        case IsEmpty(None, of_list) if of_list is not None:
            return (("list", of_list.path),)
        case _:
            return ()


def _field(symbol: FieldSymbol) -> tuple[StepName, ...]:
    if symbol.given:
        return (("list", symbol.owner or ""),)
    return (("field", symbol.path),)


@dataclass(slots=True)
class _Order:
    nodes: dict[StepName, Node]
    collector: Collector
    ordered: list[Step] = field(default_factory=list["Step"])
    _state: dict[StepName, str] = field(default_factory=dict[StepName, str])
    _trail: list[Node] = field(default_factory=list[Node])
    _circles: list[set[StepName]] = field(default_factory=list[set[StepName]])
    """Of each circle reported its steps: a detour of it is no other fault."""

    def visit(self, name: StepName) -> None:
        node = self.nodes.get(name)
        state = self._state.get(name)
        if node is None or state == "done":
            return
        if state == "busy":
            self._report(node)
            return
        self._state[name] = "busy"
        self._trail.append(node)
        for read in node.reads:
            self.visit(read)
        self._trail.pop()
        self._state[name] = "done"
        self.ordered.append(node.step)

    def _report(self, node: Node) -> None:
        circle = self._trail[self._trail.index(node) :]
        members = {node.name for node in circle}
        if any(known <= members for known in self._circles):
            return
        self._circles.append(members)
        first = min(circle, key=lambda each: each.span)
        start = circle.index(first)
        labels = [each.label for each in (*circle[start:], *circle[:start], first)]
        self.collector.add(
            "E350", first.span, hint=about_circle(labels), chain=" → ".join(labels)
        )


def evaluation_order(nodes: Iterable[Node], collector: Collector) -> tuple[Step, ...]:
    """Order steps by what they read, otherwise as the page has them.

    Reports each circle once, at the first of its fields in the file.
    """
    by_name = {node.name: node for node in nodes}
    order = _Order(by_name, collector)
    for name in by_name:
        order.visit(name)
    return tuple(order.ordered)

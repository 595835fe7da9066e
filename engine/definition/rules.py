"""Rules and lets: conditions with messages, and names for expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from engine.definition.model import Let, Rule
from engine.definition.reading import entries, scalar
from engine.source.nodes import MappingNode, ScalarNode

if TYPE_CHECKING:
    from engine.definition.reading import Context
    from engine.source.nodes import Entry

__all__ = ["lets_of", "rules_of"]

_Level = Literal["error", "warning", "info"]
_LEVELS: tuple[tuple[str, _Level], ...] = (
    ("error_if", "error"),
    ("warn_if", "warning"),
    ("info_if", "info"),
)


def rules_of(node: MappingNode, context: Context) -> tuple[Rule, ...]:
    """Make the rules under `rules`."""
    made = (_rule(entry, context) for entry in entries(node, "rules"))
    return tuple(rule for rule in made if rule is not None)


def _rule(entry: Entry, context: Context) -> Rule | None:
    node = entry.value
    if not isinstance(node, MappingNode):
        return None
    conditions: list[tuple[_Level, ScalarNode]] = [
        (level, condition)
        for key, level in _LEVELS
        if (condition := scalar(node, key)) is not None
    ]
    if not conditions:
        return None
    level, condition = conditions[0]
    return Rule(
        id=entry.key.text,
        level=level,
        condition=condition,
        at=scalar(node, "at"),
        message=context.inside(entry.key.text).text(node, "message"),
        span=entry.key.span,
    )


def lets_of(node: MappingNode) -> tuple[Let, ...]:
    """Make the names under `let`."""
    return tuple(
        Let(name=entry.key.text, expression=entry.value, span=entry.key.span)
        for entry in entries(node, "let")
        if isinstance(entry.value, ScalarNode)
    )

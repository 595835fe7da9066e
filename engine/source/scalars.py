"""Scalars read as what a place needs: a number, a day, a tick, plain JSON data.

YAML 1.2's core schema, narrowed to what nobody misreads: only an unquoted scalar may
stand for null, true, false or a number, and a number is written as JSON writes it
without an exponent. `011`, `1e3`, `no` and everything in quotes stay texts.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.diagnostics import Edit
from engine.source.nodes import MappingNode, ScalarNode
from engine.source.quoting import quoted

if TYPE_CHECKING:
    from engine.diagnostics import Collector
    from engine.source.nodes import Node

__all__ = [
    "is_number",
    "is_text",
    "kind_words",
    "read_boolean",
    "read_date",
    "read_decimal",
    "read_text",
    "to_json",
]

_BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)", re.ASCII)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_WITH_COMMA = re.compile(r"(-?[0-9]+),([0-9]+)", re.ASCII)
_SWISS_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", re.ASCII)
_LONGEST_NUMBER = 40
"""Longer runs of digits stay texts: no amount needs them, and they cost time."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def to_json(node: Node) -> object:
    """Give plain data: dict, list, str, int, Decimal, bool, None. Days stay texts."""
    if isinstance(node, MappingNode):
        return {entry.key.text: to_json(entry.value) for entry in node}
    if not isinstance(node, ScalarNode):
        return [to_json(item) for item in node.items]
    if not node.plain:
        return node.text
    if node.is_null:
        return None
    return (
        _BOOLEANS[node.text] if node.text in _BOOLEANS else _number_or_text(node.text)
    )


def _number_or_text(text: str) -> int | Decimal | str:
    if len(text) > _LONGEST_NUMBER or text[0] not in "-0123456789":
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    return Decimal(text) if _NUMBER.fullmatch(text) else text


def is_text(node: Node) -> bool:
    """Tell what may stand where a text is expected: a number may, as it is written."""
    return isinstance(node, ScalarNode) and not (
        node.plain and (node.text in _BOOLEANS or node.is_null)
    )


def is_number(node: Node) -> bool:
    """Tell an unquoted number."""
    return (
        isinstance(node, ScalarNode)
        and node.plain
        and len(node.text) <= _LONGEST_NUMBER
        and _NUMBER.fullmatch(node.text) is not None
    )


def kind_words(node: Node) -> str:
    """Name a node's kind for an author: «a list», «a number», «empty»."""
    if isinstance(node, MappingNode):
        return "a mapping"
    if not isinstance(node, ScalarNode):
        return "a list"
    value = to_json(node)
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true or false"
    return "a text" if isinstance(value, str) else "a number"


def read_text(node: Node, collector: Collector) -> str | None:
    """Read a text; numbers are texts as written, true and days only in quotes."""
    scalar = _scalar(node, "a text", collector)
    if scalar is None:
        return None
    if scalar.plain and scalar.text in _BOOLEANS:
        _quote(scalar, "E134", collector)
        return None
    if scalar.plain and _DAY.fullmatch(scalar.text):
        _quote(scalar, "E135", collector)
        return None
    return scalar.text


def _quote(scalar: ScalarNode, code: str, collector: Collector) -> None:
    hint = f'write «"{scalar.text}"»'
    fix = Edit(scalar.span, quoted(scalar.text))
    collector.add(code, scalar.span, hint=hint, fix=fix, text=scalar.text)


def read_boolean(node: Node, collector: Collector) -> bool | None:
    """Read `true` or `false`; None after a diagnostic."""
    scalar = _scalar(node, "true or false", collector)
    if scalar is None:
        return None
    value = _BOOLEANS.get(scalar.text) if scalar.plain else None
    if value is None:
        collector.add("E130", scalar.span, text=scalar.text)
    return value


def read_decimal(node: Node, collector: Collector) -> Decimal | None:
    """Read a number with the places it is written with; None after a diagnostic."""
    scalar = _scalar(node, "a number", collector)
    if scalar is None:
        return None
    value = to_json(scalar)
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Decimal(value)
    comma = _WITH_COMMA.fullmatch(scalar.text)
    hint = f"write «{comma[1]}.{comma[2]}»" if comma else None
    collector.add("E132", scalar.span, hint=hint, text=scalar.text)
    return None


def read_date(node: Node, collector: Collector) -> date | None:
    """Read a day of 1900–2200 as `2025-01-31`; None after a diagnostic."""
    scalar = _scalar(node, "a day", collector)
    if scalar is None:
        return None
    if _DAY.fullmatch(scalar.text):
        try:
            day = date.fromisoformat(scalar.text)
        except ValueError:
            pass
        else:
            if _FIRST_YEAR <= day.year <= _LAST_YEAR:
                return day
    collector.add("E133", scalar.span, hint=_day_hint(scalar.text), text=scalar.text)
    return None


def _day_hint(text: str) -> str | None:
    swiss = _SWISS_DAY.fullmatch(text)
    if swiss is not None:
        return f"write «{swiss[3]}-{int(swiss[2]):02}-{int(swiss[1]):02}»"
    return "no such day is in 1900 to 2200" if _DAY.fullmatch(text) else None


def _scalar(node: Node, expected: str, collector: Collector) -> ScalarNode | None:
    """Give a scalar that is not empty; report anything else."""
    if not isinstance(node, ScalarNode):
        found = kind_words(node)
        collector.add("E137", node.span, expected=expected, found=found)
        return None
    if node.is_null:
        collector.add("E136", node.span)
        return None
    return node

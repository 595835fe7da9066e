"""The shape of answers: where each question's answer is, and which names are none."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
)
from engine.compiler.plan import ROW_ID, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.compiler.form import CompiledItem, CompiledSection

__all__ = ["form_shape", "row_shapes"]


def form_shape(sections: Iterable[CompiledSection]) -> Shape:
    """Give the shape of a form's answers."""
    return _shape([item for section in sections for item in section.items])


def row_shapes(lists: Mapping[str, CompiledList]) -> dict[str, Shape]:
    """Give the shape of each list's rows, by the list's path."""
    return {path: _shape(each.items) for path, each in lists.items()}


def _shape(items: Iterable[CompiledItem]) -> Shape:
    questions: dict[str, str] = {}
    computed: set[str] = set()
    groups: dict[str, Shape] = {}
    lists: dict[str, str] = {}
    for item in items:
        match item:
            case CompiledField() if item.is_computed:
                computed.add(item.id)
            case CompiledField():
                questions[item.id] = item.key
            case CompiledGroup():
                groups[item.id] = _shape(item.items)
            case CompiledTable():
                fields = [
                    each
                    for row in item.rows
                    for each in (row.quantity, row.rate, row.amount)
                ]
                groups[item.id] = _shape(fields)
            case CompiledList() if item.is_computed:
                computed.add(item.id)
            case CompiledList():
                lists[item.id] = item.key
            case _:
                pass
    return Shape(
        questions=MappingProxyType(questions),
        computed=frozenset(computed),
        groups=MappingProxyType(groups),
        lists=MappingProxyType(lists),
        row_names=frozenset(
            {ROW_ID, *(name for name, key in questions.items() if name == key)}
        ),
    )

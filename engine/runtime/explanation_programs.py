"""The programs of a form's parts, generated when the first value is explained.

A form never changes, so they serve every assessment that is made with it.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from engine.expressions.python_program import program
from engine.expressions.typed import Conditional, Each, Literal

if TYPE_CHECKING:
    from engine.compiler.form import CompiledForm
    from engine.expressions.program import Program
    from engine.expressions.typed import TypedNode

__all__ = ["Programs", "programs_of"]


class Programs:
    """Programs by the identity of their parts, which are kept: it stays their own."""

    def __init__(self) -> None:
        """Begin with none."""
        self._by_part: dict[int, tuple[TypedNode, Program]] = {}
        self._every: dict[int, tuple[Each, Program]] = {}

    def of(self, node: TypedNode) -> Program:
        """Give the program of a part."""
        if id(node) not in self._by_part:
            self._by_part[id(node)] = (node, program(node, ""))
        return self._by_part[id(node)][1]

    def every(self, values: Each) -> Program:
        """Give what computes a sum's value for each row, 0 for one left out."""
        if id(values) not in self._every:
            self._every[id(values)] = (values, program(_unfiltered(values), ""))
        return self._every[id(values)][1]


@lru_cache(maxsize=64)
def programs_of(_form: CompiledForm) -> Programs:
    """Give the programs of a form."""
    return Programs()


def _unfiltered(values: Each) -> Each:
    element = values.element
    if values.condition is not None:
        nothing = Literal(0, element.type)
        element = Conditional(values.condition, element, nothing, element.type)
    return replace(values, element=element, condition=None)

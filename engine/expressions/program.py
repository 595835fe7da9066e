"""An expression that has been checked and can be run."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.expressions.typed import TypedNode

__all__ = ["Program"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Program:
    """A typed tree, and the Python function generated from it when it is first run."""

    source: str
    tree: TypedNode
    generate: Callable[[TypedNode], Callable[..., object]] = field(repr=False)

    @cached_property
    def run(self) -> Callable[..., object]:
        """Give the function.

        It takes the form scope's values, the row's values (the same mapping where there
        is no row) and the environment of the assessment.
        """
        return self.generate(self.tree)

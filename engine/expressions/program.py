"""An expression that has been checked and can be run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.expressions.typed import TypedNode

__all__ = ["Program"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """A typed tree with the Python function generated from it.

    `run(form, row, env)` takes the form scope's values, the row's values (the same
    mapping where there is no row) and the environment of the assessment.
    """

    source: str
    tree: TypedNode
    run: Callable[..., object] = field(repr=False)

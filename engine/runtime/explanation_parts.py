"""What explaining a value is made of: fields in their rows, and what is gathered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.runtime.derivation import RateUse

if TYPE_CHECKING:
    from engine.compiler.form import CompiledField
    from engine.expressions.evaluation import Values
    from engine.runtime.derivation import Piece

__all__ = ["Spot", "Term", "Writing"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A field in its row: `index` is -1 in the form's scope."""

    compiled: CompiledField
    index: int

    @property
    def path(self) -> str:
        """Give the flat path."""
        key = self.compiled.key
        of_list = self.compiled.list
        return key if of_list is None else f"{of_list}[{self.index}].{key}"


@dataclass(slots=True)
class Writing:
    """What is gathered while one expression is written."""

    row: Values
    index: int
    rates: list[RateUse] = field(default_factory=list[RateUse])
    parts: list[Spot] = field(default_factory=list[Spot])


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a sum with the computed value behind it, if there is one."""

    text: Piece
    parts: tuple[Spot, ...]

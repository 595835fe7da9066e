"""How the computed amounts of a page came about, in lines to read."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from engine.runtime.explain import derivable, explainer
from webapp.language import translator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.runtime.assessment import Assessment
    from engine.runtime.derivation import Derivation

__all__ = ["Explanations"]


class Explanations:
    """The explanations of one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        """Keep what is to be explained."""
        self._assessment = assessment
        self._explain = explainer(assessment)

    @cached_property
    def _paths(self) -> frozenset[str]:
        return frozenset(derivable(self._assessment))

    def lines(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Explain the amounts at some flat paths, the last one first, no line twice."""
        worth_telling = [path for path in paths if path in self._paths]
        found: dict[str, None] = {}
        for path in reversed(worth_telling):
            derivation = self._explain(path)
            if not _repeats(derivation):
                found |= dict.fromkeys(derivation.lines(translator()))
        return tuple(found)


def _repeats(derivation: Derivation) -> bool:
    """Tell an amount whose whole calculation is one answer of the same size."""
    if derivation.rates or derivation.parts:
        return False
    written = derivation.expression(translator()).removeprefix("CHF ")
    return written in ("", derivation.value_text(translator()))

"""How the computed amounts of a page came about, in lines to read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from engine.runtime.explain import explainer, is_derivable
from webapp.language import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from engine.compiler.form import CompiledField
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Assessment
    from engine.runtime.derivation import Derivation
    from engine.values import Value

    Amount = tuple[str, CompiledField, Value | None]
    """Its flat path, the question that it answers, and itself if it is there."""

__all__ = ["Calculation", "Explanations"]


@dataclass(frozen=True, slots=True)
class Calculation:
    """How amounts came about, as parts of a page: whether it is hidden, and its items.

    It is hidden where there is nothing to tell.
    """

    hidden: Markup
    items: Markup

    @classmethod
    def of(cls, lines: Sequence[str]) -> Calculation:
        """Write lines as the items of a list."""
        if not lines:
            return _NOTHING
        items = "".join(f"<li>{escape(line)}</li>" for line in lines)
        return cls(Markup(), Markup(items))  # noqa: S704 - every line is escaped


_NOTHING = Calculation(Markup(" hidden"), Markup())


class Explanations:
    """The explanations of one assessment."""

    def __init__(self, assessment: Assessment) -> None:
        """Keep what explains them."""
        self._explain = explainer(assessment)
        self._translate = translator()

    def lines(self, amounts: Iterable[Amount]) -> tuple[str, ...]:
        """Explain some amounts, the last one first, no line twice."""
        worth_telling = [
            path for path, question, value in amounts if is_derivable(question, value)
        ]
        found: dict[str, None] = {}
        for path in reversed(worth_telling):
            derivation = self._explain(path)
            if not _repeats(derivation, self._translate):
                found |= dict.fromkeys(derivation.lines(self._translate))
        return tuple(found)


def _repeats(derivation: Derivation, translate: Translator) -> bool:
    """Tell an amount whose whole calculation is one answer of the same size."""
    if derivation.rates or derivation.parts:
        return False
    written = derivation.expression(translate).removeprefix("CHF ")
    return written in ("", derivation.value_text(translate))

"""How the amounts of a print came about, as a table: amount, calculation, law.

It begins with the form's total and goes down to what the total is made of; where there
is no total, every computed amount outside lists is told. An amount that only repeats
what was typed needs no telling, and one is told once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.i18n.texts import Text
from engine.runtime.explain import derivable, explain
from engine.targets.pdf.content import Column, Table
from engine.targets.pdf.lettering import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.runtime.assessment import Assessment
    from engine.runtime.derivation import Derivation
    from engine.targets.pdf.wording import Wording

__all__ = ["derivation_table"]

_AMOUNT, _CALCULATION, _CHF = Text("Montant"), Text("Calcul et source"), Text("CHF")
_AMOUNT_WIDTH = 50.0


def derivation_table(assessment: Assessment, wording: Wording) -> Table | None:
    """Tell every amount worth telling; None where there is none."""
    amounts = frozenset(derivable(assessment))
    found: dict[str, Derivation] = {}
    for path in _roots(assessment, amounts):
        for derivation in _with_parts(explain(assessment, path)):
            if derivation.path in amounts and not _repeats(derivation):
                found.setdefault(derivation.path, derivation)
    if not found:
        return None
    return Table(
        columns=(
            Column(head=wording.text(_AMOUNT), width=_AMOUNT_WIDTH),
            Column(head=wording.text(_CALCULATION)),
            Column(head=wording.text(_CHF), is_figures=True),
        ),
        rows=tuple(
            (
                printable(each.name(wording.translate)),
                printable(each.expression(wording.translate)),
                each.value_text(wording.translate),
            )
            for each in found.values()
        ),
    )


def _roots(assessment: Assessment, amounts: frozenset[str]) -> tuple[str, ...]:
    total = assessment.form.total
    if total is not None and total.key in amounts:
        return (total.key,)
    return tuple(key for key in assessment.form.fields if key in amounts)


def _with_parts(derivation: Derivation) -> Iterator[Derivation]:
    """Go through a derivation and all that it names, from the top."""
    yield derivation
    for part in derivation.parts:
        yield from _with_parts(part)


def _repeats(derivation: Derivation) -> bool:
    """Tell an amount whose whole calculation is one answer of the same size."""
    if derivation.rates or derivation.parts:
        return False
    return derivation.pieces[-1:] in ((), (derivation.value,))

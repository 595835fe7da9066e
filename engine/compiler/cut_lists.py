"""Lists cut by `rate_periods`: one row per stretch of unchanged rates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.compiler.form import CompiledField, Requirement
from engine.compiler.plan import CutListStep
from engine.expressions.symbols import FieldSymbol
from engine.expressions.types import DATE
from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from engine.compiler.form import CompiledList
    from engine.compiler.names import Place
    from engine.definition.model import RatePeriods
    from engine.diagnostics import Collector
    from engine.field_type import Codec
    from engine.source.nodes import ScalarNode
    from engine.tariffs.model import Tariff

__all__ = ["cut_step", "given_fields"]

_LABELS = {"start": Text("Début"), "end": Text("Fin")}


def given_fields(
    path: str, codec: Codec, position: Callable[[str], int]
) -> tuple[CompiledField, ...]:
    """Make the two fields that every row of such a list has, `start` and `end`."""
    return tuple(
        CompiledField(
            id=name,
            key=name,
            list=path,
            codec=codec,
            label=label,
            short_label=label,
            requirement=Requirement.NEVER,
            given=True,
            order=position(f"{path}.{name}"),
        )
        for name, label in _LABELS.items()
    )


def cut_step(
    periods: RatePeriods,
    compiled: CompiledList,
    *,
    place: Place,
    parents: tuple[str, ...],
    tariffs: Mapping[str, Tariff],
    collector: Collector,
) -> CutListStep:
    """Make the step that cuts a stretch into rows, reporting names that do not fit."""
    return CutListStep(
        list=compiled,
        parents=parents,
        start=_form_date(periods.start, place, collector),
        end=_form_date(periods.end, place, collector),
        cuts=_cuts(periods, tariffs, collector),
    )


def _form_date(name: ScalarNode, place: Place, collector: Collector) -> str:
    """Find the key of a date field; the name itself where there is none (reported)."""
    symbol = place.scope.find(name.text)
    if isinstance(symbol, FieldSymbol) and symbol.type == DATE:
        return symbol.key
    collector.add("E364", name.span, name=name.text)
    return name.text


def _cuts(
    periods: RatePeriods, tariffs: Mapping[str, Tariff], collector: Collector
) -> tuple[date, ...]:
    days: set[date] = set()
    for name in periods.tariffs:
        if name.text in tariffs:
            days.update(tariffs[name.text].boundaries)
        else:
            collector.add("E341", name.span, tariff=name.text)
    return tuple(sorted(days))

"""The tariff table written out: a group of quantity, rate and amount per line.

What an author could have written by hand, with `used` and `total` as lets, so that
nothing downstream knows a second way to multiply a quantity by a rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.definition.model import Field, Group, Let, TableLine, TariffTable
from engine.i18n.texts import NO_TEXT, Text
from engine.source.nodes import scalar_at
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.diagnostics import Collector, Span
    from engine.field_type import Options
    from engine.source.nodes import ScalarNode
    from engine.tariffs.model import Tariff, TariffKey

__all__ = ["AMOUNT", "RATE", "expand", "line_key", "synthetic"]

RATE = "_rate"
AMOUNT = "_amount"
_RATE_TEXT = Text("Forfait")


def synthetic(text: str, span: Span) -> ScalarNode:
    """Make an expression that no author wrote; its faults are shown at `span`."""
    return scalar_at(text, span, ((span.line, span.column),) * len(text))


def line_key(line: TableLine, tariffs: Mapping[str, Tariff]) -> TariffKey | None:
    """Find the tariff key of a line's rate, or None."""
    group, _, key = line.rate.text.partition(".")
    tariff = tariffs.get(group)
    return tariff.keys.get(key) if tariff else None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line with its tariff's key, ready to be written out."""

    id: str
    text: str
    label: Text
    key: TariffKey
    line: TableLine
    day: str


def expand(
    table: TariffTable, tariffs: Mapping[str, Tariff], collector: Collector
) -> Group:
    """Write a table out; a line whose rate does not exist is reported and left out."""
    lines: list[_Line] = []
    for line in table.lines:
        key = line_key(line, tariffs)
        if key is None or key.by is not None:
            collector.add("E368", line.rate.span, line=line.id)
            continue
        label = line.label or key.label
        lines.append(_Line(line.id, line.rate.text, label, key, line, table.day.text))
    fields = tuple(field for line in lines for field in _fields(line))
    return Group(
        id=table.id,
        title=table.title,
        help=table.help,
        visible_if=table.visible_if,
        items=fields,
        lets=_lets(lines, table.span),
        span=table.span,
    )


def _lets(lines: list[_Line], span: Span) -> tuple[Let, ...]:
    if not lines:
        return ()
    total = " + ".join(f"{line.id}{AMOUNT}" for line in lines)
    used = " or ".join(f"{line.id} > 0" for line in lines)
    return (
        Let(name="total", expression=synthetic(total, span), span=span),
        Let(name="used", expression=synthetic(used, span), span=span),
    )


def _fields(line: _Line) -> tuple[Field, Field, Field]:
    span = line.line.span
    positive = f"{line.id} > 0"
    rate = synthetic(f'rate("{line.text}", on={line.day})', line.line.rate.span)
    product = f"round({line.id} * {line.id}{RATE}, 0.05) if {positive} else 0"
    money = {"unit": line.key.unit_text, "places": line.key.places}
    return (
        _field(
            line.id,
            ValueKind.INTEGER,
            _quantity_options(line),
            label=line.label,
            default=synthetic("0", span),
            span=span,
        ),
        _field(
            line.id + RATE,
            ValueKind.MONEY,
            money,
            label=_RATE_TEXT,
            visible_if=synthetic(positive, span),
            compute=rate,
            span=span,
        ),
        _field(
            line.id + AMOUNT,
            ValueKind.MONEY,
            {},
            label=line.label,
            compute=synthetic(product, span),
            span=span,
        ),
    )


def _quantity_options(line: _Line) -> Options:
    options: dict[str, object] = {"min": 0}
    _, _, per = line.key.unit_text.partition("/")
    if per:
        options["unit"] = per.strip()
    if line.line.max is not None and line.line.max.text.isdecimal():
        options["max"] = int(line.line.max.text)
    return options


def _field(  # noqa: PLR0913 - one argument per thing that differs
    name: str,
    kind: ValueKind,
    options: Options,
    *,
    label: Text,
    span: Span,
    visible_if: ScalarNode | None = None,
    compute: ScalarNode | None = None,
    default: ScalarNode | None = None,
) -> Field:
    return Field(
        id=name,
        type=kind.value,
        options=options,
        option_spans={},
        label=label,
        short_label=label,
        help=NO_TEXT,
        visible_if=visible_if,
        compute=compute,
        default=default,
        span=span,
    )

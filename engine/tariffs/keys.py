"""One key of a tariff: its label, unit and the history of its values.

    key: {label, unit?, review_by?, by?, slices?, values?: [{from, source, value}]}

A key takes its values from the tariff's own rows, or from `values` of its own. With
`by` it is a scale, and each of its rows has `steps` in place of a value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.i18n.texts import Text
from engine.source.keys import read_mapping, require_keys
from engine.source.nodes import SequenceNode
from engine.source.scalars import (
    kind_words,
    read_boolean,
    read_date,
    read_decimal,
    read_text,
)
from engine.tariffs.model import Rate, Step, TariffKey
from engine.tariffs.rows import ROW_KEYS, Row, read_rows
from engine.values import PURE, parse_unit

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from engine.diagnostics import Collector
    from engine.source.nodes import Entry, MappingNode, Node
    from engine.values import Unit

__all__ = ["KeyReader"]

_KEY_KEYS = ("label", "unit", "review_by", "by", "slices", "values")
_CURRENCY = "CHF"
_PLACES_OF_MONEY = 2
_PLACES_OF_FACTORS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReader:
    """Reads the keys of one tariff; `rows` are those that all its keys share."""

    file_name: str
    rows: tuple[Row, ...]
    collector: Collector

    def read(self, entry: Entry) -> tuple[TariffKey | None, tuple[Row, ...]]:
        """Read a key; the rows are those of its own history, for the boundaries."""
        name = entry.key.text
        node = read_mapping(entry.value, "a key of a tariff", _KEY_KEYS, self.collector)
        if node is None or not require_keys(
            node, f"the key «{name}»", ("label",), self.collector
        ):
            return None, ()
        unit, unit_text = self._unit(node, "unit")
        own = node.get("values")
        place = f"{self.file_name}#{name}."
        own_rows = () if own is None else read_rows(own, place, self.collector)
        reader = _RateReader(unit=unit, unit_text=unit_text, collector=self.collector)
        rates = self._rates(entry, node, own_rows, reader)
        if not rates and not self.collector.has_errors:
            self.collector.add("E408", entry.key.span, key=name)
        key = TariffKey(
            name=name,
            label=self._label(name, node),
            unit=unit,
            unit_text=unit_text,
            places=_places(unit, rates),
            rates=rates,
            by=None if node.get("by") is None else self._unit(node, "by")[0],
            slices=self._slices(node),
            review_by=self._day(node, "review_by"),
            span=entry.key.span,
        )
        return key, own_rows

    def _rates(
        self,
        entry: Entry,
        node: MappingNode,
        own_rows: tuple[Row, ...],
        reader: _RateReader,
    ) -> tuple[Rate, ...]:
        name = entry.key.text
        is_scale = node.get("by") is not None
        if node.get("values") is None:
            if is_scale:
                self.collector.add("E414", entry.key.span, key=name)
                return ()
            return reader.shared(name, self.rows)
        for row in self.rows:
            found = row.node.entry(name)
            if found is not None:
                self.collector.add("E411", found.key.span, key=name)
        return reader.scale(own_rows) if is_scale else reader.own(own_rows)

    def _label(self, name: str, node: MappingNode) -> Text:
        label = node.get("label")
        words = None if label is None else read_text(label, self.collector)
        return Text(words or "", f"{self.file_name}#{name}.label")

    def _unit(self, node: MappingNode, key: str) -> tuple[Unit, str]:
        written = node.get(key)
        text = None if written is None else read_text(written, self.collector)
        if written is None or text is None:
            return PURE, ""
        try:
            return parse_unit(text), text
        except ValueError:
            hint = "write one such as «CHF», «CHF/day» or «km»"
            self.collector.add("E407", written.span, hint=hint, text=text)
            return PURE, ""

    def _slices(self, node: MappingNode) -> bool:
        written = node.get("slices")
        return written is not None and bool(read_boolean(written, self.collector))

    def _day(self, node: MappingNode, key: str) -> date | None:
        written = node.get(key)
        return None if written is None else read_date(written, self.collector)


@dataclass(frozen=True, slots=True, kw_only=True)
class _RateReader:
    """Reads the values of one key."""

    unit: Unit
    unit_text: str
    collector: Collector

    def shared(self, name: str, rows: tuple[Row, ...]) -> tuple[Rate, ...]:
        """Take a key's values from the tariff's rows; a row may lack it."""
        return tuple(
            _rate(row, value=value)
            for row in rows
            if (written := row.node.get(name)) is not None
            and (value := self._value(written)) is not None
        )

    def own(self, rows: tuple[Row, ...]) -> tuple[Rate, ...]:
        """Take a key's values from its own history."""
        known = (*ROW_KEYS, "value")
        for row in rows:
            read_mapping(row.node, "a row of a key", known, self.collector)
            require_keys(row.node, "this row", ("value",), self.collector)
        return self.shared("value", rows)

    def scale(self, rows: tuple[Row, ...]) -> tuple[Rate, ...]:
        """Take a scale's steps from its own history."""
        known = (*ROW_KEYS, "steps")
        rates: list[Rate] = []
        for row in rows:
            read_mapping(row.node, "a row of a scale", known, self.collector)
            require_keys(row.node, "this row", ("steps",), self.collector)
            steps = row.node.get("steps")
            if steps is not None:
                rates.append(_rate(row, steps=self._steps(steps)))
        return tuple(rates)

    def _value(self, node: Node) -> Decimal | None:
        value = read_decimal(node, self.collector)
        allowed = _PLACES_OF_MONEY if _is_money(self.unit) else _PLACES_OF_FACTORS
        if value is not None and _places_of(value) > allowed:
            self.collector.add(
                "E403",
                node.span,
                value=value,
                unit=self.unit_text or "a pure number",
                places=allowed,
            )
        return value

    def _steps(self, node: Node) -> tuple[Step, ...]:
        if not isinstance(node, SequenceNode):
            found = kind_words(node)
            self.collector.add(
                "E137", node.span, expected="a list of steps", found=found
            )
            return ()
        steps: list[Step] = []
        for item in node.items:
            is_last = item is node.items[-1]
            step = self._step(item, is_last=is_last)
            if step is None:
                continue
            previous = steps[-1].to if steps else None
            if previous is not None and step.to is not None and step.to <= previous:
                self.collector.add("E412", item.span, to=step.to, previous=previous)
                continue
            steps.append(step)
        return tuple(steps)

    def _step(self, node: Node, *, is_last: bool) -> Step | None:
        mapping = read_mapping(node, "a step", ("to", "value"), self.collector)
        if mapping is None or not require_keys(
            mapping, "this step", ("value",), self.collector
        ):
            return None
        written_to, written = mapping.get("to"), mapping.get("value")
        if (written_to is None) != is_last:
            self.collector.add("E413", mapping.span)
            return None
        value = None if written is None else self._value(written)
        to = None if written_to is None else read_decimal(written_to, self.collector)
        return None if value is None else Step(to=to, value=value)


def _rate(
    row: Row, *, value: Decimal | None = None, steps: tuple[Step, ...] = ()
) -> Rate:
    return Rate(
        start=row.start,
        end=row.end,
        value=value,
        source=row.source,
        note=row.note,
        steps=steps,
    )


def _is_money(unit: Unit) -> bool:
    return (_CURRENCY, 1) in unit


def _places_of(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _places(unit: Unit, rates: tuple[Rate, ...]) -> int:
    least = _PLACES_OF_MONEY if _is_money(unit) else 0
    values = [rate.value for rate in rates if rate.value is not None]
    values += [step.value for rate in rates for step in rate.steps]
    return max((least, *map(_places_of, values)))

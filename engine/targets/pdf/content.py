"""What the sections of a form have to print, before anybody asks where.

The form's tree is read in the author's order with the assessment beside it and turned
into a short list of parts: pairs of label and value, tables, amounts, headings. Nothing
hidden is among them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, assert_never

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
    CompiledText,
)
from engine.i18n.texts import Text
from engine.targets.pdf.template import ListLayout
from engine.targets.pdf.wording import DASH, Wording
from engine.values import CHF, ValueKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.compiler.form import CompiledForm, CompiledItem, TableRow
    from engine.runtime.assessment import Assessment, Scope

__all__ = [
    "Amount",
    "Column",
    "Heading",
    "Note",
    "Pair",
    "Pairs",
    "Part",
    "SectionContent",
    "SectionReader",
    "Table",
]


Rank = Literal["line", "total", "grand"]


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels and values that stand in columns."""

    entries: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a group, list or table inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A line of grey text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A table's column; `width` in mm, None leaves it to the content.

    `is_figures` columns are aligned right in digits of one width and never broken;
    `is_narrow` ones are broken before any other and take no more than they want.
    """

    head: str
    is_figures: bool = False
    is_narrow: bool = False
    width: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of text, one per column; `item` names a row where each becomes a block."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """A computed amount at the right edge: a line, a table's total, the grand total."""

    label: str
    amount: str
    rank: Rank


Part = Pairs | Heading | Note | Table | Amount


@dataclass(frozen=True, slots=True)
class SectionContent:
    """A section's title with its parts."""

    title: str
    parts: tuple[Part, ...]


_NUMBER = Text("N°")
_NO_ROWS = Text("Aucune entrée")


@dataclass(slots=True, eq=False)
class SectionReader:
    """Reads the sections of one assessment.

    `placed` are the keys that other blocks print; `skip_files` tells that attachments
    are listed elsewhere.
    """

    assessment: Assessment
    wording: Wording
    lists: Mapping[str, ListLayout]
    placed: frozenset[str]
    skip_files: bool

    def sections(self) -> tuple[SectionContent, ...]:
        """Give every section that has something to print."""
        found: list[SectionContent] = []
        for section in self._form.sections:
            if section.key in self._root.hidden:
                continue
            title = self.wording.text(section.title)
            parts = _Parts()
            self._read(section.items, section.periods, title, parts)
            if content := parts.finished():
                found.append(SectionContent(title, content))
        return tuple(found)

    @property
    def _form(self) -> CompiledForm:
        return self.assessment.form

    @property
    def _root(self) -> Scope:
        return self.assessment.root

    def _read(
        self,
        items: Iterable[CompiledItem],
        periods: tuple[tuple[str, str], ...],
        above: str,
        parts: _Parts,
    ) -> None:
        """Read items in order; `above` is the title that already stands over them."""
        end_by_start = dict(periods)
        printed = {end for start, end in periods if start not in self._root.hidden}
        for item in items:
            if item.key in self._root.hidden | self.placed | printed:
                continue
            match item:
                case CompiledField():
                    self._read_field(item, end_by_start.get(item.key), parts)
                case CompiledGroup():
                    self._head(item.title, above, parts)
                    self._read(item.items, item.periods, above, parts)
                case CompiledList():
                    self._head(item.title, above, parts)
                    parts.add(self._list(item))
                case CompiledTable():
                    self._head(item.title, above, parts)
                    parts.add(self._tariff_table(item))
                case CompiledText():
                    # Explains how to fill the form in; the print has no use for it.
                    continue
                case _:
                    assert_never(item)

    def _head(self, title: Text, above: str, parts: _Parts) -> None:
        words = self.wording.text(title)
        if words and words != above:
            parts.add(Heading(words))

    def _read_field(
        self, field: CompiledField, end_key: str | None, parts: _Parts
    ) -> None:
        codec = field.codec
        if codec.kind is ValueKind.FILES and self.skip_files:
            return
        if field.is_computed and codec.kind is ValueKind.MONEY and codec.unit == CHF:
            parts.add_amount(
                self.wording.label(field),
                self.wording.in_scope(field, self._root) or DASH,
                is_total=self._form.total is not None
                and self._form.total.key == field.key,
            )
            return
        parts.add_pair(self._pair(field, end_key))

    def _pair(self, field: CompiledField, end_key: str | None) -> Pair:
        end = self._form.fields.get(end_key) if end_key else None
        if end is None or end.key in self._root.hidden:
            value = self._root.values.get(field.key)
            words = DASH if value is None else self.wording.with_unit(field, value)
            return Pair(self.wording.label(field), words)
        ends = tuple(self.wording.in_scope(each, self._root) for each in (field, end))
        label = self.wording.joined(tuple(map(self.wording.label, (field, end))))
        return Pair(label, self.wording.period((ends[0], ends[1])) or DASH)

    def _list(self, compiled: CompiledList) -> Table | Note:
        rows = self._root.rows.get(compiled.key, ())
        if not rows:
            return Note(self.wording.text(_NO_ROWS))
        layout = self.lists.get(compiled.key, ListLayout())
        columns = tuple(self._columns(compiled, layout, rows))
        number = Column(head=self.wording.text(_NUMBER), is_narrow=True)
        return Table(
            columns=(number, *(column for column, _ in columns)),
            rows=tuple(
                zip(
                    map(str, range(1, len(rows) + 1)),
                    *(cells for _, cells in columns),
                    strict=True,
                )
            ),
            item=self.wording.text(compiled.item),
        )

    def _columns(
        self, compiled: CompiledList, layout: ListLayout, rows: tuple[Scope, ...]
    ) -> Iterable[tuple[Column, tuple[str, ...]]]:
        """Give the columns that have something in them, with their cells."""
        periods = compiled.periods or _given_period(compiled)
        for keys in _arranged(compiled, (*periods, *layout.joined)):
            fields = [field for field in compiled.fields if field.key in keys]
            first = fields[0]
            texts = [
                tuple(self.wording.in_scope(field, row) for row in rows)
                for field in fields
            ]
            if keys in periods:
                cells = tuple(map(self.wording.period, zip(*texts, strict=True)))
            else:
                cells = tuple(map(self.wording.joined, zip(*texts, strict=True)))
            if not any(cells):
                continue
            column = Column(
                head=self.wording.joined(tuple(map(self.wording.head, fields))),
                is_figures=len(fields) == 1 and first.codec.kind.is_number,
                is_narrow=keys in periods,
                width=layout.widths.get(first.key),
            )
            yield column, cells

    def _tariff_table(self, table: CompiledTable) -> Table:
        wording, heads = self.wording, table.columns
        return Table(
            columns=(
                Column(head=wording.text(heads["line"])),
                Column(head=wording.text(heads["quantity"]), is_figures=True),
                Column(head=wording.text(heads["rate"]), is_figures=True),
                Column(head=wording.text(heads["amount"]), is_figures=True),
            ),
            rows=tuple(
                (
                    wording.text(row.label),
                    wording.in_scope(row.quantity, self._root) or DASH,
                    self._rate(row, table.day),
                    wording.in_scope(row.amount, self._root) or DASH,
                )
                for row in table.rows
            ),
        )

    def _rate(self, row: TableRow, day_key: str) -> str:
        """Give a line's rate, that of an unused line from the tariff."""
        if row.rate.key in self._root.values:
            return self.wording.in_scope(row.rate, self._root)
        day = self._root.values.get(day_key)
        rate = row.tariff_key.at(day if isinstance(day, date) else self.assessment.day)
        if rate is None or rate.value is None:
            return DASH
        return self.wording.value(row.rate, rate.value)


def _given_period(compiled: CompiledList) -> tuple[tuple[str, ...], ...]:
    """Give the start and end of a list that is cut at the days where rates change."""
    keys = tuple(field.key for field in compiled.fields if field.given)
    return (keys,) if len(keys) == len(("start", "end")) else ()


def _arranged(
    compiled: CompiledList, groups: Iterable[tuple[str, ...]]
) -> Iterable[tuple[str, ...]]:
    """Give the keys of each column: periods and joined fields together.

    The last amount that is computed stands last, so that it ends on the page's edge as
    every total does.
    """
    together = {keys[0]: keys for keys in groups}
    follow = {key for keys in together.values() for key in keys[1:]}
    known = {field.key for field in compiled.fields}
    amounts = [
        field.key
        for field in compiled.fields
        if field.is_computed and field.codec.unit == CHF
    ]
    last = amounts[-1:]
    order = [
        field.key
        for field in compiled.fields
        if field.key not in follow and field.key not in last
    ]
    for key in (*order, *last):
        yield tuple(each for each in together.get(key, (key,)) if each in known)


class _Parts:
    """Collects parts; neighbouring pairs become one part."""

    def __init__(self) -> None:
        self._found: list[Part] = []
        self._pairs: list[Pair] = []

    def add_pair(self, pair: Pair) -> None:
        self._pairs.append(pair)

    def add(self, part: Part) -> None:
        self._close()
        self._found.append(part)

    def add_amount(self, label: str, amount: str, *, is_total: bool) -> None:
        """Add an amount: what follows a table is its total."""
        self._close()
        rank: Rank = "grand" if is_total else "line"
        match self._found[-1] if self._found else None:
            case Table() | Note() | Amount(rank="total") if not is_total:
                rank = "total"
            case _:
                pass
        self._found.append(Amount(label=label, amount=amount, rank=rank))

    def finished(self) -> tuple[Part, ...]:
        """Give the parts; a heading with nothing below it is left out."""
        self._close()
        following = (*self._found[1:], None)
        return tuple(
            part
            for part, after in zip(self._found, following, strict=False)
            if not isinstance(part, Heading) or not isinstance(after, Heading | None)
        )

    def _close(self) -> None:
        if self._pairs:
            self._found.append(Pairs(tuple(self._pairs)))
            self._pairs = []

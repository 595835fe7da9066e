"""How wide a table's columns are: as the content wants, as the page allows.

Every column has a natural width, at which nothing is broken, and a least one, at
which no word is. Where the natural ones do not fit together, narrow columns give way
first, then the widest, so that as many columns as possible stay unbroken.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.targets.pdf.content import Table
    from engine.targets.pdf.lettering import Lettering
    from engine.targets.pdf.template import TextStyle

__all__ = ["Place", "TableType", "places"]

GAP = 3.0
_LONGEST_WORD = 26.0
"""A longer word is broken: one file name or address must not push a table apart."""

_HEAD_WISH = 24.0
"""A head alone asks for no more than this; it breaks over lines sooner."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands, from the text area's left edge."""

    x: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TableType:
    """The type of a table: text, the same in figures of one width, heads."""

    text: TextStyle
    figures: TextStyle
    head: TextStyle
    lettering: Lettering

    def style(self, *, is_figures: bool) -> TextStyle:
        """Give the type of a column's cells."""
        return self.figures if is_figures else self.text


_PRECISION = 0.01


@dataclass(slots=True, eq=False)
class _Wish:
    least: float
    natural: float
    takes_rest: bool = False
    gives_way: bool = False


def places(table: Table, kind: TableType, width: float) -> tuple[Place, ...] | None:
    """Place the columns over a width; None where not even the least widths fit."""
    wishes = [_wish(table, number, kind) for number in range(len(table.columns))]
    free = width - GAP * (len(wishes) - 1)
    widths = _shared(wishes, free)
    if widths is None:
        return None
    found: list[Place] = []
    x = 0.0
    for each in widths:
        found.append(Place(x, each))
        x += each + GAP
    return tuple(found)


def _wish(table: Table, number: int, kind: TableType) -> _Wish:
    column = table.columns[number]
    if column.width is not None:
        return _Wish(column.width, column.width)
    style = kind.style(is_figures=column.is_figures)
    measure = kind.lettering.width
    head_words = [measure(word, kind.head) for word in column.head.split()]
    head = max(head_words, default=0.0)
    head_wish = min(measure(column.head, kind.head), max(head, _HEAD_WISH))
    texts = {row[number] for row in table.rows}
    lines = {line for text in texts for line in text.split("\n")}
    cell = max((measure(line, style) for line in lines), default=0.0)
    if column.is_figures:
        return _Wish(max(head, cell), max(head_wish, cell))
    words = {word for line in lines for word in line.split(" ")}
    word = min(max((measure(word, style) for word in words), default=0), _LONGEST_WORD)
    return _Wish(
        max(head, word),
        max(head_wish, cell),
        takes_rest=not column.is_narrow,
        gives_way=column.is_narrow,
    )


def _shared(wishes: Sequence[_Wish], free: float) -> list[float] | None:
    """Share a width among columns; None where the least widths do not fit."""
    if sum(wish.least for wish in wishes) > free:
        return None
    if sum(wish.natural for wish in wishes) > free:
        for wish in wishes:
            if wish.gives_way:
                wish.natural = wish.least
    rest = free - sum(wish.natural for wish in wishes)
    if rest < 0:
        return _capped(wishes, free)
    # Figures stay near each other at the right.
    takers = [wish for wish in wishes if wish.takes_rest] or list(wishes)
    weight = sum(wish.natural for wish in takers) or 1.0
    return [
        wish.natural + (rest * wish.natural / weight if wish in takers else 0.0)
        for wish in wishes
    ]


def _capped(wishes: Sequence[_Wish], free: float) -> list[float]:
    """Cut the widest columns to one width, at which all of them fit together."""
    low, high = 0.0, max(wish.natural for wish in wishes)
    while high - low > _PRECISION:
        cap = (low + high) / 2
        widths = [max(wish.least, min(wish.natural, cap)) for wish in wishes]
        low, high = (cap, high) if sum(widths) <= free else (low, cap)
    return [max(wish.least, min(wish.natural, low)) for wish in wishes]

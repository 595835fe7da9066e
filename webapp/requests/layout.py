"""How a form's items stand on a page, for every form alike.

Neighbouring questions share a grid, neighbouring computed values share a statement of
sums, the two dates of a period stand side by side. What the templates get is a tree of
blocks of a closed set of kinds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, assert_never

from engine.compiler.form import (
    CompiledField,
    CompiledGroup,
    CompiledList,
    CompiledTable,
    CompiledText,
)
from engine.field_type import ControlKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.compiler.form import CompiledForm, CompiledItem, CompiledSection

__all__ = ["Block", "BlockKind", "Placed", "SectionLayout", "layout_of"]


_WIDTHS = {
    ControlKind.NUMBER: "c2",
    ControlKind.DATE: "c3",
    ControlKind.MONTH: "c3",
    ControlKind.SELECT: "c4",
    ControlKind.TEXT: "c4",
}
"""Columns of six that an answer of a kind takes; all of them where none is said."""


class BlockKind(StrEnum):
    """What a template draws."""

    QUESTIONS = "questions"
    SUMS = "sums"
    TEXT = "text"
    GROUP = "group"
    ENTRIES = "entries"
    STATEMENT = "statement"
    TARIFF_TABLE = "tariff table"


@dataclass(frozen=True, slots=True)
class Placed:
    """A question with the class of its width."""

    question: CompiledField
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One thing on the page.

    `item` is the text, group, list or table drawn; `questions` those of a grid, of a
    statement of sums, or the columns of a computed list; `blocks` what stands inside.
    """

    kind: BlockKind
    item: CompiledItem | None = None
    questions: tuple[Placed, ...] = ()
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionLayout:
    """A section with its blocks, and the keys of everything that may be wrong in it.

    `asks` names what is answered in it: `period_from`, `trips[].fare` of each row.
    """

    section: CompiledSection
    blocks: tuple[Block, ...]
    keys: frozenset[str] = field(default=frozenset())
    asks: frozenset[str] = field(default=frozenset())


@lru_cache(maxsize=256)
def layout_of(form: CompiledForm) -> tuple[SectionLayout, ...]:
    """Lay a form out."""
    return tuple(
        SectionLayout(
            section=section,
            blocks=_blocks(section.items, section.periods),
            keys=frozenset(_keys(section.items)),
            asks=frozenset(_asks(section.items)),
        )
        for section in form.sections
    )


def _blocks(
    items: Iterable[CompiledItem], periods: Iterable[tuple[str, str]]
) -> tuple[Block, ...]:
    paired = {key for period in periods for key in period}
    made: list[Block] = []
    for kind, run in groupby(items, key=_kind):
        if kind in (BlockKind.QUESTIONS, BlockKind.SUMS):
            questions = tuple(
                Placed(item, _width(item, is_paired=item.key in paired))
                for item in run
                if isinstance(item, CompiledField)
            )
            made.append(Block(kind=kind, questions=questions))
        else:
            made += [_block(kind, item) for item in run]
    return tuple(made)


def _kind(item: CompiledItem) -> BlockKind:
    match item:
        case CompiledField():
            return BlockKind.SUMS if item.is_computed else BlockKind.QUESTIONS
        case CompiledText():
            return BlockKind.TEXT
        case CompiledGroup():
            return BlockKind.GROUP
        case CompiledList():
            return BlockKind.STATEMENT if item.is_computed else BlockKind.ENTRIES
        case CompiledTable():
            return BlockKind.TARIFF_TABLE
    assert_never(item)


def _block(kind: BlockKind, item: CompiledItem) -> Block:
    if isinstance(item, CompiledGroup):
        return Block(kind=kind, item=item, blocks=_blocks(item.items, item.periods))
    if isinstance(item, CompiledList):
        return Block(
            kind=kind,
            item=item,
            questions=tuple(Placed(cell, "") for cell in item.fields),
            blocks=_blocks(item.items, item.periods),
        )
    return Block(kind=kind, item=item)


def _width(question: CompiledField, *, is_paired: bool) -> str:
    """Give the class of a width: the author's word, or what the answer's size asks."""
    if question.width:
        return question.width
    if is_paired:
        return "half"
    return _WIDTHS.get(question.codec.control.kind, "c6")


def _keys(items: Iterable[CompiledItem]) -> Iterator[str]:
    for item in items:
        match item:
            case CompiledField() | CompiledList():
                yield item.key
            case CompiledGroup():
                yield from _keys(item.items)
            case CompiledTable():
                for row in item.rows:
                    yield row.quantity.key
                    yield row.rate.key
                    yield row.amount.key
            case CompiledText():
                pass


def _asks(items: Iterable[CompiledItem]) -> Iterator[str]:
    for item in items:
        match item:
            case CompiledField(is_computed=False):
                yield item.key
            case CompiledList(key=path, fields=cells):
                yield from (f"{path}[].{c.key}" for c in cells if not c.is_computed)
            case CompiledGroup():
                yield from _asks(item.items)
            case CompiledTable():
                yield from (row.quantity.key for row in item.rows)
            case _:
                pass

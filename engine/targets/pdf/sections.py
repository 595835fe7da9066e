"""Draws a form's sections: titles, pairs, tables and amounts in the author's order."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from engine.targets.pdf.amounts import amount_height, draw_amount
from engine.targets.pdf.content import (
    Amount,
    Heading,
    Note,
    Pairs,
    Part,
    SectionContent,
    Table,
)
from engine.targets.pdf.pairs import draw_pairs, pairs_height
from engine.targets.pdf.tables import TableDrawing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.targets.pdf.sheet import Sheet
    from engine.targets.pdf.template import Template

__all__ = ["draw_section", "draw_title"]

_TITLE_HEIGHT = 11.0
_TITLE_DROP = 3.0
_TITLE_PITCH = 4.0
_KEPT_WITH_TITLE = 28.0
_BETWEEN = 8.0
_BETWEEN_PARTS = 3.0
_HEADING_HEIGHT = 7.0
_FEW_PAIRS = 16.0
"""Pairs up to this height, one row, are no reason to part a title from its table."""
_NOTE_HEIGHT = 6.0
_PITCH = 4.4
_HEAVY = 0.6


def draw_title(
    sheet: Sheet, template: Template, title: str, *, need: float = _KEPT_WITH_TITLE
) -> None:
    """Draw a section's rule and title, on a page that has `need` mm for it."""
    style = template.type.section
    lines = sheet.lettering.lines(title, style, sheet.width)
    sheet.need(max(need, _KEPT_WITH_TITLE))
    sheet.rule(sheet.y, weight=_HEAVY, colour=template.colours.ink)
    at = (sheet.left, sheet.y + _TITLE_DROP)
    sheet.write_lines(at, lines, style, pitch=_TITLE_PITCH + 1)
    sheet.y += _TITLE_HEIGHT + (len(lines) - 1) * (_TITLE_PITCH + 1)


def draw_section(sheet: Sheet, template: Template, content: SectionContent) -> None:
    """Draw one section at the cursor, with room after it."""
    parts = content.parts
    tables = {
        number: TableDrawing(sheet, template, part)
        for number, part in enumerate(parts)
        if isinstance(part, Table)
    }
    need = _TITLE_HEIGHT + _opening(sheet, template, parts, tables)
    draw_title(sheet, template, content.title, need=need)
    for number, part in enumerate(parts):
        following = parts[number + 1 :]
        if isinstance(part, Table):
            tables[number].draw(_tail(following))
        else:
            _draw(sheet, template, part, _tail(following))
        if following and not _belongs(following[0], part):
            sheet.y += _BETWEEN_PARTS
    sheet.y += _BETWEEN


def _belongs(part: Part, before: Part) -> bool:
    """Tell what stands close below the part before it: its total, or what it heads."""
    return isinstance(before, Heading) or (
        isinstance(part, Amount) and isinstance(before, Table | Amount | Note)
    )


def _opening(
    sheet: Sheet,
    template: Template,
    parts: Sequence[Part],
    tables: Mapping[int, TableDrawing],
) -> float:
    """Give the height of what should follow a title on its page."""
    height = 0.0
    for number, part in enumerate(parts):
        if isinstance(part, Heading):
            height += _HEADING_HEIGHT
        elif number in tables:
            return height + tables[number].opening(_tail(parts[number + 1 :]))
        elif isinstance(part, Pairs) and number + 1 in tables:
            before = pairs_height(sheet, template, part.entries)
            if before > _FEW_PAIRS:
                break
            height += before + _BETWEEN_PARTS
        else:
            return height + _tail(parts[number:])
    return height


def _tail(following: Sequence[Part]) -> float:
    """Give the height of the amounts that come next, which stay together."""
    height = 0.0
    for part in following:
        if not isinstance(part, Amount):
            break
        height += amount_height(part)
    return height


def _draw(
    sheet: Sheet, template: Template, part: Pairs | Amount | Heading | Note, tail: float
) -> None:
    """Draw what is no table; `tail` is the height of what must follow it."""
    match part:
        case Pairs():
            draw_pairs(sheet, template, part.entries)
        case Amount():
            sheet.need(amount_height(part) + tail)
            draw_amount(sheet, template, part)
        case Heading():
            sheet.need(_KEPT_WITH_TITLE)
            at = (sheet.left, sheet.y)
            sheet.write(at, part.text, template.type.group, pitch=_PITCH)
            sheet.y += _HEADING_HEIGHT
        case Note():
            sheet.need(_NOTE_HEIGHT + tail)
            at = (sheet.left, sheet.y)
            sheet.write(at, part.text, template.type.note, pitch=_PITCH)
            sheet.y += _NOTE_HEIGHT
        case _:
            assert_never(part)

"""Draws a form's sections: titles, pairs, tables and amounts in the author's order."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, assert_never

from engine.targets.pdf.content import (
    Amount,
    Heading,
    Note,
    Pairs,
    Part,
    SectionContent,
    Table,
)
from engine.targets.pdf.pairs import draw_pairs
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
_AFTER_TABLE = 3.0
_HEADING_HEIGHT = 7.0
_NOTE_HEIGHT = 6.0
_AMOUNT_PITCH = 4.4
_AMOUNT_HEIGHT = {"line": 7.4, "total": 7.4, "grand": 11.0}
_BEFORE_GRAND = 3.0
_HEAVY, _LIGHT = 0.6, 0.2
_CURRENCY = "CHF"
_CURRENCY_GAP = 2.5
_GAP = 6.0


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
    need = _TITLE_HEIGHT + _opening(parts, tables)
    draw_title(sheet, template, content.title, need=need)
    for number, part in enumerate(parts):
        following = parts[number + 1 :]
        if (table := tables.get(number)) is not None:
            table.draw(_tail(following))
        else:
            _draw(sheet, template, part)
        if isinstance(part, Table | Amount) and _is_apart(following):
            sheet.y += _AFTER_TABLE
    sheet.y += _BETWEEN


def _is_apart(following: Sequence[Part]) -> bool:
    """Tell whether something follows that is no amount, and wants room before it."""
    return bool(following) and not isinstance(following[0], Amount)


def _opening(parts: Sequence[Part], tables: Mapping[int, TableDrawing]) -> float:
    """Give the height of what should follow a title on its page."""
    height = 0.0
    for number, part in enumerate(parts):
        if isinstance(part, Heading):
            height += _HEADING_HEIGHT
            continue
        if number in tables:
            height += tables[number].opening(_tail(parts[number + 1 :]))
        break
    return height


def _tail(following: Sequence[Part]) -> float:
    """Give the height of the amounts that directly follow a table."""
    height = 0.0
    for part in following:
        if not isinstance(part, Amount):
            break
        height += _amount_height(part)
    return height


def _amount_height(part: Amount) -> float:
    before = _BEFORE_GRAND if part.rank == "grand" else 0.0
    return _AMOUNT_HEIGHT[part.rank] + before


def _draw(sheet: Sheet, template: Template, part: Part) -> None:
    at = (sheet.left, sheet.y)
    match part:
        case Pairs():
            draw_pairs(sheet, template, part.entries)
        case Heading():
            if sheet.need(_KEPT_WITH_TITLE):
                at = (sheet.left, sheet.y)
            sheet.write(at, part.text, template.type.group, pitch=_AMOUNT_PITCH)
            sheet.y += _HEADING_HEIGHT
        case Note():
            sheet.write(at, part.text, template.type.note, pitch=_AMOUNT_PITCH)
            sheet.y += _NOTE_HEIGHT
        case Amount():
            _draw_amount(sheet, template, part)
        case Table():
            TableDrawing(sheet, template, part).draw(0.0)
        case _:
            assert_never(part)


def _draw_amount(sheet: Sheet, template: Template, part: Amount) -> None:
    """Draw label and amount; the amount ends on the right edge, as all do."""
    if part.rank == "grand":
        sheet.y += _BEFORE_GRAND
    height = _AMOUNT_HEIGHT[part.rank]
    styles = {
        "line": template.type.table,
        "total": template.type.total,
        "grand": template.type.grand_total,
    }
    style = styles[part.rank]
    figures = replace(style, figures=True)
    amount_width = sheet.lettering.width(part.amount, figures)
    room = sheet.width - amount_width - 3 * _GAP
    lines = sheet.lettering.lines(part.label, replace(style, figures=False), room)
    height += (len(lines) - 1) * _AMOUNT_PITCH
    sheet.need(height)
    top = sheet.y + (_AMOUNT_HEIGHT[part.rank] - _AMOUNT_PITCH) / 2
    sheet.write_lines(
        (sheet.left, top), lines, replace(style, figures=False), pitch=_AMOUNT_PITCH
    )
    sheet.write(
        (sheet.left, top),
        part.amount,
        figures,
        pitch=_AMOUNT_PITCH,
        width=sheet.width,
        align="right",
    )
    if part.rank == "grand":
        _draw_grand(sheet, template, height, amount_width, top)
    elif part.rank == "line":
        sheet.rule(sheet.y + height, weight=_LIGHT, colour=template.colours.line)
    sheet.y += height


def _draw_grand(
    sheet: Sheet, template: Template, height: float, amount_width: float, top: float
) -> None:
    """Add the currency and the two rules that make the strongest line of the page."""
    sheet.write(
        (sheet.left, top + 0.4),
        _CURRENCY,
        template.type.note,
        pitch=_AMOUNT_PITCH,
        width=sheet.width - amount_width - _CURRENCY_GAP,
        align="right",
    )
    sheet.rule(sheet.y, weight=_LIGHT, colour=template.colours.ink)
    sheet.rule(sheet.y + height, weight=_HEAVY, colour=template.colours.ink)

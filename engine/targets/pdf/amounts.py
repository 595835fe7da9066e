"""Draws computed amounts: label at the left, the amount on the page's right edge."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.targets.pdf.content import Amount, Rank
    from engine.targets.pdf.sheet import Sheet
    from engine.targets.pdf.template import Template, TextStyle

__all__ = ["amount_height", "draw_amount"]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Heights in mm: room before, one line's height, each further line's."""

    before: float
    height: float
    pitch: float


_SHAPES: dict[Rank, _Shape] = {
    "line": _Shape(0.0, 7.4, 4.4),
    "total": _Shape(0.0, 7.4, 4.4),
    "grand": _Shape(3.0, 11.0, 6.0),
}
_HEAVY, _LIGHT = 0.6, 0.2
_CURRENCY = "CHF"
_CURRENCY_GAP, _CURRENCY_DROP = 2.5, 0.4
_LABEL_GAP = 20.0


def amount_height(part: Amount) -> float:
    """Give the height of an amount whose label takes one line."""
    shape = _SHAPES[part.rank]
    return shape.before + shape.height


def draw_amount(sheet: Sheet, template: Template, part: Amount) -> None:
    """Draw one amount; the grand total is the strongest line of the page."""
    shape = _SHAPES[part.rank]
    style = _style(template, part.rank)
    figures = replace(style, figures=True)
    width = sheet.lettering.width(part.amount, figures)
    label = sheet.lettering.lines(part.label, style, sheet.width - width - _LABEL_GAP)
    height = shape.height + (len(label) - 1) * shape.pitch
    sheet.need(shape.before + height)
    sheet.y += shape.before
    top = sheet.y + (shape.height - shape.pitch) / 2
    sheet.write_lines((sheet.left, top), label, style, pitch=shape.pitch)
    if part.rank == "grand":
        _write_currency(sheet, template, top, sheet.width - width - _CURRENCY_GAP)
        sheet.rule(sheet.y, weight=_LIGHT, colour=template.colours.ink)
        sheet.rule(sheet.y + height, weight=_HEAVY, colour=template.colours.ink)
    elif part.rank == "line":
        sheet.rule(sheet.y + height, weight=_LIGHT, colour=template.colours.line)
    sheet.write(
        (sheet.left, top),
        part.amount,
        figures,
        pitch=shape.pitch,
        width=sheet.width,
        align="right",
    )
    sheet.y += height


def _style(template: Template, rank: Rank) -> TextStyle:
    kind = template.type
    styles = {"line": kind.table, "total": kind.total, "grand": kind.grand_total}
    return replace(styles[rank], figures=False)


def _write_currency(sheet: Sheet, template: Template, top: float, edge: float) -> None:
    sheet.write(
        (sheet.left, top + _CURRENCY_DROP),
        _CURRENCY,
        template.type.note,
        pitch=_SHAPES["grand"].pitch,
        width=edge,
        align="right",
    )

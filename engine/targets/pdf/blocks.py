"""Draws the blocks of a template, one function each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, assert_never

from engine.i18n import formats
from engine.i18n.texts import Text
from engine.targets.pdf.content import Column, SectionContent, SectionReader, Table
from engine.targets.pdf.derivations import derivation_table
from engine.targets.pdf.lettering import printable
from engine.targets.pdf.pairs import draw_prose
from engine.targets.pdf.sections import draw_section, draw_title
from engine.targets.pdf.sheet import Box, Rule
from engine.targets.pdf.template import (
    Block,
    DerivationsBlock,
    DocumentsBlock,
    LetterheadBlock,
    PageBreakBlock,
    PanelEntry,
    SectionsBlock,
    SignatureBlock,
    SlotColumn,
    SlotColumnsBlock,
    SlotEntry,
    TextBlock,
    TitleBlock,
)
from engine.values import FileReference

if TYPE_CHECKING:
    from engine.runtime.assessment import Assessment
    from engine.targets.pdf.envelope import Envelope
    from engine.targets.pdf.sheet import Sheet
    from engine.targets.pdf.slots import Slots
    from engine.targets.pdf.template import Template, TextStyle
    from engine.targets.pdf.wording import Wording

__all__ = ["Press", "draw_block"]

_BAR_GAP, _BAR_WIDTH = 5.0, 0.7
_LETTERHEAD_HEIGHT = 24.0
_TITLE_WIDTH, _TITLE_PITCH = 104.0, 8.6
_PANEL_WIDTH, _PANEL_HEIGHT, _PANEL_EDGE = 52.0, 28.0, 1.0
_PANEL_INSET, _PANEL_STEP = 5.0, 12.5
_TITLE_HEIGHT = 40.0
_LABEL_PITCH, _VALUE_PITCH = 4.0, 4.6
_ENTRY_GAP, _COLUMNS_GAP = 2.6, 5.0
_SMALLEST = 8.0
_LINE = 4.0
_SIGNATURE_HEIGHT, _SIGNATURE_GAP = 26.0, 10.0
_BYTES_PER_KILO = 1000
_HASH_GROUP = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """One print in the making: what it is about, and the sheet it goes to."""

    assessment: Assessment
    envelope: Envelope
    template: Template
    wording: Wording
    slots: Slots
    sheet: Sheet


def draw_block(press: Press, block: Block) -> None:  # noqa: C901 - one arm per block
    """Draw one block at the cursor."""
    match block:
        case LetterheadBlock():
            _letterhead(press, block)
        case TitleBlock():
            _title(press, block)
        case SlotColumnsBlock():
            _slot_columns(press, block)
        case SectionsBlock():
            _sections(press, block)
        case PageBreakBlock():
            if press.sheet.pages[-1]:
                press.sheet.new_page()
        case DerivationsBlock():
            _derivations(press, block)
        case DocumentsBlock():
            _documents(press, block)
        case TextBlock():
            _text(press, block)
        case SignatureBlock():
            _signature(press, block)
        case _:
            assert_never(block)


def _letterhead(press: Press, block: LetterheadBlock) -> None:
    sheet, kind, top = press.sheet, press.template.type, press.sheet.edges.top
    name = press.wording.text(block.name)
    sheet.write((sheet.left, top), name, kind.letterhead_name, pitch=_LINE)
    x = sheet.left + sheet.lettering.width(name, kind.letterhead_name) + _BAR_GAP
    colour = press.template.colours.accent
    sheet.add(Rule((x, top - 1), (x, top + 5.6), _BAR_WIDTH, colour))
    left = tuple(map(press.wording.text, block.left))
    right = tuple(map(press.wording.text, block.right))
    at = (x + _BAR_GAP - 1, top - 1.6)
    sheet.write_lines(at, left, kind.letterhead, pitch=_LINE)
    sheet.write_lines(
        (sheet.left, top - 1.6),
        right,
        replace(kind.letterhead, colour=kind.running.colour),
        pitch=_LINE,
        width=sheet.width,
        align="right",
    )
    sheet.y = top + _LETTERHEAD_HEIGHT


def _title(press: Press, block: TitleBlock) -> None:
    """Draw number and title; a long title pushes down what follows."""
    sheet, kind = press.sheet, press.template.type
    top = sheet.y
    number = press.slots.text(block.number)
    sheet.write((sheet.left, top), number, kind.number, pitch=_LINE)
    title = press.slots.text(block.title)
    lines = sheet.lettering.lines(title, kind.title, _TITLE_WIDTH)
    at = (sheet.left, top + 6)
    below = sheet.write_lines(at, lines, kind.title, pitch=_TITLE_PITCH)
    if block.panel:
        _panel(press, block.panel, top)
    sheet.y = max(top + _TITLE_HEIGHT, below + _TITLE_PITCH)


def _panel(press: Press, entries: tuple[PanelEntry, ...], top: float) -> None:
    sheet, kind, colours = press.sheet, press.template.type, press.template.colours
    x = sheet.edges.right - _PANEL_WIDTH
    sheet.add(Box(x, top, _PANEL_WIDTH, _PANEL_HEIGHT, colours.panel))
    sheet.add(Box(x, top, _PANEL_EDGE, _PANEL_HEIGHT, colours.accent))
    for number, entry in enumerate(entries):
        at = (x + _PANEL_INSET, top + 3 + number * _PANEL_STEP)
        style = kind.reference if number == 0 else kind.status
        _panel_entry(press, entry, at, style)


def _panel_entry(
    press: Press, entry: PanelEntry, at: tuple[float, float], style: TextStyle
) -> None:
    """Draw a label, its value below, and what stands beside that at the right.

    Beside a value too long for that it stands beside the label.
    """
    sheet, kind = press.sheet, press.template.type
    inner = _PANEL_WIDTH - 2 * _PANEL_INSET + 1
    x, y = at
    sheet.write(at, press.wording.text(entry.label), kind.label, pitch=_LINE)
    beside = press.slots.text(entry.beside) if entry.beside else ""
    taken = sheet.lettering.width(beside, kind.note) + 2 if beside else 0.0
    value = press.slots.text(entry.slot)
    smallest = _fitted(press, value, style, inner - taken)
    has_room = sheet.lettering.width(value, smallest) <= inner - taken
    style = smallest if has_room else _fitted(press, value, style, inner)
    sheet.write((x, y + 4.3), value, style, pitch=_LINE)
    if beside:
        at = (x, y + 4.2 if has_room else y)
        sheet.write(at, beside, kind.note, pitch=_LINE, width=inner, align="right")


def _fitted(press: Press, text: str, style: TextStyle, room: float) -> TextStyle:
    """Give type small enough for a text to fit on one line."""
    width = press.sheet.lettering.width(text, style)
    if width <= room:
        return style
    return replace(style, size=max(_SMALLEST, int(2 * style.size * room / width) / 2))


def _slot_columns(press: Press, block: SlotColumnsBlock) -> None:
    top = press.sheet.y
    bottoms = [_slot_column(press, column, top) for column in block.columns]
    press.sheet.y = max((*bottoms, top)) + _COLUMNS_GAP


def _slot_column(press: Press, column: SlotColumn, top: float) -> float:
    sheet, kind = press.sheet, press.template.type
    x, y = sheet.left + column.at, top
    for entry in column.entries:
        texts = _entry_lines(press, entry)
        if not texts:
            continue
        label = press.wording.text(entry.label) if entry.label else ""
        label = label or press.slots.label(entry.lines[0][0])
        sheet.write((x, y), label, kind.label, pitch=_LABEL_PITCH)
        y += _LABEL_PITCH
        for text in texts:
            lines = sheet.lettering.lines(text, kind.value, column.width)
            y = sheet.write_lines((x, y), lines, kind.value, pitch=_VALUE_PITCH)
        y += _ENTRY_GAP
    return y


def _entry_lines(press: Press, entry: SlotEntry) -> tuple[str, ...]:
    lines = (press.slots.line(slots) for slots in entry.lines)
    return tuple(line for line in lines if line)


def _sections(press: Press, block: SectionsBlock) -> None:
    reader = SectionReader(
        assessment=press.assessment,
        wording=press.wording,
        lists=block.lists,
        placed=press.template.placed,
        skip_files=press.template.has_documents,
    )
    for content in reader.sections():
        draw_section(press.sheet, press.template, content)


def _derivations(press: Press, block: DerivationsBlock) -> None:
    table = derivation_table(press.assessment, press.wording)
    if table is not None:
        content = SectionContent(press.wording.text(block.title), (table,))
        draw_section(press.sheet, press.template, content)


_FILE, _TYPE_AND_SIZE = Text("Fichier"), Text("Type et taille")
_HASH, _KILO, _MEGA = Text("SHA-256"), Text("ko"), Text("Mo")


def _documents(press: Press, block: DocumentsBlock) -> None:
    """List the files with their whole hash, so that a copy can be compared with it."""
    files = press.envelope.documents or tuple(_answered_files(press.assessment))
    if not files:
        return
    text = press.wording.text
    table = Table(
        columns=(
            Column(head=text(_FILE)),
            Column(head=text(_TYPE_AND_SIZE)),
            Column(head=text(_HASH)),
        ),
        rows=tuple(
            (printable(file.name), _type_and_size(press, file), _spaced(file.sha256))
            for file in files
        ),
    )
    content = SectionContent(text(block.title), (table,))
    draw_section(press.sheet, press.template, content)


def _answered_files(assessment: Assessment) -> list[FileReference]:
    return [
        part
        for value in assessment.values.values()
        if isinstance(value, tuple)
        for part in value
        if isinstance(part, FileReference)
    ]


def _type_and_size(press: Press, file: FileReference) -> str:
    kind = printable(file.type).rpartition("/")[2].upper()
    if file.size < _BYTES_PER_KILO**2:
        kilo = max(1, round(file.size / _BYTES_PER_KILO))
        return f"{kind},\xa0{formats.number(kilo)}\xa0{press.wording.text(_KILO)}"
    tenths = round(file.size / _BYTES_PER_KILO**2 * 10)
    return f"{kind},\xa0{tenths // 10}.{tenths % 10}\xa0{press.wording.text(_MEGA)}"


def _spaced(digest: str) -> str:
    """Write a hash in groups that a person can compare, on two lines."""
    text = printable(digest)
    steps = range(0, len(text), _HASH_GROUP)
    groups = [text[start : start + _HASH_GROUP] for start in steps]
    half = (len(groups) + 1) // 2
    return "\n".join((" ".join(groups[:half]), " ".join(groups[half:]))).strip()


def _text(press: Press, block: TextBlock) -> None:
    text = press.slots.text(block.slot)
    if text:
        draw_title(press.sheet, press.template, press.wording.text(block.title))
        draw_prose(press.sheet, press.template, text)
        press.sheet.y += _COLUMNS_GAP


def _signature(press: Press, block: SignatureBlock) -> None:
    sheet, template = press.sheet, press.template
    count = len(block.labels)
    sheet.need(_SIGNATURE_HEIGHT)
    width = (sheet.width - (count - 1) * _SIGNATURE_GAP) / count
    y = sheet.y + _SIGNATURE_HEIGHT - 6
    for number, label in enumerate(block.labels):
        x = sheet.left + number * (width + _SIGNATURE_GAP)
        sheet.add(Rule((x, y), (x + width, y), 0.2, template.colours.ink))
        words = press.wording.text(label)
        sheet.write((x, y + 1), words, template.type.label, pitch=_LINE)
    sheet.y += _SIGNATURE_HEIGHT

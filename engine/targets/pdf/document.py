"""Renders a request as PDF: lays its blocks out, then writes the pages."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from engine.i18n.texts import Text
from engine.targets.pdf.archive import Imprint
from engine.targets.pdf.blocks import Press, draw_block
from engine.targets.pdf.lettering import load_lettering
from engine.targets.pdf.paper import write_pdf
from engine.targets.pdf.sheet import Mark, Sheet, Watermark
from engine.targets.pdf.slots import Slots
from engine.targets.pdf.wording import Wording

if TYPE_CHECKING:
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Assessment
    from engine.targets.pdf.envelope import Envelope
    from engine.targets.pdf.template import Slot, Template

__all__ = ["render"]

_DRAFT = Text("Brouillon")
_PAGE = Text("Page")
_RECORD_NOTE = Text("Les données de la demande, pour les programmes (JSON)")
_BETWEEN = " · "
_CUT = " …"
_FOOTER_PITCH = 4.0
_RUNNING_RULE = 6.0
_DRAFT_ANGLE = 52.0
_HAIRLINE = 0.2
_GAP = 4.0


def render(
    assessment: Assessment,
    *,
    template: Template,
    envelope: Envelope,
    translate: Translator,
) -> bytes:
    """Print a request in the translator's language, as PDF/A-3u.

    The same arguments give the same bytes: the creation date is that of the sending, or
    the day of the assessment for a draft.

    Raises:
        OSError: A font of the template cannot be read.
    """
    wording = Wording(translate)
    page = template.page
    press = Press(
        assessment=assessment,
        envelope=envelope,
        template=template,
        wording=wording,
        slots=Slots(assessment, envelope, wording),
        sheet=Sheet(page.edges, load_lettering(template.fonts), page.first_y),
    )
    for block in template.blocks:
        draw_block(press, block)
    _frame(press)
    return write_pdf(
        press.sheet, imprint=_imprint(press), size=(page.width, page.height)
    )


def _imprint(press: Press) -> Imprint:
    title = press.slots.line(("form.title", "form.id", "reference"), between=_BETWEEN)
    midnight = datetime.combine(press.assessment.day, time(), UTC)
    sender = press.template.sender
    return Imprint(
        title=title,
        language=f"{press.wording.translate.language}-CH",
        author=press.wording.text(sender) if sender else "",
        subject=press.slots.text("definition"),
        created=press.envelope.sent_at or midnight,
        record=press.envelope.record,
        record_note=press.wording.text(_RECORD_NOTE),
    )


def _frame(press: Press) -> None:
    """Add to every page what stands around its content, and behind that of a draft.

    The order of marks is the order in which a page is read aloud or copied.
    """
    pages = press.sheet.pages
    for number, marks in enumerate(pages, 1):
        before, after = (
            Sheet(press.sheet.edges, press.sheet.lettering, press.sheet.first_y)
            for _ in range(2)
        )
        if press.envelope.is_draft:
            before.add(_watermark(press))
        if number > 1:
            _running(press, before)
        _footer(press, after, number, len(pages))
        marks[:] = (*before.pages[0], *marks, *after.pages[0])


def _watermark(press: Press) -> Mark:
    page = press.template.page
    return Watermark(
        page.width / 2,
        page.height / 2,
        press.wording.text(_DRAFT),
        press.template.type.draft,
        _DRAFT_ANGLE,
    )


def _running(press: Press, frame: Sheet) -> None:
    """Name form, reference and status at the top of a page."""
    style, top = press.template.type.running, frame.edges.top - 2
    sides = press.template.running
    right = press.slots.line(sides[1], between=_BETWEEN)
    room = frame.width - frame.lettering.width(right, style) - _GAP
    left = _running_left(press, sides[0], room)
    frame.write((frame.left, top), left, style, pitch=_FOOTER_PITCH)
    frame.write(
        (frame.left, top),
        right,
        style,
        pitch=_FOOTER_PITCH,
        width=frame.width,
        align="right",
    )
    colour = press.template.colours.line
    frame.rule(top + _RUNNING_RULE, weight=_HAIRLINE, colour=colour)


def _footer(press: Press, frame: Sheet, number: int, count: int) -> None:
    """Say how to verify, which record and definition this is, and the page."""
    style, y = press.template.type.footer, press.template.page.footer_y
    frame.rule(y, weight=_HAIRLINE, colour=press.template.colours.line)
    page = f"{press.wording.text(_PAGE)} {number}/{count}"
    room = frame.width - frame.lettering.width(page, style) - _GAP
    y += 2
    for slots in press.template.footer:
        text = press.slots.line(slots, between=_BETWEEN)
        for line in frame.lettering.lines(text, style, room)[:2] if text else ():
            frame.write((frame.left, y), line, style, pitch=_FOOTER_PITCH)
            y += _FOOTER_PITCH
    frame.write(
        (frame.left, press.template.page.footer_y + 2),
        page,
        style,
        pitch=_FOOTER_PITCH,
        width=frame.width,
        align="right",
    )


def _running_left(press: Press, slots: tuple[Slot, ...], room: float) -> str:
    """Join slots on one line; where they are too long, the first one is cut."""
    style, lettering = press.template.type.running, press.sheet.lettering
    first = press.slots.line(slots[:1])
    rest = press.slots.line(slots[1:], between=_BETWEEN)
    room -= lettering.width(_BETWEEN + rest, style)
    lines = lettering.lines(first, style, max(room, _GAP))
    if len(lines) > 1:
        shorter = room - lettering.width(_CUT, style)
        first = lettering.lines(first, style, max(shorter, _GAP))[0] + _CUT
    return _BETWEEN.join(part for part in (first, rest) if part)

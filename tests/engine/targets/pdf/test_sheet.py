"""Pages being filled."""

from __future__ import annotations

from engine.targets.pdf.lettering import load_lettering
from engine.targets.pdf.sheet import Sheet
from tests.engine.targets.pdf.requests_to_print import TEMPLATE


def make_sheet(y):
    sheet = Sheet(TEMPLATE.page.edges, load_lettering(TEMPLATE.fonts), first_y=28.0)
    sheet.y = y
    return sheet


def test_what_fits_stays_on_its_page():
    """The last millimetre is used."""
    sheet = make_sheet(262.0)

    assert not sheet.need(10.0)
    assert sheet.y == 262.0


def test_what_does_not_fit_begins_a_page():
    """A block is not divided."""
    sheet = make_sheet(262.0)

    assert sheet.need(10.1)
    assert (len(sheet.pages), sheet.y) == (2, 28.0)


def test_what_no_page_holds_begins_where_it_is():
    """A page is not left for nothing."""
    sheet = make_sheet(100.0)

    assert not sheet.need(245.0)
    assert len(sheet.pages) == 1

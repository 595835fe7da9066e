"""How the width of a page is shared among columns."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.targets.pdf.columns import GAP, TableType, places
from engine.targets.pdf.content import Column, Table
from engine.targets.pdf.lettering import load_lettering
from tests.engine.targets.pdf.requests_to_print import TEMPLATE

LETTERING = load_lettering(TEMPLATE.fonts)
KIND = TableType(
    text=TEMPLATE.type.table,
    figures=replace(TEMPLATE.type.table, figures=True),
    head=TEMPLATE.type.label,
    lettering=LETTERING,
)


def widths(columns, *rows, over=170.0):
    """The columns' widths over a page; they fill it exactly."""
    found = places(Table(columns=columns, rows=rows), KIND, over)
    assert found is not None
    end = found[-1].x + found[-1].width
    assert end == pytest.approx(over, abs=0.1)
    return [place.width for place in found]


def natural(text):
    return LETTERING.width(text, KIND.text)


def test_texts_take_the_rest():
    """Figures stay as wide as they are, at the right."""
    columns = (Column(head="A"), Column(head="B", is_figures=True))

    text, figures = widths(columns, ("un mot", "1.00"))

    assert figures == pytest.approx(LETTERING.width("1.00", KIND.figures))
    assert text == pytest.approx(170 - GAP - figures)


def test_figures_alone_share_the_rest():
    """A table of numbers only fills the page too."""
    columns = (Column(head="A", is_figures=True), Column(head="B", is_figures=True))

    widths(columns, ("1", "2"))


def test_a_given_width_is_kept():
    """A template's width is no wish."""
    columns = (Column(head="A", width=30.0), Column(head="B"))

    assert widths(columns, ("x" * 200, "y"))[0] == 30.0


def test_narrow_columns_give_way_first():
    """A range of dates breaks before a text does."""
    columns = (Column(head="A", is_narrow=True), Column(head="B"))
    days, text = "06.06.2022\xa0– 10.06.2022", "mot " * 10

    narrow, wide = widths(columns, (days, text), over=natural(text) + 25)

    assert narrow < natural(days)
    assert wide >= natural(text) - 0.1


def test_the_widest_columns_are_cut_before_the_others():
    """A short column stays whole beside a long one."""
    columns = (Column(head="A"), Column(head="B"))

    short, _ = widths(columns, ("un deux trois", "mot " * 80))

    assert short == pytest.approx(natural("un deux trois"), abs=0.1)


def test_too_many_columns_do_not_fit():
    """Where not even the longest words fit, there is no table."""
    columns = tuple(Column(head="Développement") for _ in range(9))

    assert places(Table(columns=columns, rows=()), KIND, 170.0) is None

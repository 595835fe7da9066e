"""Tables over pages: heads, rows, totals."""

from __future__ import annotations

import pytest

from engine.targets.pdf.amounts import draw_amount
from engine.targets.pdf.content import Amount, Column, Table
from engine.targets.pdf.fonts import FIGURES
from engine.targets.pdf.lettering import load_lettering
from engine.targets.pdf.sheet import Line, Sheet
from engine.targets.pdf.tables import TableDrawing
from tests.engine.targets.pdf.requests_to_print import (
    TEMPLATE,
    printed,
    request,
    travel,
)

DIGITS = {ord(figure): digit for digit, figure in FIGURES.items()}
HEAD = "Parcours de – à"


@pytest.mark.parametrize("rows", [1, 10, 100, 200])
def test_the_head_stands_on_every_page_with_rows(rows):
    """Whoever sees a page knows what its columns are."""
    found = printed(travel(rows))

    for page in found.pages:
        assert (HEAD in page) == ("Genève – Berne" in page)


@pytest.mark.parametrize("rows", range(1, 60))
def test_a_total_stands_with_its_last_row(rows):
    """Wherever the page ends, a total follows a row on its own page."""
    costs = [{"what": f"Objet {n}", "price": "10"} for n in range(1, rows + 1)]

    found = printed(request("900", {"costs": costs}))

    page = next(page for page in found.pages if "Somme de tout" in page)
    assert f"{rows} Objet {rows} 10.00" in page.splitlines()


def test_rows_are_never_divided():
    """All lines of a row stand on one page."""
    words = "un objet dont le nom prend sans aucun doute plus que deux lignes entières"
    costs = [
        {"what": f"Début{n} {words} {words} Fin{n}", "price": "10"} for n in range(90)
    ]

    found = printed(request("900", {"costs": costs}))

    for n in range(90):
        pages = [page for page in found.pages if f"Début{n} " in page]
        assert len(pages) == 1
        assert f"Fin{n}" in pages[0]


def test_every_row_is_printed_once_and_in_order():
    """Two hundred rows keep their order over the pages."""
    found = printed(travel(200))

    starts = [line for line in found.lines if "Genève – Berne" in line]
    assert [line.split()[0] for line in starts] == [str(n) for n in range(1, 201)]


def test_columns_without_content_are_left_out():
    """A column that no row uses takes no room."""
    found = printed(request("900", {"costs": [{"what": "Objet", "price": "10"}]}))

    assert "Inutile" not in found.text


def test_a_list_too_wide_for_the_page_becomes_blocks():
    """Each row is then a block of labels and values under the row's name."""
    keys = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta")
    row = {key: f"valeur-de-{key}" for key in keys}

    found = printed(request("900", {"wide": [row, row]}))

    assert [line for line in found.lines if line.startswith("Carton")] == [
        "Carton 1",
        "Carton 2",
    ]
    for key in keys:
        assert found.text.count(f"valeur-de-{key}") == 2


def test_an_empty_list_says_so():
    """A reader sees that nothing was entered, and nothing was lost."""
    assert "Aucune entrée" in printed(travel(0)).lines


def test_amounts_end_on_one_edge():
    """Lines, totals and the grand total end exactly at the text area's right edge."""
    sheet = Sheet(TEMPLATE.page.edges, load_lettering(TEMPLATE.fonts), 28)
    table = Table(
        columns=(Column(head="Objet"), Column(head="Prix", is_figures=True)),
        rows=(("un", "1.00"), ("deux", "1'234'567.89")),
    )

    TableDrawing(sheet, TEMPLATE, table).draw(0.0)
    for rank in ("line", "total", "grand"):
        draw_amount(sheet, TEMPLATE, Amount(label="Total", amount="9.90", rank=rank))

    amounts = [
        mark for mark in sheet.pages[0] if isinstance(mark, Line) and mark.style.figures
    ]
    assert [mark.text.translate(DIGITS) for mark in amounts] == [
        "1.00",
        "1'234'567.89",
        "9.90",
        "9.90",
        "9.90",
    ]
    for mark in amounts:
        end = mark.x + sheet.lettering.width(mark.text, mark.style)
        assert end == pytest.approx(190.0)

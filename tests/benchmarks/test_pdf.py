"""How fast a request is printed, beside fpdf2's own table with the same rows.

The other side is the plain way: a new document, its two TrueType fonts, and `table()`
with the columns of the trips. It prints no letterhead, no totals and no second page.
"""

from __future__ import annotations

import pytest
from fpdf import FPDF

from engine.targets.pdf import render
from tests.engine.targets.pdf.requests_to_print import (
    ROOT,
    SENT,
    TEMPLATE,
    French,
    travel,
)

FONTS = ROOT / "pdf_templates" / "fonts"
HEADS = ("N°", "Début – Fin", "But", "Parcours", "Type de billet", "CHF", "Montant")


def stock(count: int) -> bytes:
    """Print as many trips with fpdf2 as its manual shows."""
    pdf = FPDF()
    pdf.add_font("text", "", FONTS / "AtkinsonHyperlegibleNext_400Regular.ttf")
    pdf.add_font("text", "B", FONTS / "AtkinsonHyperlegibleNext_600SemiBold.ttf")
    pdf.set_font("text", "", 9.5)
    pdf.add_page()
    with pdf.table() as table:
        table.row(HEADS)
        for number in range(count):
            amount = f"{51 + number / 100:.2f}"
            table.row(
                (
                    str(number + 1),
                    f"{1 + number % 28:02d}.06.2022",
                    "Hôpital",
                    "Genève – Berne",
                    "Transport public - Aller simple",
                    amount,
                    amount,
                )
            )
    return bytes(pdf.output())


@pytest.mark.parametrize("count", [1, 100])
@pytest.mark.benchmark(group="pdf")
def test_render(benchmark, count):
    """The whole request, from its assessment to bytes."""
    assessment = travel(count)

    data = benchmark(
        render, assessment, template=TEMPLATE, envelope=SENT, translate=French()
    )

    assert data.startswith(b"%PDF-")


@pytest.mark.parametrize("count", [1, 100])
@pytest.mark.benchmark(group="pdf")
def test_stock_table(benchmark, count):
    """fpdf2's own table."""
    data = benchmark(stock, count)

    assert data.startswith(b"%PDF-")

"""Printing a request beside tables printed as the manuals of two libraries show.

The other sides print the rows of the trips and nothing else: no letterhead, no totals,
no explanation, no archive's rules, no record within. What they say of the trips is the
same.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from functools import partial
from io import BytesIO
from typing import TYPE_CHECKING, cast

from fpdf import FPDF
from pypdf import PdfReader
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import LongTable, Paragraph, SimpleDocTemplate

from tests.benchmarks.pairs import Pair, Side
from tests.engine.targets.pdf.requests_to_print import ROOT, rendered, travel

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.benchmarks.pairs import Row

__all__ = ["rows"]

_FONTS = ROOT / "pdf_templates" / "fonts"
_REGULAR = _FONTS / "AtkinsonHyperlegibleNext_400Regular.ttf"
_BOLD = _FONTS / "AtkinsonHyperlegibleNext_600SemiBold.ttf"
_HEADS = ("N°", "Début – Fin", "But", "Parcours", "Type de billet", "CHF", "Montant")
_FARE = re.compile(r"\b51\.\d\d\b")
_SIZE = 9.5


@contextmanager
def rows(folder: Path) -> Generator[tuple[Row, ...]]:
    """Give the rows of this theme."""
    yield (
        _beside_fpdf2(1, at_most=0.3),
        _beside_fpdf2(100, at_most=0.15),
        _beside_reportlab(100, at_most=1.0),
    )


def _beside_fpdf2(trips: int, *, at_most: float) -> Pair:
    return Pair(
        name=f"PDF beside fpdf2's table(), {_counted(trips)}",
        inputs=f"318.632.1 with {_counted(trips)} and five days of meals, judged "
        "already; PDF/A-3u with its record. Beside it fpdf2's own table of the trips "
        "in the same two TrueType fonts.",
        ours=_ours(trips),
        other=Side(partial(stock_table, trips), _fares),
        at_most=at_most,
    )


def _beside_reportlab(trips: int, *, at_most: float) -> Pair:
    return Pair(
        name=f"PDF beside reportlab's table, wrapped, {_counted(trips)}",
        inputs=f"The same {_counted(trips)}. Beside it reportlab's table, its cells "
        "paragraphs, in the same font, registered once.",
        ours=_ours(trips),
        other=Side(partial(reportlab_table, trips), _fares),
        at_most=at_most,
    )


def _counted(trips: int) -> str:
    return "1 trip" if trips == 1 else f"{trips} trips"


def _ours(trips: int) -> Side:
    return Side(partial(rendered, travel(trips)), _fares)


def cells(trips: int) -> list[tuple[str, ...]]:
    """Give the same rows as text."""
    return [
        (
            str(number + 1),
            f"{1 + number % 28:02d}.06.2022",
            "Hôpital",
            "Genève – Berne",
            "Transport public - Aller simple",
            f"{51 + number / 100:.2f}",
            f"{51 + number / 100:.2f}",
        )
        for number in range(trips)
    ]


def stock_table(trips: int) -> bytes:
    """Print as many trips with fpdf2 as its manual shows."""
    pdf = FPDF()
    pdf.add_font("text", "", _REGULAR)
    pdf.add_font("text", "B", _BOLD)
    pdf.set_font("text", "", _SIZE)
    pdf.add_page()
    with pdf.table() as table:
        table.row(_HEADS)
        for each in cells(trips):
            table.row(each)
    return bytes(pdf.output())


def reportlab_table(trips: int) -> bytes:
    """Print as many trips with reportlab, each cell a paragraph, so that it wraps."""
    if "text" not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont("text", str(_REGULAR)))
    style = ParagraphStyle("text", fontName="text", fontSize=_SIZE)
    data = [
        [Paragraph(text, style) for text in each] for each in (_HEADS, *cells(trips))
    ]
    stream = BytesIO()
    document = SimpleDocTemplate(stream, pagesize=A4)
    document.build([LongTable(data, repeatRows=1)])
    return stream.getvalue()


def _fares(printed: object) -> object:
    """Read the fares of the trips back."""
    reader = PdfReader(BytesIO(cast("bytes", printed)))
    text = "\n".join(page.extract_text() for page in reader.pages)
    return sorted(set(_FARE.findall(text)))

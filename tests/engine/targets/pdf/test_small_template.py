"""A template with little in it, as the guide shows one."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from engine.targets.pdf import load_template, render
from tests.engine.targets.pdf.requests_to_print import (
    ROOT,
    SENT,
    French,
    Printed,
    request,
    travel,
)

FONT = "AtkinsonHyperlegibleNext_400Regular.ttf"
BLOCKS = """\
blocks:
  - {block: title, number: form.id, title: form.title}
  - block: slots
    columns:
      - {at: 0, width: 50, entries: [{lines: [[applicant.city]]}]}
  - {block: sections}
"""


@pytest.fixture
def template(tmp_path):
    """One font for both weights, without fallback and without tabular digits."""
    source = (ROOT / "pdf_templates" / "invoice.yaml").read_text(encoding="utf-8")
    head = source[: source.index("\nrunning:") + 1]
    fonts = head[head.index("fonts:") : head.index("colours:")]
    head = head.replace(fonts, "fonts: {regular: plain.ttf, bold: plain.ttf}\n")
    (tmp_path / "letter.yaml").write_text(head + BLOCKS, encoding="utf-8")
    font = TTFont(str(ROOT / "pdf_templates" / "fonts" / FONT))
    del font["GSUB"]
    font.save(str(tmp_path / "plain.ttf"))
    return load_template(tmp_path, "letter")


def small(assessment, template):
    return Printed(
        render(assessment, template=template, envelope=SENT, translate=French())
    )


def test_what_the_template_leaves_out_is_not_printed(template):
    """No letterhead, no panel, no documents, no footer, but the page."""
    text = small(travel(1), template).text

    assert "OCAS" not in text
    assert "7KX4-9QMT" not in text
    assert "Page 1/1" in text


def test_a_label_left_out_is_the_fields_own(template):
    """An entry without a label takes that of its field."""
    lines = small(travel(1), template).lines

    assert lines[lines.index("Localité") + 1] == "Genève"


def test_sections_print_what_no_block_takes(template):
    """Remarks and files stand in their section then."""
    file = {"name": "a.pdf", "type": "application/pdf", "size": 9, "sha256": "a" * 64}

    lines = small(request("900", {"remarks": "Oui.", "documents": [file]}), template)

    assert "a.pdf" in lines.lines
    assert "Oui." in lines.lines


def test_a_font_without_tabular_digits_prints(template):
    """Amounts are set in the digits that there are."""
    assert "Total général CHF 108.50" in small(travel(1), template).lines


def test_a_character_without_any_font_leaves_a_blank(template):
    """Without a replacement sign anywhere there is still no fault."""
    assert "a b" in small(request("900", {"name": "a李b"}), template).lines

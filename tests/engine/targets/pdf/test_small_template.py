"""A template with little in it, as the guide shows one."""

from __future__ import annotations

from engine.targets.pdf import render
from tests.engine.targets.pdf.requests_to_print import (
    SENT,
    French,
    Printed,
    request,
    travel,
)


def small(assessment, template):
    return Printed(
        render(assessment, template=template, envelope=SENT, translate=French())
    )


def test_what_the_template_leaves_out_is_not_printed(small_template):
    """No letterhead, no panel, no documents, no footer, but the page."""
    text = small(travel(1), small_template).text

    assert "OCAS" not in text
    assert "7KX4-9QMT" not in text
    assert "Page 1/1" in text


def test_a_label_left_out_is_the_fields_own(small_template):
    """An entry without a label takes that of its field."""
    lines = small(travel(1), small_template).lines

    assert lines[lines.index("Localité") + 1] == "Genève"


def test_sections_print_what_no_block_takes(small_template):
    """Remarks and files stand in their section then."""
    file = {"name": "a.pdf", "type": "application/pdf", "size": 9, "sha256": "a" * 64}

    lines = small(
        request("900", {"remarks": "Oui.", "documents": [file]}), small_template
    )

    assert "a.pdf" in lines.lines
    assert "Oui." in lines.lines


def test_a_font_without_tabular_digits_prints(small_template):
    """Amounts are set in the digits that there are."""
    assert "Total général CHF 108.50" in small(travel(1), small_template).lines


def test_a_character_without_any_font_leaves_a_blank(small_template):
    """Without a replacement sign anywhere there is still no fault."""
    assert "a b" in small(request("900", {"name": "a李b"}), small_template).lines

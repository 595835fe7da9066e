"""Measuring and breaking text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.targets.pdf.lettering import Run, load_lettering, printable
from tests.engine.targets.pdf.requests_to_print import TEMPLATE

LETTERING = load_lettering(TEMPLATE.fonts)
STYLE = TEMPLATE.type.value
FIGURES = replace(STYLE, figures=True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("simple", "simple"),
        ("e\u0301", "é"),
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\tb", "a b"),
        ("a\x00\x1b\x7fb", "ab"),
        ("a\u202e\u200d\u00adb", "ab"),
        ("❤\ufe0f", "❤"),
        ("a\n \n\n  \nb", "a\n\nb"),
        ("\n a ", "a"),
        ("a\ud800b\ue030c", "a\ufffdb\ufffdc"),
        ("1\u202f234", "1\u202f234"),
        ("\U000e0fff", "\U000e0fff"),
    ],
)
def test_text_is_made_printable(text, expected):
    """Line ends are one kind; what cannot be read by eye is gone."""
    assert printable(text) == expected


@given(st.text(), st.floats(min_value=2, max_value=80))
def test_lines_keep_every_character_and_their_width(text, width):
    """Breaking loses nothing but blanks, and no line of two characters is too wide."""
    cleaned = printable(text)

    lines = LETTERING.lines(cleaned, STYLE, width)

    assert "".join("".join(lines).split()) == "".join(cleaned.split())
    for line in lines:
        assert len(line) <= 1 or LETTERING.width(line, STYLE) <= width + 1e-6


def test_lines_break_at_blanks():
    """Words stay whole where they can."""
    width = LETTERING.width("un deux", STYLE)

    assert LETTERING.lines("un deux trois", STYLE, width) == ("un deux", "trois")


def test_lines_keep_the_typed_breaks():
    """An address keeps its lines."""
    assert LETTERING.lines("un\n\ndeux", STYLE, 50) == ("un", "", "deux")


def test_a_word_too_wide_is_cut_after_a_hyphen_in_its_second_half():
    """A long address is cut where a reader expects it."""
    width = LETTERING.width("camille.exemple@", STYLE) + 1

    assert LETTERING.lines("camille.exemple@example.org", STYLE, width) == (
        "camille.exemple@",
        "example.org",
    )


def test_figures_have_one_width():
    """Amounts below each other align digit by digit."""
    widths = {LETTERING.width(digit * 10, FIGURES) for digit in "0123456789"}

    assert len(widths) == 1


def test_letters_measure_the_same_with_figures():
    """Only digits change."""
    assert LETTERING.width("Total", STYLE) == LETTERING.width("Total", FIGURES)


def test_a_text_of_one_font_is_one_run():
    """The common case is not taken apart."""
    assert LETTERING.runs("Genève", STYLE) == (Run(0, "Genève"),)


def test_fallback_fonts_fill_in_in_their_order():
    """Greek comes from the first fallback font, an emoji from the second."""
    assert LETTERING.runs("aλ😀b", STYLE) == (
        Run(0, "a"),
        Run(2, "λ"),
        Run(3, "😀"),
        Run(0, "b"),
    )


def test_what_no_font_has_goes_to_the_font_with_a_replacement_sign():
    """It is measured as that sign, so that nothing overlaps."""
    assert LETTERING.runs("李", STYLE) == (Run(2, "李"),)
    assert LETTERING.width("李", STYLE) == LETTERING.width("\ufffd", STYLE)


def test_bold_text_falls_back_too():
    """The second weight has the same gaps."""
    bold = replace(STYLE, bold=True)

    assert LETTERING.runs("Жa", bold) == (Run(2, "Ж"), Run(1, "a"))

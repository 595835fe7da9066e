"""Edits change what they say, and nothing else."""

from engine.diagnostics import Edit, Span
from engine.source.edits import edited

TEXT = "one\ntwo\nthree"


def test_two_edits_are_applied_at_once():
    """In whatever order they come; one has no length."""
    second = Edit(Span("f", 2, 1, 3), "2")
    first = Edit(Span("f", 1, 4, 0), "!")

    assert edited(TEXT, [second, first]) == "one!\n2\nthree"


def test_of_two_that_touch_the_same_the_first_counts():
    """The other is found again in the text that comes out."""
    long = Edit(Span("f", 1, 1, 3), "1")
    inside = Edit(Span("f", 1, 2, 1), "x")

    assert edited(TEXT, [inside, long]) == "1\ntwo\nthree"


def test_whole_lines_are_replaced_up_to_the_last():
    """With their line breaks, of which the last line has none."""
    assert edited(TEXT, [Edit(Span("f", 1, 1), "1\n", last_line=2)]) == "1\nthree"
    assert edited(TEXT, [Edit(Span("f", 2, 1), "2\n", last_line=3)]) == "one\n2\n"


def test_no_edit_changes_nothing():
    """Not even a line break that YAML alone knows."""
    assert edited("a\u2028b\r\n", []) == "a\u2028b\r\n"

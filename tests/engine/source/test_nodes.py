"""Nodes know their places."""

from engine.diagnostics import Span
from engine.source.nodes import scalar_at

FOLDED = scalar_at("ab c", Span("f", 1, 4, 2), ((1, 4), (1, 5), (1, 6), (2, 3)))


def test_a_part_of_a_text_ends_with_its_line():
    """A caret never runs over the end of a line."""
    assert FOLDED.span_at(1, 3) == Span("f", 1, 5, 2)
    assert FOLDED.span_at(3) == Span("f", 2, 3, 1)


def test_the_place_after_a_text_is_just_behind_it():
    """What is missing at the end is shown there."""
    assert FOLDED.span_at(4) == Span("f", 2, 4, 1)


def test_an_empty_text_has_the_place_of_its_node():
    """There is no character to point at."""
    empty = scalar_at("", Span("f", 3, 1), ())

    assert empty.span_at(0) == Span("f", 3, 1)

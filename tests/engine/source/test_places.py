"""Each character of a scalar knows where it stands in its file."""

import pytest

from engine.source.places import (
    LineIndex,
    scalar_places,
    scalar_positions,
    source_lines,
)

SCALARS = {
    "plain": ("à b", "à b", (0, 1, 2)),
    "plain over lines": ("à\n  b\n\n  c", "à b\nc", (0, 1, 4, 6, 9)),
    "single quotes": ("'l''é'", "l'é", (1, 2, 4)),
    "single quotes over lines": ("'à  \n  b'", "à b", (1, 4, 7)),
    "double quotes": ('"à\\u00e9\\tb"', "àé\tb", (1, 2, 8, 10)),
    "double quotes over lines": ('"à\n\n  b"', "à\nb", (1, 3, 6)),
    "double quotes with a broken line": ('"à \\\n   b"', "à b", (1, 2, 8)),
    "literal": ("|\n  à\n    b\n", "à\n  b\n", (4, 5, 6, 7, 10, 11)),
    "folded": (">-\n  à\n  b\n\n  c", "à b\nc", (5, 6, 9, 10, 14)),
    "an anchor before it": ("&x à", "à", (0,)),
}


@pytest.mark.parametrize("name", SCALARS)
def test_a_scalar_leads_back_to_its_file(name):
    """Folding, indentation and escapes move no caret."""
    raw, value, expected = SCALARS[name]

    assert scalar_positions(raw, 0, len(raw), value) == expected


@pytest.mark.parametrize("name", SCALARS)
def test_lines_and_columns_are_those_of_the_positions(name):
    """What reads as it stands, and what is walked through, is told the same way."""
    raw, value, expected = SCALARS[name]
    text = f"a:\n  {raw}"
    index = LineIndex.of(text)

    found = scalar_places(index, text, 5, len(text), value)

    assert found == tuple(index.place(5 + position) for position in expected)


def test_positions_count_from_the_start_of_the_file():
    """A scalar in the middle has the places of the middle."""
    assert scalar_positions("é: 'à'", 3, 6, "à") == (4,)


def test_lines_and_columns_count_from_one():
    """Every line break that YAML knows begins a line."""
    text = "a\r\nb\rc\nd"

    assert source_lines(text) == ["a", "b", "c", "d"]
    assert [LineIndex.of(text).place(position) for position in (0, 3, 5, 7)] == [
        (1, 1),
        (2, 1),
        (3, 1),
        (4, 1),
    ]

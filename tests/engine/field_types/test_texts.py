"""The types `text` and `multiline`: lengths, characters and checks."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.field_type import OptionError
from tests.engine.field_types.refusals import bound, refusal


@pytest.mark.parametrize(
    ("name", "options", "raw", "expected"),
    [
        ("text", {}, 12, ("invalid", "Indiquez un texte.")),
        (
            "text",
            {"max_length": 20},
            "x" * 21,
            ("out_of_range", "Indiquez au plus 20 caractères."),
        ),
        (
            "text",
            {"max_length": 20},
            "é" * 181,
            ("out_of_range", "Indiquez au plus 20 caractères."),
        ),
        (
            "text",
            {"min_length": 3},
            " ab ",
            ("out_of_range", "Indiquez au moins 3 caractères."),
        ),
        (
            "text",
            {},
            "a\tb",
            (
                "invalid",
                "Retirez les caractères qui ne se voient pas, comme une tabulation.",
            ),
        ),
        (
            "text",
            {"characters": "0-9A-Za-z ./-"},
            "n° 12",
            (
                "invalid",
                "Utilisez seulement des espaces et ces caractères: 0-9 A-Z a-z . / -",
            ),
        ),
        (
            "text",
            {"characters": "0-9"},
            "1 2",
            ("invalid", "Utilisez seulement ces caractères, sans espace: 0-9"),
        ),
        (
            "text",
            {"check": "gln"},
            "7601001000015",
            (
                "invalid",
                (
                    "Comparez le numéro GLN avec votre document: un chiffre semble mal "
                    "recopié."
                ),
            ),
        ),
    ],
)
def test_a_refusal_says_what_to_type(name, options, raw, expected):
    assert refusal(name, raw, **options) == expected


def test_length_is_counted_after_trimming_and_composing():
    """Three letters are three, however the keyboard composes them."""
    codec = bound("text", max_length=3)

    assert codec.read("  e\u0301te\u0301 ") == "été"


@pytest.mark.parametrize(
    ("characters", "accepted", "refused"),
    [
        ("0-9", "042", "a"),
        ("a-c.-", "a-c.", "d"),
        ("-a", "-a", "b"),
        ("^a", "^a^", "b"),
        ("]\\[", "[]\\", "a"),
        ("a-", "a-", "-b"),
    ],
)
def test_characters_are_ranges_and_themselves(characters, accepted, refused):
    """No character has another meaning, so a pattern cannot be slow."""
    codec = bound("text", characters=characters)

    assert codec.read(accepted) == accepted
    assert refusal("text", refused, characters=characters)[0] == "invalid"


@given(characters=st.text(min_size=1, max_size=8), text=st.text(max_size=8))
def test_the_schema_of_characters_says_the_same_as_the_codec(characters, text):
    try:
        codec = bound("text", characters=characters)
    except OptionError:
        return

    pattern = str(codec.json_schema()["pattern"])
    outcome, value = refusal("text", text, characters=characters)
    if outcome == "accepted" and isinstance(value, str):
        assert re.search(pattern, value)


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"min_length": 9, "max_length": 8}, "min_length 9 is above max_length 8"),
        ({"characters": "9-0"}, "«9-0» runs backwards: write «0-9»"),
        (
            {"characters": "0-9", "check": "gln"},
            "a check knows its own characters: leave «characters» out",
        ),
    ],
)
def test_options_that_contradict_each_other_are_refused(options, reason):
    with pytest.raises(OptionError) as caught:
        bound("text", **options)

    assert str(caught.value) == reason


def test_lines_end_in_one_way():
    """A browser sends CR LF, an old program CR; stored is LF."""
    assert bound("multiline").read("a\r\nb\rc\nd\r\n") == "a\nb\nc\nd"


def test_a_text_of_one_line_may_not_have_two():
    assert refusal("text", "a\nb")[0] == "invalid"

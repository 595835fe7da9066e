"""What is stored is read by a shorter way, and gives what the long way gives.

A blank before and behind an answer changes nothing but the way.
"""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.field_type import Rejection
from engine.field_types._text import TextCodec
from tests.engine.field_types.refusals import bound, refusal

DAYS = st.one_of(
    st.dates().map(str),
    st.from_regex(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", fullmatch=True),
    st.text("0123456789-W ", min_size=8, max_size=12),
)
NUMBERS = st.one_of(
    st.decimals(allow_nan=False, places=2).map(str),
    st.from_regex(r"-?[0-9]{0,14}(\.[0-9]{0,3})?", fullmatch=True),
    st.text("0123456789.'-E_ ", max_size=6),
)
ANY_DAY = {"min": "1905-05-05", "max": "2150-01-01"}


@given(raw=DAYS)
@example("2025-02-29")
@example("2025-W10-1")
@example("1905-05-04")
@example("\u0662\u0660\u0662\u0665-01-01")
def test_a_day(raw):
    """As stored, or anything of that shape."""
    assert refusal("date", raw, **ANY_DAY) == refusal("date", f" {raw} ", **ANY_DAY)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("money", {}),
        ("money", {"min": -100, "max": 100}),
        ("decimal", {"places": 1, "min": 1}),
        ("integer", {"max": 366}),
    ],
)
@given(raw=NUMBERS)
@example("\u0663")
@example("1_0")
def test_a_number(name, options, raw):
    """With places or without, inside its bounds or outside."""
    assert refusal(name, raw, **options) == refusal(name, f" {raw} ", **options)


@given(raw=st.text(max_size=12))
@example("e\u0301le\u0300ve")
@example("\u0958" * 8)
@example(" a\u00a0b ")
@example("0\xad")
@example("\u2028")
def test_a_text(raw):
    """A field that spells its texts takes the long way."""
    codec = bound("text", max_length=8)
    assert isinstance(codec, TextCodec)

    assert read_by(codec, raw) == read_by(codec.spelled(str, ()), raw)


def read_by(codec, raw):
    """Give the value, or code and words of the refusal."""
    try:
        return codec.read(raw)
    except Rejection as rejection:
        return rejection.code, rejection.message, rejection.params

"""Rounding goes to the step that is nearest, a half away from zero."""

from decimal import Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from engine.expressions.evaluation import DECIMAL_CONTEXT
from engine.expressions.functions import (
    FUNCTIONS,
    function_names,
    round_half_up,
    usage_of,
)

AMOUNTS = st.decimals(min_value=-(10**12), max_value=10**12, places=6)
STEPS = st.sampled_from([Decimal(each) for each in ("0.01", "0.05", "0.10", "1", "5")])


@given(value=AMOUNTS, step=STEPS)
def test_a_rounded_value_is_a_multiple_of_the_step(value, step):
    """Nothing is left over."""
    with localcontext(DECIMAL_CONTEXT):
        assert round_half_up(value, step) % step == 0


@given(value=AMOUNTS, step=STEPS)
def test_a_rounded_value_is_at_most_half_a_step_away(value, step):
    """It is the nearest multiple."""
    with localcontext(DECIMAL_CONTEXT):
        assert abs(round_half_up(value, step) - value) <= step / 2


@given(number=st.integers(0, 10**9), step=STEPS)
def test_a_half_goes_away_from_zero(number, step):
    """On both sides of zero."""
    with localcontext(DECIMAL_CONTEXT):
        tie = number * step + step / 2

        assert round_half_up(tie, step) == (number + 1) * step
        assert round_half_up(-tie, step) == -(number + 1) * step


@given(value=AMOUNTS, step=STEPS)
def test_rounding_twice_changes_nothing(value, step):
    """A multiple of the step is its own nearest one."""
    with localcontext(DECIMAL_CONTEXT):
        once = round_half_up(value, step)

        assert round_half_up(once, step) == once


@given(value=AMOUNTS, step=STEPS)
def test_rounding_is_symmetric(value, step):
    """A debt is rounded like a credit."""
    with localcontext(DECIMAL_CONTEXT):
        assert round_half_up(-value, step) == -round_half_up(value, step)


def test_every_function_shows_how_it_is_written():
    """The usage begins with the name, so that an author recognises the call."""
    wrong = [name for name in function_names() if not usage_of(name).startswith(name)]

    assert wrong == []
    assert set(FUNCTIONS) < function_names()

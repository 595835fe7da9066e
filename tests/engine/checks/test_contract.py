"""What holds for every check there is; a new one is tested here by existing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.check import Check, CheckExample, discover
from engine.field_type import Rejection

CHECKS = tuple(discover().values())
EXAMPLES = [
    pytest.param(check, example, id=f"{check.name}-{index}")
    for check in CHECKS
    for index, example in enumerate(check.examples())
]

every_check = pytest.mark.parametrize(
    "check", CHECKS, ids=[check.name for check in CHECKS]
)


def _stored(check: Check, typed: str) -> str | None:
    try:
        return check.normalise(typed)
    except Rejection:
        return None


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_an_example_is_true(check: Check, example: CheckExample) -> None:
    """What a check says of itself is what it does."""
    assert _stored(check, example.typed) == example.stored


@pytest.mark.parametrize(("check", "example"), EXAMPLES)
def test_what_is_stored_stays_as_it_is(check: Check, example: CheckExample) -> None:
    """A record read again is the same record."""
    if example.stored is not None:
        assert check.normalise(example.stored) == example.stored


@every_check
def test_a_check_accepts_and_refuses(check: Check) -> None:
    """Examples that only accept, or only refuse, prove half of a check."""
    verdicts = {example.stored is None for example in check.examples()}

    assert verdicts == {True, False}


@every_check
def test_one_wrong_digit_is_noticed_or_there_is_no_check_digit(check: Check) -> None:
    """A check with a check digit finds every mistyped single digit."""
    stored = [example.stored for example in check.examples() if example.stored]
    for number in stored:
        digits = [place for place, c in enumerate(number) if c.isdigit()]
        spoilt = {
            f"{number[:place]}{(int(number[place]) + 1) % 10}{number[place + 1 :]}"
            for place in digits
        }
        accepted = {other for other in spoilt if _stored(check, other)}

        assert accepted in (set(), spoilt)


@every_check
@given(text=st.text(min_size=1) | st.text(alphabet="0123456789CHEX-. ", min_size=1))
def test_no_text_makes_a_check_fail(check: Check, text: str) -> None:
    """Any text gives a stored spelling that is its own, or a `Rejection`."""
    stored = _stored(check, text)

    assert stored is None or check.normalise(stored) == stored

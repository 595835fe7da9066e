"""A service that failed is left alone, and then asked by one."""

from dataclasses import dataclass

import pytest

from webapp.interruption import Interruption


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def interruption(clock: Clock) -> Interruption:
    return Interruption(pause_s=10, clock=clock)


def test_who_answers_is_asked(interruption: Interruption) -> None:
    assert [interruption.may_ask(), interruption.may_ask()] == [True, True]
    assert not interruption.end()


def test_who_failed_is_left_alone_and_then_asked_by_one(
    interruption: Interruption, clock: Clock
) -> None:
    """The others go on as before, until that one has an answer."""
    assert interruption.begin()
    clock.now += 9.9
    assert not interruption.may_ask()

    clock.now += 0.1

    assert [interruption.may_ask(), interruption.may_ask()] == [True, False]
    assert interruption.end()
    assert interruption.may_ask()


def test_a_second_failure_is_no_news(interruption: Interruption, clock: Clock) -> None:
    """So it is told once, and the pause begins anew."""
    interruption.begin()
    clock.now += 10
    assert interruption.may_ask()

    assert not interruption.begin()
    clock.now += 9.9
    assert not interruption.may_ask()

"""Counts of one process, and of several on a real Redis that may go at any time."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.peers.redis_server import RedisServer
from webapp.interruption import Interruption
from webapp.traffic.counters import Counter, OwnCounts, OwnWhereSharedFail, counter_at
from webapp.traffic.settings import TrafficSettingsError
from webapp.traffic.shared import shared_counts_at

_DEAD = "Redis does not answer, requests go on: ConnectionError"


@pytest.fixture(params=["own", "shared"])
def counter(request: pytest.FixtureRequest) -> Counter:
    """A counter of either kind, made as the portal makes it."""
    if request.param == "own":
        return counter_at("")
    return counter_at(request.getfixturevalue("redis").url)


def counted(counter: Counter, times: int, window: int = 7) -> list[int]:
    return [counter.count("a door", window) for _ in range(times)]


def test_each_is_counted_in_its_window(counter: Counter) -> None:
    assert counted(counter, 3) == [1, 2, 3]
    assert counter.count("another door", 7) == 1
    assert counted(counter, 2, window=8) == [1, 2]


def test_counts_at_once_are_all_counted(counter: Counter) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: counter.count("a door", 7), range(200)))

    assert sorted(found) == list(range(1, 201))


def test_two_machines_count_together(redis: RedisServer) -> None:
    first, second = counter_at(redis.url), counter_at(redis.url)

    assert [*counted(first, 2), *counted(second, 2)] == [1, 2, 3, 4]


def test_counts_go_by_themselves(redis: RedisServer) -> None:
    """Nothing is left behind that somebody would have to sweep."""
    counted(counter_at(redis.url), 1)

    [key] = redis.keys()
    assert key == "portal:a door:7"
    assert 0 < redis.lives_for(key) <= 120


def test_what_was_flushed_is_counted_anew(redis: RedisServer) -> None:
    """R11: nothing that must hold is counted here."""
    counter = counter_at(redis.url)
    counted(counter, 3)

    redis.flush()

    assert counted(counter, 1) == [1]


def _kill(redis: RedisServer) -> None:
    redis.kill()


def _refuse(redis: RedisServer) -> None:
    redis.proxy.refuse()


def _stall(redis: RedisServer) -> None:
    redis.proxy.stall()


def _cut(redis: RedisServer) -> None:
    redis.proxy.cut()


@pytest.mark.parametrize("fault", [_kill, _refuse, _stall, _cut])
def test_each_process_counts_for_itself_while_redis_is_away(
    redis: RedisServer,
    caplog: pytest.LogCaptureFixture,
    fault: Callable[[RedisServer], None],
) -> None:
    """R11: nobody waits long, one line says so, and another one that it is back."""
    seconds = [0.0]
    counter = OwnWhereSharedFail(
        shared_counts_at(redis.url_through_proxy),
        Interruption(pause_s=10, clock=lambda: seconds[0]),
    )
    assert counted(counter, 2) == [1, 2]
    fault(redis)
    began = time.monotonic()

    assert counted(counter, 3) == [1, 2, 3]
    seconds[0] += 10
    assert counted(counter, 1) == [4]

    assert time.monotonic() - began < 3
    [line] = caplog.messages
    assert line.startswith("Redis does not answer, requests go on: ")
    redis.proxy.pass_on()
    if not redis.is_running:
        redis.start()
    seconds[0] += 10
    counted(counter, 1)
    assert caplog.messages[1:] == ["Redis answers again"]
    assert len(redis.keys()) == 1


def test_a_redis_that_never_was_is_no_error(caplog: pytest.LogCaptureFixture) -> None:
    """A mistake in its address stops nobody; the log has it."""
    assert counted(counter_at("redis://127.0.0.1:9/0"), 2) == [1, 2]
    assert caplog.messages == [_DEAD]


def test_a_redis_without_its_library_stops_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An office that means to count together is told what lacks."""
    monkeypatch.setitem(sys.modules, "webapp.traffic.shared", None)

    with pytest.raises(
        TrafficSettingsError,
        match=r"^PORTAL_REDIS_URL needs the extra: pip install 'formengine\[redis\]'$",
    ):
        counter_at("redis://127.0.0.1/0")


def test_only_the_window_that_runs_is_kept() -> None:
    """So the counts of a process do not grow with its age."""
    own = OwnCounts()
    for number in range(100):
        own.count(f"address {number}", 7)

    assert own.count("address 3", 8) == 1
    assert own.count("address 3", 7) == 1

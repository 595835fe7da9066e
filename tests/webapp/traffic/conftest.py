"""A real Redis, which tests may kill, empty and slow down."""

from collections.abc import Iterator

import pytest

from tests.peers.redis_server import RedisServer


@pytest.fixture(scope="session")
def one_redis() -> Iterator[RedisServer]:
    with RedisServer() as started:
        yield started


@pytest.fixture
def redis(one_redis: RedisServer) -> Iterator[RedisServer]:
    """A Redis with nothing in it, which answers at once."""
    one_redis.proxy.pass_on()
    if not one_redis.is_running:
        one_redis.start()
    one_redis.flush()
    yield one_redis
    one_redis.proxy.pass_on()

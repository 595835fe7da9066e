"""Counts in Redis, for all machines together."""

from __future__ import annotations

from dataclasses import dataclass

from redis import Redis
from redis.exceptions import RedisError

from webapp.traffic.counters import UncountedError

__all__ = ["SharedCounts", "shared_counts_at"]

_TIMEOUT_S = 0.3
"""A page waits no longer than that for a count that it can do without."""
_KEPT_S = 120
"""Longer than any window."""


@dataclass(frozen=True, slots=True)
class SharedCounts:
    """One Redis and its connections. Safe to share between threads."""

    redis: Redis

    def count(self, subject: str, window: int) -> int:
        """Count once more; see `Counter`.

        Raises:
            UncountedError: Redis did not answer in time.
        """
        key = f"portal:{subject}:{window}"
        try:
            with self.redis.pipeline() as asked:  # pyright: ignore[reportUnknownMemberType] - redis leaves an argument untyped
                asked.incr(key)
                asked.expire(key, _KEPT_S)
                counted, _ = asked.execute()
        except (RedisError, OSError) as error:
            raise UncountedError(type(error).__name__) from error
        return int(counted)


def shared_counts_at(url: str) -> SharedCounts:
    """Give the counts at an address; nothing is asked of it yet."""
    return SharedCounts(
        Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - as above
            url,
            socket_connect_timeout=_TIMEOUT_S,
            socket_timeout=_TIMEOUT_S,
            retry=None,
        )
    )

"""Who counts: this process by itself, or a Redis that several machines share.

Counts are of one window of time and may be lost at any moment: nothing that must hold
is counted here. While Redis does not answer, each process counts for itself.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from webapp.interruption import Interruption
from webapp.traffic.settings import TrafficSettingsError

if TYPE_CHECKING:
    from webapp.traffic.shared import SharedCounts

__all__ = ["Counter", "OwnCounts", "OwnWhereSharedFail", "UncountedError", "counter_at"]

_PAUSE_S = 10.0
_log = logging.getLogger(__name__)


class UncountedError(Exception):
    """Whoever should count did not answer."""


class Counter(Protocol):
    """Counts what happens in windows of time."""

    def count(self, subject: str, window: int) -> int:
        """Count once more; give how often it was in this window.

        Args:
            subject: What is counted.
            window: The number of the window; time only goes to higher ones.
        """
        ...


@dataclass(slots=True)
class OwnCounts:
    """Counts of this process. Safe to share between threads."""

    _window: int = 0
    _counts: dict[str, int] = field(default_factory=dict[str, int])
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, subject: str, window: int) -> int:
        """Count once more; see `Counter`."""
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            counted = self._counts.get(subject, 0) + 1
            self._counts[subject] = counted
            return counted


@dataclass(frozen=True, slots=True)
class OwnWhereSharedFail:
    """Counts of several machines, or of this process while those cannot be had."""

    shared: SharedCounts
    interruption: Interruption
    own: OwnCounts = field(default_factory=OwnCounts)

    def count(self, subject: str, window: int) -> int:
        """Count once more; see `Counter`."""
        if self.interruption.may_ask():
            try:
                counted = self.shared.count(subject, window)
            except UncountedError as error:
                if self.interruption.begin():
                    _log.warning("Redis does not answer, requests go on: %s", error)
            else:
                if self.interruption.end():
                    _log.warning("Redis answers again")
                return counted
        return self.own.count(subject, window)


def counter_at(redis_url: str) -> Counter:
    """Give who counts; nothing is asked of it yet.

    Raises:
        TrafficSettingsError: What Redis needs is not installed.
    """
    if not redis_url:
        return OwnCounts()
    try:
        from webapp.traffic.shared import shared_counts_at  # noqa: PLC0415 - an extra
    except ImportError as error:
        message = "PORTAL_REDIS_URL needs the extra: pip install 'formengine[redis]'"
        raise TrafficSettingsError(message) from error
    return OwnWhereSharedFail(
        shared_counts_at(redis_url), Interruption(pause_s=_PAUSE_S)
    )

"""Whether this process can serve: looked at seldom, each thing within its time.

Each thing is looked at in a thread of its own. One that hangs is «slow» once its time
is over; no second thread is spent on it until the first is back. What was found is
told again for a while, so whoever asks often asks for little.

Some faults are told without refusing requests («attention»): a form's file that is
broken while its last good definition serves, messages that do not leave. Taking every
machine out of service for those would make an outage of a flaw.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass, field
from enum import StrEnum
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Health", "Readiness"]

_log = logging.getLogger(__name__)


class Health(StrEnum):
    """How one thing is."""

    OK = "ok"
    ATTENTION = "attention"
    """Somebody should look; requests are served."""
    FAILED = "failed"
    SLOW = "slow"

    @property
    def is_ready(self) -> bool:
        """Tell whether requests may come."""
        return self in (Health.OK, Health.ATTENTION)


@dataclass(slots=True)
class Readiness:
    """What was found of several things. Safe to share between threads."""

    checks: Mapping[str, Callable[[], Health]]
    """By name. One that raises is found failed."""
    timeout_s: float = 5.0
    kept_s: float = 5.0
    clock: Callable[[], float] = time.monotonic
    """Gives seconds that never go back."""
    _found: Mapping[str, Health] = field(default_factory=dict[str, Health])
    _found_at: float | None = None
    _running: dict[str, _Look] = field(default_factory=dict[str, "_Look"])
    _lock: Lock = field(default_factory=Lock)

    def found(self) -> Mapping[str, Health]:
        """Give how each thing is, or was a moment ago."""
        with self._lock:
            is_old = self._found_at is None or (
                self.clock() - self._found_at >= self.kept_s
            )
            if is_old:
                self._found = self._look()
                self._found_at = self.clock()
            return self._found

    def _look(self) -> Mapping[str, Health]:
        ends_at = time.monotonic() + self.timeout_s
        for name, check in self.checks.items():
            before = self._running.get(name)
            if before is None or not before.thread.is_alive():
                self._running[name] = _Look(name, check)
        found: dict[str, Health] = {}
        for name in self.checks:
            look = self._running[name]
            look.thread.join(max(0.0, ends_at - time.monotonic()))
            found[name] = look.health
        return found


class _Look:
    """One check on its way."""

    def __init__(self, name: str, check: Callable[[], Health]) -> None:
        self.health = Health.SLOW
        self._name, self._check = name, check
        # Who ends waits for no check that hangs.
        self.thread = Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.health = self._check()
        except Exception as error:  # noqa: BLE001 - whatever it is, the thing fails
            _log.warning("%s is not ready: %s", self._name, type(error).__name__)
            self.health = Health.FAILED

"""Whom we ask over the network, left alone for a while after it failed.

Who waits for a service that is down keeps others waiting too. So after one call that
failed the next ones are not made, for a while; then one of them tries again.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Interruption"]


@dataclass(slots=True, kw_only=True)
class Interruption:
    """Whether one service is left alone for now. Safe to share between threads."""

    pause_s: float
    clock: Callable[[], float] = time.monotonic
    """Gives seconds that never go back."""
    _until: float | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def may_ask(self) -> bool:
        """Tell whether to ask; where the last call failed, one caller at a time."""
        with self._lock:
            if self._until is None:
                return True
            now = self.clock()
            if now < self._until:
                return False
            self._until = now + self.pause_s
            return True

    def begin(self) -> bool:
        """Leave the service alone from now on; tell whether it answered before."""
        with self._lock:
            answered = self._until is None
            self._until = self.clock() + self.pause_s
            return answered

    def end(self) -> bool:
        """Ask the service again: it has answered; tell whether it had not before."""
        with self._lock:
            was_silent = self._until is not None
            self._until = None
            return was_silent

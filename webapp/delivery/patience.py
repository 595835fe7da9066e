"""How long delivery is tried, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from webapp.delivery.letter import Kind

__all__ = ["PATIENCE", "Patience"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """Waits that double from the first to the longest, and the number of attempts."""

    first_wait_s: float
    longest_wait_s: float
    most_attempts: int

    def wait(self, attempts: int, *, chance: float) -> timedelta:
        """Give the time until the next attempt.

        Args:
            attempts: How many were made, at least one.
            chance: From 0 to 1, chosen anew each time: it takes up to half of the wait
                away, so that what failed together does not come back together.
        """
        # An exponent beyond 60 says nothing new and would overflow in time.
        doubled = self.first_wait_s * 2 ** min(attempts - 1, 60)
        return timedelta(seconds=min(doubled, self.longest_wait_s) * (1 - chance / 2))


PATIENCE = MappingProxyType(
    {
        # More than a day: grey lists take minutes, a broken server a night.
        Kind.MAIL: Patience(first_wait_s=5, longest_wait_s=3600, most_attempts=45),
        # A code is of use for ten minutes, while somebody looks at their telephone.
        Kind.SMS: Patience(first_wait_s=2, longest_wait_s=30, most_attempts=40),
    }
)

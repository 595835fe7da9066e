"""What time it is, and how people here read it.

Instants are stored in UTC and shown in Zurich time; the day of a request is the day
in Zurich. The clock is a parameter of the application, so that tests stand still.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

__all__ = ["Clock", "day_in_zurich", "day_text", "system_clock", "time_text"]

Clock = Callable[[], datetime]
"""Gives the present instant, in UTC."""

_ZURICH = ZoneInfo("Europe/Zurich")


def system_clock() -> datetime:
    """Give the present instant."""
    return datetime.now(UTC)


def day_in_zurich(instant: datetime) -> date:
    """Give the day on which an instant falls in Switzerland."""
    return instant.astimezone(_ZURICH).date()


def day_text(instant: datetime) -> str:
    """Write an instant's day: 06.06.2022."""
    return f"{instant.astimezone(_ZURICH):%d.%m.%Y}"


def time_text(instant: datetime) -> str:
    """Write an instant's time of day: 14:32."""
    return f"{instant.astimezone(_ZURICH):%H:%M}"

"""The only clock of the engine: what a command passes on where no day is given."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from datetime import date

__all__ = ["today"]


def today() -> date:
    """Give today's date in Switzerland."""
    return datetime.now(ZoneInfo("Europe/Zurich")).date()

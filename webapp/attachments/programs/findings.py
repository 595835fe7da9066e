"""What a program finds in a document; its exit status says it."""

from __future__ import annotations

import sys
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Finding", "FoundError", "answer"]


class Finding(IntEnum):
    """Exit statuses; Python itself uses 1 and 2."""

    GOOD = 0
    DAMAGED = 10
    TOO_LARGE = 11
    LOCKED = 12
    ACTIVE = 13


class FoundError(Exception):
    """Something about the document that ends the work."""

    def __init__(self, finding: Finding) -> None:
        """Keep what was found."""
        super().__init__(finding)
        self.finding = finding


def answer(work: Callable[[bytes], bytes]) -> None:
    """Do the work of a program on its input, and end with what was found."""
    try:
        sys.stdout.buffer.write(work(sys.stdin.buffer.read()))
    except FoundError as found:
        sys.exit(found.finding)

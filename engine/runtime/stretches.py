"""Stretches of days: cut into pieces, and found where they overlap."""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["overlapping", "pieces"]

_ONE_DAY = timedelta(days=1)


def pieces(start: date, end: date, cuts: tuple[date, ...]) -> list[tuple[date, date]]:
    """Cut a stretch where a new piece begins; both ends of a piece are its own."""
    starts = [start, *(cut for cut in cuts if start < cut <= end)]
    ends = [*(cut - _ONE_DAY for cut in starts[1:]), end]
    return list(zip(starts, ends, strict=True))


def overlapping(stretches: list[tuple[date, date, int]]) -> list[int]:
    """Give the indices of stretches, sorted by start, that share a day with another."""
    forward = [each for each in stretches if each[0] <= each[1]]
    found: set[int] = set()
    latest: date | None = None
    for position, (start, end, index) in enumerate(forward):
        following = forward[position + 1][0] if position + 1 < len(forward) else None
        if (latest is not None and start <= latest) or (
            following is not None and following <= end
        ):
            found.add(index)
        latest = end if latest is None else max(latest, end)
    return sorted(found)

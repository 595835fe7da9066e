"""What an author may have meant by a name that nobody knows."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["did_you_mean"]


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Give the hint «did you mean «…»?», or None where nothing known is near."""
    near = get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean «{near[0]}»?" if near else None

"""One change of a form, its effect, and what becomes of drafts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Change", "Effect"]


class Effect(StrEnum):
    """What a change does, from harmless to harmful."""

    COMPATIBLE = "compatible"
    """Stored drafts, corrections and exports go on as they are."""
    NEW_VERSION = "needs a new version"
    """The form asks, judges or computes something else: `version` must be raised."""
    BREAKING = "breaking"
    """Stored answers are lost or mean something else, or exports lose a column."""


@dataclass(frozen=True, slots=True)
class Change:
    """A change at a place.

    `place` is a path pattern (`trips.fare`), a rule's id, a rate (`meals.lodging`) or
    the form's id. `words` says what changed, `drafts` what becomes of drafts that were
    begun before; empty where nothing does.
    """

    effect: Effect
    place: str
    words: str
    drafts: str = ""

"""What changed between two sendings of a request, value by value.

Both are judged with the definition that they were sent with; values are compared as
records write them, and rows by their identifier.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from webapp.requests.stable_places import StablePlaces
from webapp.requests.wording import value_text

if TYPE_CHECKING:
    from engine.compiler.form import CompiledField
    from engine.runtime.assessment import Assessment
    from engine.values import Value

__all__ = ["Difference", "differences"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that changed; blank where it was not there."""

    place: str
    name: str
    before: str
    after: str


def differences(before: Assessment, after: Assessment) -> tuple[Difference, ...]:
    """Give what changed, in the order of the newer one, then what went away."""
    old, new = _by_place(before), _by_place(after)
    old_names, new_names = StablePlaces(before), StablePlaces(after)
    return tuple(
        Difference(
            place=place,
            name=(new_names if place in new else old_names).name(place),
            before=_text(old.get(place)),
            after=_text(new.get(place)),
        )
        for place in dict.fromkeys((*new, *old))
        if _canonical(old.get(place)) != _canonical(new.get(place))
    )


_Found = tuple["CompiledField", "Value"]


def _by_place(assessment: Assessment) -> dict[str, _Found]:
    places = StablePlaces(assessment)
    return {
        places.of_path(path): (question, value)
        for path, question, value in assessment.entries()
    }


def _canonical(found: _Found | None) -> object:
    return None if found is None else found[0].codec.dump(found[1])


def _text(found: _Found | None) -> str:
    return "" if found is None else value_text(*found)

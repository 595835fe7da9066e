"""The static types of expressions (definition-language: «Static types»).

There is no optional type: whether a name may be empty is a matter of facts, checked
where the name is used (`engine.expressions.facts`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.values import Unit, unit_words

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BOOLEAN",
    "DATE",
    "FILES",
    "TEXT",
    "ChoiceType",
    "ChoicesType",
    "NumberType",
    "SequenceType",
    "SimpleType",
    "StaticType",
    "describe",
    "largest_places",
    "places_words",
    "unify",
]


@dataclass(frozen=True, slots=True)
class SimpleType:
    """A type without parameters: bool, text, date or files."""

    name: str


BOOLEAN = SimpleType("yes or no")
TEXT = SimpleType("text")
DATE = SimpleType("a date")
FILES = SimpleType("files")


@dataclass(frozen=True, slots=True)
class NumberType:
    """A number. `unit` None is a literal's, which adopts the other side's.

    `places` None is unlimited: the result of a division, before it is rounded.
    """

    unit: Unit | None
    places: int | None


@dataclass(frozen=True, slots=True)
class ChoiceType:
    """One of the keys that are possible here; a text literal has itself as only key."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class ChoicesType:
    """A set of keys."""

    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class SequenceType:
    """What an aggregate takes: a column, or the values of a generator."""

    element: StaticType


StaticType = SimpleType | NumberType | ChoiceType | ChoicesType | SequenceType


def largest_places(places: Iterable[int | None]) -> int | None:
    """Give the larger number of places, None (unlimited) being the largest."""
    known: list[int] = []
    for each in places:
        if each is None:
            return None
        known.append(each)
    return max(known, default=0)


def unify(left: StaticType, right: StaticType) -> StaticType | None:
    """Give the type of a value that is either of two; None where they do not agree.

    A literal adopts the other side's unit; choices join their keys.
    """
    if isinstance(left, NumberType) and isinstance(right, NumberType):
        if left.unit is not None and right.unit not in (None, left.unit):
            return None
        unit = right.unit if left.unit is None else left.unit
        return NumberType(unit, largest_places((left.places, right.places)))
    if isinstance(left, ChoiceType) and isinstance(right, ChoiceType):
        return ChoiceType(left.keys | right.keys)
    if isinstance(left, ChoiceType) and right == TEXT:
        return TEXT
    if isinstance(right, ChoiceType) and left == TEXT:
        return TEXT
    return left if left == right else None


def places_words(places: int | None) -> str:
    """Write a number of decimal places."""
    if places is None:
        return "unlimited places"
    return "1 place" if places == 1 else f"{places} places"


def describe(kind: StaticType) -> str:
    """Name a type for an author: «money in CHF with 2 places», «a date»."""
    match kind:
        case SimpleType(name):
            return name
        case NumberType(unit, places):
            size = places_words(places)
            what = "a number" if not unit else unit_words(unit)
            return f"{what} with {size}"
        case ChoiceType(keys):
            return "a choice of " + ", ".join(sorted(keys))
        case ChoicesType(keys):
            return "several choices of " + ", ".join(sorted(keys))
        case SequenceType(element):
            return f"a column of {describe(element)}"

"""What changed in the answers that a question takes."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, cast

from engine.changes.change import Change, Effect
from engine.compiler.form import Requirement
from engine.values import unit_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.compiler.form import CompiledField

__all__ = ["changed_answers"]

_REFUSED = "an answer beyond it is kept and shown as wrong"
_BOUNDS = (
    # The bound of a reading, its name, and whether raising it refuses answers.
    ("least", "the least", True),
    ("most", "the most", False),
    ("earliest", "the earliest day", True),
    ("latest", "the latest day", False),
)
_COMPARED = ("kind", "keys", "places", "refusals", *(bound for bound, _, _ in _BOUNDS))


def changed_answers(
    place: str, old: CompiledField, new: CompiledField
) -> Iterator[Change]:
    """Compare one question, asked before and asked now."""
    if old.codec.kind is not new.codec.kind:
        words = f"was {old.codec.kind.value}, is {new.codec.kind.value}"
        drafts = "the answer is kept as typed and read anew; it may be refused"
        yield Change(Effect.BREAKING, place, words, drafts)
        return
    if old.codec.unit != new.codec.unit:
        before, now = unit_words(old.codec.unit), unit_words(new.codec.unit)
        words = f"the unit was {before}, is {now}"
        drafts = f"the number is kept and now counts {now}"
        yield Change(Effect.BREAKING, place, words, drafts)
    yield from _places(place, old, new)
    yield from _choices(place, old, new)
    yield from _bounds(place, old.codec.reading, new.codec.reading)
    yield from _manner(place, old.codec.reading, new.codec.reading)
    yield from _requirement(place, old, new)
    yield from _beginning(place, old, new)


def _places(place: str, old: CompiledField, new: CompiledField) -> Iterator[Change]:
    before, now = old.codec.places, new.codec.places
    if now < before:
        words = f"had {before} decimal places, has {now}"
        yield Change(Effect.NEW_VERSION, place, words, _REFUSED)
    elif now > before:
        words = f"had {before} decimal places, has {now}"
        yield Change(Effect.COMPATIBLE, place, words)


def _choices(place: str, old: CompiledField, new: CompiledField) -> Iterator[Change]:
    before = {choice.key: choice.label for choice in old.codec.control.choices}
    now = {choice.key: choice.label for choice in new.codec.control.choices}
    for key in before.keys() - now.keys():
        drafts = f"the answer «{key}» is shown as wrong until another is chosen"
        words = f"the choice «{key}» is gone"
        yield Change(Effect.BREAKING, place, words, drafts)
    for key in now.keys() - before.keys():
        yield Change(Effect.COMPATIBLE, place, f"the choice «{key}» is new")
    for key in before.keys() & now.keys():
        if before[key] != now[key]:
            words = f"the choice «{key}» reads «{now[key]}»"
            yield Change(Effect.COMPATIBLE, place, words)


def _bounds(
    place: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Change]:
    for bound, name, is_lower in _BOUNDS:
        before, now = old.get(bound), new.get(bound)
        if before == now:
            continue
        words = f"{name} was {_told(before)}, is {_told(now)}"
        if _is_narrower(before, now, is_lower=is_lower):
            yield Change(Effect.NEW_VERSION, place, words, _REFUSED)
        else:
            yield Change(Effect.COMPATIBLE, place, words)


def _told(bound: object) -> object:
    return "free" if bound is None else bound


def _is_narrower(before: object, now: object, *, is_lower: bool) -> bool:
    if now is None:
        return False
    if before is None:
        return True
    first, second = _comparable(before), _comparable(now)
    return second > first if is_lower else second < first


def _comparable(bound: object) -> tuple[Decimal, str]:
    """Order numbers by size and days by date, both written as text."""
    try:
        return Decimal(str(bound)), ""
    except InvalidOperation:
        return Decimal(0), str(bound)


def _manner(
    place: str, old: Mapping[str, object], new: Mapping[str, object]
) -> Iterator[Change]:
    """Tell that spellings are judged otherwise: characters, check digits, files."""
    before = {key: value for key, value in old.items() if key not in _COMPARED}
    now = {key: value for key, value in new.items() if key not in _COMPARED}
    if repr(before) != repr(now):
        words = "other spellings are accepted"
        drafts = "the answer is kept; it may be shown as wrong"
        yield Change(Effect.NEW_VERSION, place, words, drafts)


def _requirement(
    place: str, old: CompiledField, new: CompiledField
) -> Iterator[Change]:
    before, now = _required(old), _required(new)
    if before == now:
        return
    words = f"was {before}, is {now}"
    if new.requirement is Requirement.NEVER:
        yield Change(Effect.COMPATIBLE, place, words)
    else:
        drafts = "a draft without the answer cannot be sent until it is given"
        yield Change(Effect.NEW_VERSION, place, words, drafts)


def _required(field: CompiledField) -> str:
    if field.requirement is Requirement.ALWAYS:
        return "required"
    if field.required_if is not None:
        return f"required if {field.required_if.source}"
    return "optional"


def _beginning(place: str, old: CompiledField, new: CompiledField) -> Iterator[Change]:
    if old.default != new.default:
        words = f"the default was {_told(old.default)}, is {_told(new.default)}"
        drafts = "a blank answer counts as the new default"
        yield Change(Effect.NEW_VERSION, place, words, drafts)
    for name in ("prefill", "on_copy"):
        before, now = cast(
            "tuple[object, object]", (getattr(old, name), getattr(new, name))
        )
        if before != now:
            words = f"{name} was {_told(before)}, is {_told(now)}"
            yield Change(Effect.COMPATIBLE, place, words)

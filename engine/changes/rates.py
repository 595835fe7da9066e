"""What changed in the official rates that a form may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.changes.change import Change, Effect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.compiler.form import CompiledForm
    from engine.tariffs.model import Rate, TariffKey

__all__ = ["changed_rates"]


def changed_rates(old: CompiledForm, new: CompiledForm) -> Iterator[Change]:
    """Compare the dated rows of every rate."""
    before, now = _keys(old), _keys(new)
    for name in before.keys() - now.keys():
        yield Change(Effect.COMPATIBLE, name, "the rate is not asked any more")
    for name in before.keys() & now.keys():
        yield from _rows(name, before[name], now[name])


def _keys(form: CompiledForm) -> dict[str, TariffKey]:
    return {
        f"{tariff.name}.{key.name}": key
        for tariff in form.tariffs.values()
        for key in tariff.keys.values()
    }


def _rows(name: str, old: TariffKey, new: TariffKey) -> Iterator[Change]:
    if old.unit != new.unit:
        words = f"the unit was {old.unit_text or 'none'}, is {new.unit_text or 'none'}"
        yield Change(Effect.BREAKING, name, words)
    before = {rate.start: rate for rate in old.rates}
    now = {rate.start: rate for rate in new.rates}
    last = max(before, default=None)
    for start in sorted(before.keys() - now.keys()):
        words = f"the rate from {start} is gone"
        yield Change(Effect.NEW_VERSION, name, words, "amounts are computed anew")
    for start in sorted(now.keys() - before.keys()):
        effect = Effect.COMPATIBLE if last and start > last else Effect.NEW_VERSION
        words = f"a rate from {start} is new: {_told(now[start])}"
        yield Change(effect, name, words, "days from then on have the new rate")
    for start in sorted(before.keys() & now.keys()):
        yield from _row(name, before[start], now[start])


def _row(name: str, old: Rate, new: Rate) -> Iterator[Change]:
    if (old.value, old.steps) != (new.value, new.steps):
        words = f"the rate from {old.start} was {_told(old)}, is {_told(new)}"
        yield Change(Effect.NEW_VERSION, name, words, "amounts are computed anew")
    if old.source.french != new.source.french:
        words = f"the source of {old.start} is «{new.source.french}»"
        yield Change(Effect.COMPATIBLE, name, words)


def _told(rate: Rate) -> str:
    return "a scale" if rate.value is None else str(rate.value)

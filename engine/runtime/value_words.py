"""Values inside explanations: `5 jours`, `11.50 CHF/jour`, `102.00`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.i18n.formats import day, number
from engine.i18n.texts import Text
from engine.i18n.units import Quantity
from engine.values import CHF, Unit, unit_words

if TYPE_CHECKING:
    from typing import Any

    from engine.field_type import Codec

__all__ = ["exact_words", "number_words", "plain_words", "value_words"]

_MOST_PLACES = 6


def value_words(codec: Codec, value: Any) -> str | Text:  # noqa: ANN401 - any kind of value
    """Write a field's value; a choice as its label."""
    for choice in codec.control.choices:
        if choice.key == value:
            return Text(choice.label, choice.context)
    return codec.text(value)


def number_words(
    value: object, unit: Unit | None = None, written: str | None = None
) -> str | Quantity:
    """Write a number with its unit, as people say it.

    Args:
        value: A number, or a day; anything else is written as it is.
        unit: The unit; None or a bare CHF is left out, as amounts stand without it.
        written: The unit as the author wrote it (`CHF/night`), if it is known.
    """
    if not isinstance(value, (int, Decimal)) or not unit or unit == CHF:
        is_money = unit is not None and dict(unit).get("CHF") == 1
        return plain_words(value, least_places=2 if is_money else 0)
    places = 2 if dict(unit).get("CHF") == 1 else 0
    text = plain_words(value, least_places=places)
    return Quantity(value, text, written or unit_words(unit))


def plain_words(value: object, *, least_places: int = 0) -> str:
    """Write a number without its unit, a day, or anything else as it is."""
    match value:
        case date():
            return day(value)
        case Decimal():
            exponent = int(value.normalize().as_tuple().exponent)
            return number(value, places=max(0, -exponent, least_places))
        case int():
            return number(value)
        case _:
            return str(value)


def exact_words(value: object) -> str:
    """Write an exact number, cut where it has no end."""
    if isinstance(value, Decimal) and value != round(value, _MOST_PLACES):
        return f"{plain_words(round(value, _MOST_PLACES))}…"
    return plain_words(value)

"""Values inside explanations: `5 jours`, `11.50 CHF/jour`, `102.00`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from engine.i18n.formats import day, number, unit_text
from engine.values import CHF, Unit, unit_words

if TYPE_CHECKING:
    from typing import Any

    from engine.field_type import Codec

__all__ = ["exact_words", "number_words", "value_words"]

_NO_PLURAL = "sxz"
_MOST_PLACES = 6


def value_words(codec: Codec, value: Any) -> str:  # noqa: ANN401 - any kind of value
    """Write a field's value; a choice as its label."""
    for choice in codec.control.choices:
        if choice.key == value:
            return choice.label
    return codec.text(value)


def number_words(
    value: object, unit: Unit | None = None, written: str | None = None
) -> str:
    """Write a number with its unit, as people say it.

    Args:
        value: A number, or a day; anything else is written as it is.
        unit: The unit; None or a bare CHF is left out, as amounts stand without it.
        written: The unit as the author wrote it (`CHF/night`), if it is known.
    """
    if isinstance(value, date):
        return day(value)
    if not isinstance(value, (int, Decimal)):
        return str(value)
    if isinstance(value, Decimal):
        places = max(0, -int(value.normalize().as_tuple().exponent))
        is_money = unit is not None and dict(unit).get("CHF") == 1
        places = max(places, 2) if is_money else places
        text = number(value, places=places)
    else:
        text = number(value)
    if not unit or unit == CHF:
        return text
    word = unit_text(written or unit_words(unit))
    is_plain_word = "/" not in word and word.isalpha() and len(word) > 2  # noqa: PLR2004 - «km» has no plural
    if is_plain_word and not -2 < value < 2 and word[-1] not in _NO_PLURAL:  # noqa: PLR2004 - French: plural from 2
        word += "s"
    return f"{text} {word}"


def exact_words(value: object) -> str:
    """Write an exact number, cut where it has no end."""
    if isinstance(value, Decimal) and -int(value.as_tuple().exponent) > _MOST_PLACES:
        return f"{number_words(round(value, _MOST_PLACES))}…"
    return number_words(value)

"""Units of measurement in every language: `5 jours`, `11.50 CHF/jour`.

A unit comes as the definition language writes it (`CHF/day`) or already in French. What
is no unit of time is written alike everywhere: `km`, `CHF`.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.i18n.texts import Text

if TYPE_CHECKING:
    from engine.i18n.texts import Translator

__all__ = ["Quantity", "french_unit", "unit_label"]

_BY_NAME = MappingProxyType(
    {
        "day": (Text("jour", "unit.one"), Text("jours", "unit.many")),
        "night": (Text("nuit", "unit.one"), Text("nuits", "unit.many")),
        "week": (Text("semaine", "unit.one"), Text("semaines", "unit.many")),
        "month": (Text("mois", "unit.one"), Text("mois", "unit.many")),
        "year": (Text("année", "unit.one"), Text("années", "unit.many")),
        "hour": (Text("heure", "unit.one"), Text("heures", "unit.many")),
        "minute": (Text("minute", "unit.one"), Text("minutes", "unit.many")),
    }
)
_KNOWN = MappingProxyType(
    dict(_BY_NAME) | {one.french: (one, many) for one, many in _BY_NAME.values()}
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, its text in house format, and what it counts."""

    number: int | Decimal
    text: str
    unit: str

    def words(self, translate: Translator) -> str:
        """Write number and unit: `1 jour`, `2 jours`, `1.5 Tage`, `11.50 CHF/jour`."""
        known = _KNOWN.get(self.unit)
        if known is None:
            return f"{self.text} {unit_label(self.unit, translate)}"
        # Whoever checks a form words no quantity, and Babel is long to import.
        from babel import Locale  # noqa: PLC0415

        plural = Locale(translate.language).plural_form(
            abs(Decimal(self.number)).normalize()
        )
        one, many = known
        return f"{self.text} {translate(one if plural == 'one' else many)}"


def unit_label(unit: str, translate: Translator) -> str:
    """Write a unit in the singular: `CHF/day` is `CHF/jour`, `CHF/Tag`."""
    return "/".join(_part(part.strip(), translate) for part in unit.split("/"))


def french_unit(unit: str) -> str:
    """Write a unit in French: `CHF/day` is `CHF/jour`."""
    return "/".join(
        _KNOWN[part][0].french if part in _KNOWN else part
        for part in (part.strip() for part in unit.split("/"))
    )


def _part(part: str, translate: Translator) -> str:
    return translate(_KNOWN[part][0]) if part in _KNOWN else part

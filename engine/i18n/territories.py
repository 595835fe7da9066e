"""The names of countries in every language, from CLDR (by Babel)."""

from __future__ import annotations

from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from babel import Locale

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TERRITORY", "territories"]

TERRITORY = "territory:"
"""Begins the context of a country's name; its two letters follow."""

_CODE_LENGTH = 2
# Two letters in CLDR that are no country: unions, islands of a country, pseudo-locales.
_NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)


@lru_cache(maxsize=8)
def territories(language: str) -> Mapping[str, str]:
    """Give each country's name by its two letters (ISO 3166-1 alpha-2).

    Kosovo is there as XK, the code that Swiss authorities use until ISO gives it one.
    """
    names = cast("Mapping[str, str]", Locale(language).territories)
    return MappingProxyType(
        {
            code: name
            for code, name in names.items()
            if len(code) == _CODE_LENGTH
            and code.isalpha()
            and code not in _NO_COUNTRIES
        }
    )

"""The names of countries in every language, from CLDR.

They stand in `countries/`, a file for each language, as `make translations` takes them
from Babel: to ask Babel itself takes longer than a form to be compiled.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["TERRITORY", "territories"]

TERRITORY = "territory:"
"""Begins the context of a country's name; its two letters follow."""

_COUNTRIES = Path(__file__).parent / "countries"


@lru_cache(maxsize=8)
def territories(language: str) -> Mapping[str, str]:
    """Give each country's name by its two letters (ISO 3166-1 alpha-2).

    Kosovo is there as XK, the code that Swiss authorities use until ISO gives it one.
    """
    text = (_COUNTRIES / f"{language}.json").read_text("utf-8")
    return MappingProxyType(cast("dict[str, str]", json.loads(text)))

"""The type `country`: a country by its two letters (ISO 3166-1 alpha-2).

Names come from CLDR, Switzerland stands first.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from engine.field_type import (
    Choice,
    Control,
    ControlKind,
    DeclaredFieldType,
    Rejection,
    TypeExample,
)
from engine.field_types._text import TextCodec
from engine.i18n.territories import TERRITORY, territories
from engine.reading import one_of, upper
from engine.values import ValueKind

if TYPE_CHECKING:
    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_FIRST = "CH"
_LONGEST = 40


def _sorting_key(name: str) -> str:
    """Put «Égypte» beside «Equateur», as a French dictionary does."""
    return unicodedata.normalize("NFD", name).encode("ascii", "ignore").decode().lower()


def _countries() -> tuple[Choice, ...]:
    names = territories("fr")
    codes = sorted(
        names, key=lambda code: (code != _FIRST, _sorting_key(names[code]), code)
    )
    return tuple(
        Choice(key=code, label=names[code], context=f"{TERRITORY}{code}")
        for code in codes
    )


_COUNTRIES = _countries()
_CODES = frozenset(choice.key for choice in _COUNTRIES)


def _spell(text: str) -> str:
    code = text.upper()
    if code not in _CODES:
        raise _unknown()
    return code


def _unknown() -> Rejection:
    return Rejection("invalid", "Choisissez un pays de la liste.")


def _bind(options: Options) -> Codec:  # noqa: ARG001 - it has none
    return TextCodec(
        control=Control(
            kind=ControlKind.SELECT, autocomplete="country", choices=_COUNTRIES
        ),
        maximum_length=_LONGEST,
        spell=_spell,
        steps=(upper(), one_of(sorted(_CODES), _unknown())),
        schema={"enum": sorted(_CODES)},
    )


FIELD_TYPE = DeclaredFieldType(
    name="country",
    kind=ValueKind.TEXT,
    binder=_bind,
    truths=(
        TypeExample(options={}, raw="CH", value="CH", json="CH"),
        TypeExample(options={}, raw=" fr ", value="FR", json="FR"),
        TypeExample(options={}, raw="XK", value="XK", json="XK"),
        TypeExample(options={}, raw=""),
        TypeExample(options={}, raw="ZZ", rejected="invalid"),
        TypeExample(options={}, raw="12", rejected="invalid"),
        TypeExample(options={}, raw="Suisse", rejected="invalid"),
        TypeExample(options={}, raw=["CH"], rejected="invalid"),
    ),
)

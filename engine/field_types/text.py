"""The type `text`: one line of words."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from engine import check
from engine.field_type import (
    Control,
    ControlKind,
    DeclaredFieldType,
    OptionError,
    Rejection,
    TypeExample,
)
from engine.field_types._options import length_options, text_option
from engine.field_types._text import TextCodec
from engine.reading import match
from engine.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.field_type import Codec, Options

__all__ = ["FIELD_TYPE"]

_LONGEST = 200
_CHECKS = check.discover()
_RANGE = re.compile(r"(.)-(.)|(.)", re.DOTALL)


def _bind(options: Options) -> Codec:
    least, greatest = length_options(options, longest=_LONGEST)
    characters = text_option(options, "characters")
    named = _CHECKS.get(text_option(options, "check") or "")
    if named and characters:
        message = "a check knows its own characters: leave «characters» out"
        raise OptionError(message)
    codec = TextCodec(
        control=Control(kind=ControlKind.TEXT, max_length=greatest),
        minimum_length=least,
        maximum_length=greatest,
    )
    if named:
        return codec.spelled(named.normalise, named.steps)
    return _allowing(codec, characters) if characters else codec


def _allowing(codec: TextCodec, characters: str) -> TextCodec:
    """Let a codec take `characters:` only, such as `0-9A-Za-z ./-`.

    characters ::= (character "-" character | character)+

    A hyphen at either end is itself; no other character has a meaning, so that no
    author can write a pattern that takes long to match.
    """
    ranges = [
        (first or alone, last or alone)
        for first, last, alone in _RANGE.findall(characters)
    ]
    for first, last in ranges:
        if first > last:
            message = f"«{first}-{last}» runs backwards: write «{last}-{first}»"
            raise OptionError(message)
    inside = "".join(
        _escaped(first) if first == last else f"{_escaped(first)}-{_escaped(last)}"
        for first, last in ranges
    )
    shown = " ".join(
        first if first == last else f"{first}-{last}"
        for first, last in ranges
        if first != " "
    )
    pattern, refuse = f"[{inside}]*", partial(_refused, shown, (" ", " ") in ranges)
    return replace(
        codec,
        spell=partial(_spell, re.compile(pattern), refuse),
        steps=(match(pattern, refuse()),),
        schema={"pattern": f"^{pattern}$"},
    )


def _escaped(character: str) -> str:
    """Write a character inside a class, for Python and for JSON Schema's ECMA-262."""
    return f"\\{character}" if character in r"\]^-[" else character


def _spell(pattern: re.Pattern[str], refuse: Callable[[], Rejection], text: str) -> str:
    if not pattern.fullmatch(text):
        raise refuse()
    return text


def _refused(shown: str, has_blank: bool) -> Rejection:  # noqa: FBT001 - bound by partial
    if has_blank:
        return Rejection(
            "invalid",
            "Utilisez seulement des espaces et ces caractères: {characters}",
            characters=shown,
        )
    return Rejection(
        "invalid",
        "Utilisez seulement ces caractères, sans espace: {characters}",
        characters=shown,
    )


FIELD_TYPE = DeclaredFieldType(
    name="text",
    kind=ValueKind.TEXT,
    option_schemas={
        "min_length": {
            "type": "integer",
            "minimum": 0,
            "maximum": 10000,
            "description": "The least number of characters.",
        },
        "max_length": {
            "type": "integer",
            "minimum": 1,
            "maximum": 10000,
            "description": f"The greatest number of characters, {_LONGEST} by default.",
        },
        "characters": {
            "type": "string",
            "minLength": 1,
            "maxLength": 200,
            "description": "The characters allowed, such as «0-9A-Za-z ./-».",
        },
        "check": {
            "enum": sorted(_CHECKS),
            "description": "; ".join(
                f"{name}: {found.description}" for name, found in _CHECKS.items()
            ),
        },
    },
    binder=_bind,
    truths=(
        TypeExample(options={}, raw="  Élise ", value="Élise", json="Élise"),
        TypeExample(options={}, raw="E\u0301lise", value="Élise", json="Élise"),
        TypeExample(
            options={},
            raw="Łukasz O’Brien",
            value="Łukasz O’Brien",
            json="Łukasz O’Brien",
        ),
        TypeExample(options={}, raw=" \u00a0\u200b "),
        TypeExample(options={}, raw="a\x00b", rejected="invalid"),
        TypeExample(options={}, raw="a\tb", rejected="invalid"),
        TypeExample(options={}, raw="a\u202eb", rejected="invalid"),
        TypeExample(options={}, raw="\ud800", rejected="invalid"),
        TypeExample(options={}, raw=12, rejected="invalid"),
        TypeExample(options={}, raw=["a"], rejected="invalid"),
        TypeExample(options={}, raw="x" * 201, rejected="out_of_range"),
        TypeExample(options={"min_length": 3}, raw="ab", rejected="out_of_range"),
        TypeExample(
            options={"characters": "0-9A-Za-z ./-"},
            raw="320/2024/123456/0",
            value="320/2024/123456/0",
            json="320/2024/123456/0",
        ),
        TypeExample(
            options={"characters": "0-9A-Za-z ./-"}, raw="n° 12", rejected="invalid"
        ),
        TypeExample(
            options={"check": "gln"},
            raw="7601001000018",
            value="7601001000018",
            json="7601001000018",
        ),
        TypeExample(options={"check": "gln"}, raw="7601001000015", rejected="invalid"),
    ),
)

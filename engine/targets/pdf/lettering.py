"""Lettering: how wide a text is, where its lines break, which font has each character.

A document is set in one family of two weights; characters that it lacks come from the
fallback fonts, in their order. What no font has is still measured and printed, as the
replacement sign of the first font that offers one.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from engine.targets.pdf.fonts import (
    FIGURES,
    FONT_UNITS,
    REPLACEMENT,
    Font,
    load_font,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.targets.pdf.template import FontFiles, TextStyle

__all__ = ["MM_PER_POINT", "Lettering", "Run", "load_lettering", "printable"]

MM_PER_POINT = 25.4 / 72

_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile(r"\n[ \n]*\n")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LAST_OF_PLANE = 0xFFFE
_GOOD_BREAK = re.compile(r"[-/@._–]")


@cache
def _stands_for(character: str) -> str:
    """Give what is printed for a character that `str.isprintable` refuses."""
    match unicodedata.category(character):
        case "Cc" | "Cf":
            return " " if character == "\t" else ""
        case "Cs" | "Co":
            # Private characters mean nothing to a reader, and `FIGURES` uses some.
            return REPLACEMENT
        case "Cn" if ord(character) & 0xFFFE == _LAST_OF_PLANE:
            # No text has them: neither PDF/A nor XML takes U+FFFE.
            return REPLACEMENT
        case _:
            return character


def printable(text: str) -> str:
    r"""Give a text as it is printed: NFC, line ends as `\n`, no control characters.

    Format characters (joiners, direction marks) go too: they could make a print read
    otherwise than the record. Several blank lines become one.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _SELECTORS.sub("", _LINE_END.sub("\n", unicodedata.normalize("NFC", text)))
    if not text.isprintable():
        text = "".join(
            character
            if character == "\n" or character.isprintable()
            else _stands_for(character)
            for character in text
        )
    return _BLANK_LINES.sub("\n\n", text.strip())


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one font: 0 regular, 1 bold, 2 and more the fallbacks."""

    font: int
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class Lettering:
    """The fonts of a template, ready to measure with."""

    fonts: tuple[Font, Font]
    fallback_paths: tuple[Path, ...]
    _known: tuple[frozenset[str], frozenset[str]] = field(init=False)

    def __post_init__(self) -> None:
        """Keep which characters each weight has, for the quick test of a whole text."""
        regular, bold = (frozenset(font.glyphs) for font in self.fonts)
        object.__setattr__(self, "_known", (regular, bold))

    @property
    def fallbacks(self) -> tuple[Font, ...]:
        """The fallback fonts, read when first asked for: few documents need one."""
        return tuple(load_font(path) for path in self.fallback_paths)

    def font(self, number: int) -> Font:
        """Give a font by the number of a `Run`."""
        return (
            self.fonts[number]
            if number < len(self.fonts)
            else self.fallbacks[number - len(self.fonts)]
        )

    def runs(self, text: str, style: TextStyle) -> tuple[Run, ...]:
        """Split a text where its font changes; digits as the style wants them."""
        if style.figures:
            text = text.translate(FIGURES)
        weight = int(style.bold)
        if self._known[weight].issuperset(text):
            return (Run(weight, text),)
        stretches = groupby(text, key=lambda character: self._holder(character, weight))
        return tuple(Run(number, "".join(part)) for number, part in stretches)

    def width(self, text: str, style: TextStyle) -> float:
        """Measure a line, in mm."""
        if style.figures:
            text = text.translate(FIGURES)
        return self._units(text, int(style.bold)) * style.size * _MM_PER_UNIT

    def lines(self, text: str, style: TextStyle, width: float) -> tuple[str, ...]:
        """Break a text into lines of at most `width` mm; it has at least one line.

        Digits of the lines are already those that the style wants.
        Words that are wider than a line are cut, after a hyphen or the like where
        there is one in its second half.
        """
        limit = width / (style.size * _MM_PER_UNIT)
        weight = int(style.bold)
        if style.figures:
            text = text.translate(FIGURES)
        if "\n" not in text and self._units(text, weight) <= limit:
            return (text,)
        return tuple(
            line
            for paragraph in text.split("\n")
            for line in self._fill(paragraph, weight, limit)
        )

    def _fill(self, paragraph: str, weight: int, limit: float) -> Iterator[str]:
        space = self._units(" ", weight)
        line: list[str] = []
        used = 0.0
        for word in paragraph.split(" "):
            for number, piece in enumerate(self._cut(word, weight, limit)):
                units = self._units(piece, weight)
                if line and (number or used + space + units > limit):
                    yield " ".join(line)
                    line, used = [], 0.0
                used += units + (space if line else 0)
                line.append(piece)
        yield " ".join(line)

    def _cut(self, word: str, weight: int, limit: float) -> Iterator[str]:
        """Cut a word that is wider than a line into pieces that are not."""
        if self._units(word, weight) <= limit:
            yield word
            return
        while (end := self._fitting(word, weight, limit)) < len(word):
            good = [found.end() for found in _GOOD_BREAK.finditer(word, end // 2, end)]
            end = good[-1] if good else end
            yield word[:end]
            word = word[end:]
        yield word

    def _fitting(self, word: str, weight: int, limit: float) -> int:
        """Count the characters that fit, at least one."""
        used = 0.0
        for index, character in enumerate(word):
            used += self._units(character, weight)
            if used > limit:
                return max(index, 1)
        return len(word)

    def _units(self, text: str, weight: int) -> float:
        widths = self.fonts[weight].widths
        try:
            return sum(map(widths.__getitem__, text))
        except KeyError:
            return sum(self._character_units(char, weight) for char in text)

    def _character_units(self, character: str, weight: int) -> float:
        font = self.font(self._holder(character, weight))
        return font.widths.get(character, font.replacement_width)

    def _holder(self, character: str, weight: int) -> int:
        """Find the font that prints a character."""
        if character in self._known[weight]:
            return weight
        for wanted in (character, REPLACEMENT):
            for number, font in enumerate(self.fallbacks, len(self.fonts)):
                if wanted in font.glyphs:
                    return number
        return weight


_MM_PER_UNIT = MM_PER_POINT / FONT_UNITS


@lru_cache(maxsize=8)
def load_lettering(files: FontFiles) -> Lettering:
    """Read the fonts of a template, once per process.

    Raises:
        OSError: A font's file cannot be read.
    """
    return Lettering(
        fonts=(load_font(files.regular), load_font(files.bold)),
        fallback_paths=files.fallback,
    )

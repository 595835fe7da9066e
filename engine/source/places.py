"""Where each character of a scalar stands in its file.

YAML folds lines, strips indentation and decodes escapes, so that the text of a scalar
is not a slice of its file. This walks through the file's characters the way YAML does
and notes for each character of the text the position it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING

from engine.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = [
    "LineIndex",
    "LocatedText",
    "scalar_places",
    "scalar_positions",
    "source_lines",
]

_BREAK = re.compile(r"\r\n|[\r\n\x85\u2028\u2029]")
_BLANKS = " \t"
_BREAKS = "\r\n\x85\u2028\u2029"
_WHITE = _BLANKS + _BREAKS
_ESCAPE_DIGITS = {"x": 2, "u": 4, "U": 8}

_Found = tuple[str, int]
"""A character of the text and its position; a fold is one blank at its first break."""


def source_lines(text: str) -> list[str]:
    """Split a file's text into lines, at the line breaks that YAML knows."""
    return _BREAK.split(text)


@dataclass(frozen=True, slots=True)
class LineIndex:
    """Turns positions in a text into lines and columns, both counted from 1."""

    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> LineIndex:
        """Index a text."""
        return cls((0, *(found.end() for found in _BREAK.finditer(text))))

    def place(self, position: int) -> tuple[int, int]:
        """Give line and column of a position."""
        line = bisect_right(self.starts, position)
        return line, position - self.starts[line - 1] + 1

    def along_line(self, position: int, length: int) -> tuple[tuple[int, int], ...]:
        """Give the places of neighbouring positions that no line break parts."""
        line, column = self.place(position)
        return tuple(zip(repeat(line), range(column, column + length), strict=False))


class LocatedText:
    """A file's text, whose positions have places in it."""

    def __init__(self, path: str, text: str) -> None:
        """Keep the text and the path as the author named it."""
        self.path = path
        self.text = text

    @cached_property
    def index(self) -> LineIndex:
        """Where its lines begin."""
        return LineIndex.of(self.text)

    def span(self, start: int, end: int) -> Span:
        """Give the place of a stretch; what runs over lines is cut at the first."""
        line, column = self.index.place(start)
        head = self.text[start:end].splitlines()
        length = len(head[0].rstrip()) if head else 1
        return Span(self.path, line, column, max(1, length))

    def places(self, start: int, end: int, text: str) -> tuple[tuple[int, int], ...]:
        """Give the place of each character of the scalar that stands there."""
        return scalar_places(self.index, self.text, start, end, text)


def scalar_places(
    index: LineIndex, source: str, start: int, end: int, value: str
) -> tuple[tuple[int, int], ...]:
    """Give line and column of each character of a scalar's text.

    Nearly every scalar stands on one line as it reads, quoted or not; only the others
    are walked through. The arguments are those of `scalar_positions`.
    """
    raw = source[start:end]
    as_it_stands = raw == value or (raw[:1] in "'\"" and raw[1:-1] == value)
    if as_it_stands and _BREAK.search(value) is None:
        return index.along_line(start + (raw != value), len(value))
    positions = scalar_positions(source, start, end, value)
    return tuple(index.place(position) for position in positions)


def scalar_positions(source: str, start: int, end: int, value: str) -> tuple[int, ...]:
    """Give the position in `source` of each character of a scalar's text.

    Args:
        source: The whole file.
        start: Where the scalar begins, with its quotation mark or indicator.
        end: Where it ends.
        value: Its text as YAML reads it.

    Returns:
        As many positions as `value` has characters. Where the walk disagrees with YAML
        (an anchor stands before the scalar), all are `start`.
    """
    if source[start:end] == value:
        return tuple(range(start, end))
    walk = _WALKS.get(source[start : start + 1], _plain)
    found = tuple(walk(source[start:end], value))
    if "".join(character for character, _ in found) != value:
        return (start,) * len(value)
    return tuple(start + position for _, position in found)


def _plain(raw: str, _value: str) -> Iterator[_Found]:
    return _folded_lines(raw, 0, len(raw), _one_character)


def _single_quoted(raw: str, _value: str) -> Iterator[_Found]:
    return _folded_lines(raw, 1, len(raw) - 1, _doubled_quote)


def _double_quoted(raw: str, _value: str) -> Iterator[_Found]:
    return _folded_lines(raw, 1, len(raw) - 1, _escape)


def _one_character(raw: str, position: int) -> tuple[str, int]:
    return raw[position], 1


def _doubled_quote(raw: str, position: int) -> tuple[str, int]:
    return raw[position], 2 if raw[position] == "'" else 1


def _escape(raw: str, position: int) -> tuple[str, int]:
    """Read an escape; a line break after the backslash gives nothing."""
    if raw[position] != "\\":
        return raw[position], 1
    letter = raw[position + 1]
    if letter in _BREAKS:
        after = position + 2
        while after < len(raw) and raw[after] in _WHITE:
            after += 1
        return "", after - position
    digits = _ESCAPE_DIGITS.get(letter)
    if digits is None:
        return _ESCAPED.get(letter, letter), 2
    code = int(raw[position + 2 : position + 2 + digits], 16)
    return chr(code), 2 + digits


_ESCAPED = {
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "t": "\t",
    "n": "\n",
    "v": "\v",
    "f": "\f",
    "r": "\r",
    "e": "\x1b",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}


def _folded_lines(
    raw: str, position: int, end: int, read: Callable[[str, int], tuple[str, int]]
) -> Iterator[_Found]:
    """Walk a flow scalar: blanks around a break vanish, n breaks become n - 1."""
    while position < end:
        if raw[position] not in _WHITE:
            character, length = read(raw, position)
            if character:
                yield character, position
            position += length
            continue
        after = position
        while after < end and raw[after] in _WHITE:
            after += 1
        yield from _white(raw, position, after)
        position = after


def _white(raw: str, start: int, end: int) -> Iterator[_Found]:
    """Walk a stretch of white space between two visible characters."""
    breaks = [
        (found.start(), found.group()) for found in _BREAK.finditer(raw, start, end)
    ]
    if not breaks:
        yield from ((raw[position], position) for position in range(start, end))
    elif len(breaks) == 1:
        yield " ", breaks[0][0]
    else:
        yield from ((_as_read(text), position) for position, text in breaks[1:])


def _as_read(line_break: str) -> str:
    return line_break if line_break in "\u2028\u2029" else "\n"


def _block(raw: str, value: str) -> Iterator[_Found]:
    """Walk `|` and `>`: visible characters come in order, white space lies between."""
    header = _BREAK.search(raw)
    position = header.end() if header else len(raw)
    for character in value:
        if character not in _WHITE:
            while position < len(raw) and raw[position] in _WHITE:
                position += 1
        position = min(position, len(raw) - 1)
        yield character, position
        if raw[position] == character or character not in _WHITE:
            position += 1


_WALKS = {"'": _single_quoted, '"': _double_quoted, "|": _block, ">": _block}

"""How every type with a text for a value reads it: cleaned, bounded, spelled.

A text is trimmed, put into Unicode normalisation form C, and may hold nothing that
cannot be seen or printed. What a type adds is one function from such a text to the
spelling that is stored, and one from there to the spelling that is shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from unicodedata import normalize

from engine.field_type import Rejection
from engine.values import PURE, Unit, Value, ValueKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.field_type import Control, Reading
    from engine.reading import Step

__all__ = ["TextCodec", "clean", "cleaning_refusals"]

# White space of every script, and what takes no space at all.
_BLANK = (
    " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005"
    "\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
    "\u200b\u2060\ufeff\xad"
)
# Controls (C0, C1), separators of lines, orders to change the writing direction, lone
# surrogates and non-characters: invisible, unprintable, or apt to show another text.
_UNPRINTABLE = (
    "\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
)
_NOT_IN_A_LINE = re.compile(f"[\x00-\x1f{_UNPRINTABLE}]")
_NOT_IN_LINES = re.compile(f"[\x00-\x09\x0b-\x1f{_UNPRINTABLE}]")
_LINE_END = re.compile(r"\r\n?")


def clean(raw: object, *, longest: int, has_lines: bool = False) -> str | None:
    r"""Trim and normalise a text; None where nothing remains.

    Args:
        raw: Any JSON value.
        longest: The most characters the result will be allowed. What is longer than
            any spelling of them is refused unread, as normalising costs time.
        has_lines: Whether line ends may stand in the text; they become `\n`.

    Raises:
        Rejection: It is no text, it is far too long, or part of it cannot be seen.
    """
    if raw is None:
        return None
    if not isinstance(raw, str):
        raise _no_text()
    if raw.isascii() and raw.isprintable():
        return raw.strip() or None
    if len(raw) > 4 * longest + 100:
        raise _too_long(longest)
    text = _LINE_END.sub("\n", raw) if has_lines else raw
    text = text.strip(_BLANK)
    if (_NOT_IN_LINES if has_lines else _NOT_IN_A_LINE).search(text):
        raise _unseen()
    return normalize("NFC", text) or None


def _no_text() -> Rejection:
    return Rejection("invalid", "Indiquez un texte.")


def _unseen() -> Rejection:
    return Rejection(
        "invalid",
        "Retirez les caractères qui ne se voient pas, comme une tabulation.",
    )


def cleaning_refusals(longest: int) -> dict[str, Rejection]:
    """Give what `clean` says, by reason, for a codec's `reading`."""
    return {"no_text": _no_text(), "unseen": _unseen(), "long": _too_long(longest)}


def _too_long(longest: int) -> Rejection:
    return Rejection(
        "out_of_range", "Indiquez au plus {maximum} caractères.", maximum=str(longest)
    )


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class TextCodec:
    """A text field.

    `spell` takes a clean text of allowed length and gives what is stored, or raises
    `Rejection`; `show` gives what is shown of that. `steps` and `shown` say the same as
    data (see `engine.reading`). `schema` adds to the JSON Schema.
    """

    control: Control
    maximum_length: int
    minimum_length: int = 0
    has_lines: bool = False
    spell: Callable[[str], str] = _as_it_is
    show: Callable[[str], str] = _as_it_is
    steps: tuple[Step, ...] = ()
    further_steps: Callable[[], tuple[Step, ...]] = tuple
    """Steps after `steps` that take long to write down, for when they are asked for."""
    shown: tuple[Step, ...] = ()
    schema: Mapping[str, object] = field(default_factory=dict[str, object])
    kind: ValueKind = ValueKind.TEXT
    unit: Unit = PURE
    places: int = 0
    minimum: Value | None = None
    _plain_length: int = field(init=False, repr=False, compare=False)
    """As many plain characters are read as they are; -1 where none are."""

    def __post_init__(self) -> None:
        """Prepare the reading of plain texts."""
        is_bare = self.spell is _as_it_is and self.minimum_length <= 1
        length = self.maximum_length if is_bare else -1
        object.__setattr__(self, "_plain_length", length)

    def spelled(
        self, spell: Callable[[str], str], steps: tuple[Step, ...]
    ) -> TextCodec:
        """Give the same codec with this way of spelling."""
        return replace(self, spell=spell, steps=steps)

    def read(self, raw: object) -> Value | None:
        """Read a text; see `Codec.read`."""
        if (
            isinstance(raw, str)
            and len(raw) <= self._plain_length
            and raw.isprintable()
        ):
            # What all the rest would give: most texts are plain, and there are many.
            plain = normalize("NFC", raw.strip())
            if len(plain) <= self._plain_length:
                return plain or None
        text = clean(raw, longest=self.maximum_length, has_lines=self.has_lines)
        if not text:
            return None
        if not self.minimum_length <= len(text) <= self.maximum_length:
            raise self._other_length(text)
        return self.spell(text)

    def _other_length(self, text: str) -> Rejection:
        if len(text) > self.maximum_length:
            return _too_long(self.maximum_length)
        return self._too_short()

    def _too_short(self) -> Rejection:
        return Rejection(
            "out_of_range",
            "Indiquez au moins {minimum} caractères.",
            minimum=str(self.minimum_length),
        )

    @property
    def reading(self) -> Reading:
        """Describe a text, cleaned, bounded and spelled."""
        return {
            "kind": "text",
            "least": self.minimum_length,
            "most": self.maximum_length,
            "lines": self.has_lines,
            "steps": [*self.steps, *self.further_steps()],
            "shown": list(self.shown),
            "refusals": {
                **cleaning_refusals(self.maximum_length),
                "short": self._too_short(),
            },
        }

    def dump(self, value: Value) -> object:
        """Give the stored spelling."""
        return value

    def text(self, value: Value) -> str:
        """Give the shown spelling."""
        return self.show(str(value))

    def json_schema(self) -> dict[str, object]:
        """Describe a text of allowed length and form."""
        return {
            "type": "string",
            "minLength": max(1, self.minimum_length),
            "maxLength": self.maximum_length,
            **self.schema,
        }

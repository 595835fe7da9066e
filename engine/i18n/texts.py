"""Texts that a person reads, and how they are put into another language.

A form's texts are French and carry their place (`forms/318.632.yaml#total.label`), so
that catalogues can tell two equal texts apart; the engine's own words carry none.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["LANGUAGES", "Message", "Text", "Translator", "Worded", "words"]

LANGUAGES = ("fr", "de", "it", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """French words; `context` is their place, None for the engine's own words."""

    french: str
    context: str | None = None

    def __bool__(self) -> bool:
        """Tell whether there is anything to read."""
        return bool(self.french)


NO_TEXT = Text("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A text with values for its `{places}`.

    A parameter that is itself a `Text`, or has words of its own, is put into the
    reader's language before it is put in.
    """

    text: Text
    params: Mapping[str, str | Text | Worded] = field(
        default_factory=dict[str, "str | Text | Worded"]
    )


class Translator(Protocol):
    """One language: gives a text in it, or the French where there is none."""

    @property
    def language(self) -> str:
        """The code of the language: fr, de, it, en."""
        ...

    def __call__(self, text: Text) -> str:
        """Translate."""
        ...


class Worded(Protocol):
    """Something that words itself in a language, such as a quantity."""

    def words(self, translate: Translator) -> str:
        """Give the words."""
        ...


def words(message: Message, translate: Translator) -> str:
    """Word a message in the translator's language."""
    template = translate(message.text)
    if not message.params:
        return template
    return template.format_map(
        {name: _param(value, translate) for name, value in message.params.items()}
    )


def _param(value: str | Text | Worded, translate: Translator) -> str:
    match value:
        case str():
            return value
        case Text():
            return translate(value)
        case _:
            return value.words(translate)

"""How a message is put into words: translated, then drawn as text and as HTML.

Words come from gettext catalogues with French msgids; they are read without Flask, so
that a message is in its reader's language whoever causes it, a clerk or a command. One
content is drawn twice, so that the text and the HTML never say different things.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from engine.i18n.catalogue import translator
from engine.i18n.texts import LANGUAGES, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.i18n.texts import Translator

__all__ = ["Content", "Link", "Note", "Words", "as_html", "as_text", "one_line"]

# The portal's own catalogues win over those that come with these messages.
_CATALOGUES = (
    Path(__file__).parent.parent / "translations",
    Path(__file__).parent / "translations",
)
_LONGEST_SUBJECT = 150


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: str

    def __call__(self, french: str, **values: str) -> str:
        """Translate a French text and fill in its `%(places)s`."""
        translated = self._translator()(Text(french))
        return translated % values if values else translated

    def _translator(self) -> Translator:
        known = self.language if self.language in LANGUAGES else "fr"
        return translator(known, _CATALOGUES)


@dataclass(frozen=True, slots=True)
class Note:
    """Something said about one place of a request: its name, and the words."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link that says where it leads."""

    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an e-mail says, top to bottom."""

    subject: str
    title: str
    paragraphs: tuple[str, ...]
    notes: tuple[Note, ...] = ()
    link: Link | None = None
    after: str = ""
    """Small print below the link."""


def as_text(content: Content, words: Words) -> str:
    """Draw a content as plain text."""
    return _TEXT.get_template("letter.txt").render(content=content, _=words)


def as_html(content: Content, words: Words) -> str:
    """Draw a content as an HTML page of its own; everything put in is escaped."""
    page = _HTML.get_template("letter.html")
    return page.render(content=content, _=words, language=words.language)


def one_line(text: str) -> str:
    """Give a text that is safe in a header: one line of printable characters."""
    line = " ".join(_printable(text).split())
    return line[:_LONGEST_SUBJECT]


def readable(text: str) -> str:
    """Give a text without control characters, its lines ended by line feeds only."""
    return _printable(re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)).strip()


def _printable(text: str) -> str:
    """Leave out what is not shown, or turns the direction of what follows (Bidi)."""
    return "".join(
        character
        for character in text
        if character in "\n\t" or unicodedata.category(character) not in _UNSEEN
    )


# Control characters, formatting ones such as U+202E, lone surrogates.
_UNSEEN = ("Cc", "Cf", "Cs")


def _environment(*, escapes: bool) -> Environment:
    environment = Environment(
        loader=PackageLoader("webapp.delivery", "templates/delivery"),
        autoescape=escapes,  # noqa: S701 - plain text has nothing to escape
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    filters: dict[str, Callable[[str], str]] = {"readable": readable}
    environment.filters.update(filters)
    return environment


_TEXT = _environment(escapes=False)
_HTML = _environment(escapes=True)

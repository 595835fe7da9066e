"""Translations from gettext catalogues: `<directory>/<language>/LC_MESSAGES/*.po`.

The `.po` files themselves are read, so that what a translator saved is what is shown. A
message is its French words and, for a form's text, its place (`msgctxt`). Files are
parsed once for each time that they change. The engine's own words stand in `locales`
beside this file; names of countries come from CLDR.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.i18n.po_file import messages_of
from engine.i18n.territories import TERRITORY, territories

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from engine.i18n.texts import Text

__all__ = ["FRENCH", "Catalogue", "translator"]

FRENCH = "fr"
"""The language that every text is written in."""

_OWN_WORDS = Path(__file__).parent / "locales"

_Key = tuple[str | None, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One language's translations, by place and French words; a `Translator`."""

    language: str
    translations: Mapping[_Key, str]

    def __call__(self, text: Text) -> str:
        """Translate; a text without translation stays French."""
        return self.translations.get((text.context, text.french), text.french)

    def knows(self, text: Text) -> bool:
        """Tell whether somebody has translated a text."""
        return (text.context, text.french) in self.translations


def translator(language: str, directories: Iterable[Path]) -> Catalogue:
    """Give the translator into a language.

    Args:
        language: fr, de, it, en; a language without files translates nothing.
        directories: Folders of catalogues; in the first that has a text, it counts.
            The engine's own words follow.
    """
    if language == FRENCH:
        return Catalogue(FRENCH, MappingProxyType({}))
    files = tuple(
        (str(path), path.stat().st_mtime_ns)
        for directory in (*directories, _OWN_WORDS)
        for path in sorted((directory / language / "LC_MESSAGES").glob("*.po"))
    )
    return _catalogue(language, files)


@lru_cache(maxsize=32)
def _catalogue(language: str, files: tuple[tuple[str, int], ...]) -> Catalogue:
    """Read files, which their times of change tell apart from earlier versions."""
    translations = _names_of_countries(language)
    for path, _ in reversed(files):
        translations |= _read(Path(path))
    return Catalogue(language, MappingProxyType(translations))


def _names_of_countries(language: str) -> dict[_Key, str]:
    """Give the translations that nobody has to write."""
    french = territories(FRENCH)
    return {
        (f"{TERRITORY}{code}", french[code]): name
        for code, name in territories(language).items()
        if code in french
    }


def _read(path: Path) -> dict[_Key, str]:
    """Read one file's finished translations; «fuzzy» ones wait for a translator."""
    return {
        (message.context, message.id): message.words
        for message in messages_of(path.read_text("utf-8"))
        if message.words and not message.is_fuzzy
    }

"""Texts that wait for a translator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.compiler.texts import texts_of
from engine.diagnostics import Span
from engine.i18n.catalogue import FRENCH, translator
from engine.i18n.texts import LANGUAGES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from engine.compiler.library import Library
    from engine.diagnostics import Collector
    from engine.i18n.texts import Text

__all__ = ["report_untranslated"]

_AS_MANY_AS_NAMED = 10
_LANGUAGE_NAMES = {"de": "German", "it": "Italian", "en": "English"}


def report_untranslated(
    library: Library, directory: Path, collector: Collector
) -> None:
    """Warn of the texts of each file without translation, once per language.

    A language counts once it has a folder below `locales/`: until a translator begins,
    every text of every form would be told.
    """
    for language in LANGUAGES:
        folder = directory / "locales" / language
        if language == FRENCH or not folder.is_dir():
            continue
        translate = translator(language, (directory / "locales",))
        missing = [text for text in _texts(library) if not translate.knows(text)]
        for name, texts in _by_file(missing):
            collector.add(
                "W230",
                Span(library.files[name].shown, 1, 1),
                hint=_places(texts),
                count=len(texts),
                language=_LANGUAGE_NAMES[language],
            )


def _texts(library: Library) -> Iterator[Text]:
    found = (text for form in library.forms.values() for text in texts_of(form))
    yield from dict.fromkeys(found)


def _by_file(texts: list[Text]) -> Iterator[tuple[str, list[Text]]]:
    by_name: dict[str, list[Text]] = {}
    for text in texts:
        by_name.setdefault((text.context or "").partition("#")[0], []).append(text)
    yield from by_name.items()


def _places(texts: list[Text]) -> str:
    places = [(text.context or "").partition("#")[2] for text in texts]
    more = ["…"] if len(places) > _AS_MANY_AS_NAMED else []
    return ", ".join(places[:_AS_MANY_AS_NAMED] + more)

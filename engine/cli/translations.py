"""`formengine translations`, and what `check` says of texts that wait for words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import click

from engine.cli.catalogue_files import in_step, read_entries, written_entries
from engine.cli.forms_directory import default_directory, files_of
from engine.cli.json_text import write
from engine.cli.misuse import Misuse
from engine.cli.options import forms_option
from engine.compiler.library import compile_files
from engine.compiler.texts import texts_of
from engine.diagnostics import Span

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from engine.compiler.library import Library
    from engine.diagnostics import Collector
    from engine.i18n.texts import Text

__all__ = [
    "catalogues_in_step",
    "command",
    "report_untranslated",
    "texts_to_translate",
]

_AS_MANY_AS_NAMED = 10
_LANGUAGE_NAMES = {"de": "German", "it": "Italian", "en": "English"}
_Lacking: TypeAlias = "dict[tuple[str, str, tuple[Text, ...]], list[str]]"
"""The languages that lack some texts, by code, file and those texts."""


@click.command("translations")
@click.argument(
    "languages", nargs=-1, type=click.Choice(list(_LANGUAGE_NAMES)), metavar="[LANG…]"
)
@forms_option()
def command(*, languages: tuple[str, ...], forms: Path | None) -> int:
    """Bring the catalogues of translations in step with the texts of the forms.

    LANG is de, it or en; all three unless given. New texts get an empty entry, changed
    ones keep their translation as a proposal, entries of texts that are no more go.
    """
    directory = default_directory(forms)
    library = compile_files(files_of(directory))
    if not library.is_whole:
        # The texts of a form that does not compile would be lost.
        message = f"{directory} has errors («formengine check» tells them)"
        raise Misuse(message)
    texts = texts_to_translate(library)
    for language in languages or _LANGUAGE_NAMES:
        write(_update(_folder(directory, language) / "forms.po", texts, language))
    return 0


def _update(path: Path, texts: Iterable[Text], language: str) -> str:
    """Bring one file in step and say what it holds."""
    before = read_entries(path)
    entries = in_step(before, texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(written_entries(entries, language))
    finished = sum(each.is_finished for each in entries)
    stale = sum(each.is_fuzzy for each in entries)
    missing = len(entries) - finished - stale
    return (
        f"{_LANGUAGE_NAMES[language]}: {finished} translated, {missing} missing,"
        f" {stale} stale"
    )


def catalogues_in_step(
    library: Library, directory: Path
) -> Iterator[tuple[Path, bytes]]:
    """Give each catalogue that has been begun, as it is in step with the forms."""
    texts = texts_to_translate(library)
    for language in _LANGUAGE_NAMES:
        path = _folder(directory, language) / "forms.po"
        if path.is_file():
            entries = in_step(read_entries(path), texts)
            yield path, written_entries(entries, language)


def report_untranslated(
    library: Library, directory: Path, collector: Collector
) -> None:
    """Warn of texts whose translation is missing or stale, once per file.

    Languages that lack different texts of a file are told apart.

    A language counts once it has a folder below `locales/`: until a translator begins,
    every text of every form would be told.
    """
    texts = texts_to_translate(library)
    lacking: _Lacking = {}
    for language, name in _LANGUAGE_NAMES.items():
        folder = _folder(directory, language)
        if not folder.parent.is_dir():
            continue
        paths = sorted(folder.glob("*.po"))
        entries = [entry for path in paths for entry in read_entries(path)]
        finished = {each.text for each in entries if each.is_finished}
        waiting = [text for text in texts if text not in finished]
        begun = {each.text.context for each in entries if each.words}
        missing = [text for text in waiting if text.context not in begun]
        stale = [text for text in waiting if text.context in begun]
        for code, found in (("W230", missing), ("W231", stale)):
            for file, of_file in _by_file(found):
                lacking.setdefault((code, file, tuple(of_file)), []).append(name)
    _report(lacking, library, collector)


def texts_to_translate(library: Library) -> tuple[Text, ...]:
    """Give the texts of all forms, file by file, each once.

    Names of countries have translations already, and no place in a file.
    """
    found = dict.fromkeys(
        text for form in library.forms.values() for text in texts_of(form)
    )
    in_files = [text for text in found if "#" in (text.context or "")]
    return tuple(sorted(in_files, key=_file))


def _report(lacking: _Lacking, library: Library, collector: Collector) -> None:
    for (code, file, texts), languages in lacking.items():
        collector.add(
            code,
            Span(library.files[file].shown, 1, 1),
            hint=f"after «formengine translations» translate {_places(texts)}",
            count=len(texts),
            language=", ".join(languages),
        )


def _folder(directory: Path, language: str) -> Path:
    return directory / "locales" / language / "LC_MESSAGES"


def _file(text: Text) -> str:
    return (text.context or "").partition("#")[0]


def _by_file(texts: list[Text]) -> Iterator[tuple[str, list[Text]]]:
    by_name: dict[str, list[Text]] = {}
    for text in texts:
        by_name.setdefault(_file(text), []).append(text)
    yield from by_name.items()


def _places(texts: Sequence[Text]) -> str:
    places = [(text.context or "").partition("#")[2] for text in texts]
    more = ["…"] if len(places) > _AS_MANY_AS_NAMED else []
    return ", ".join(places[:_AS_MANY_AS_NAMED] + more)

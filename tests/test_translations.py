"""Everything that people read is translated, whole and alike in form."""

import re

import pytest

from engine.cli.catalogue_files import in_step, read_entries, written_entries
from engine.cli.forms_directory import files_of
from engine.cli.translations import texts_to_translate
from engine.compiler.library import compile_files
from engine.i18n.texts import LANGUAGES
from tests.catalogues import (
    FOREIGN,
    ROOT,
    SOURCES,
    Source,
    countries,
    countries_path,
)

CASES = [
    pytest.param(source, language, id=f"{source.domain}-{language}")
    for source in SOURCES
    for language in FOREIGN
]
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}|&\w+;")
OPTIONAL = {"&nbsp;"}
FRENCH_BLANK = re.compile(r" (?=[:;!?])|« | »")


def parts(words: object) -> tuple[str, ...]:
    """Give the singular and the plural of a message, or its only form."""
    return tuple(words) if isinstance(words, list | tuple) else (str(words or ""),)


def pairs(source: Source, language: str):
    """Give each finished form beside its French."""
    for message in source.known(language):
        if message.id:
            yield from zip(parts(message.id), parts(message.string), strict=True)


@pytest.mark.parametrize(("source", "language"), CASES)
def test_no_text_waits_for_its_translation(source: Source, language: str):
    """Neither missing, nor fuzzy, nor left of a text that is no more."""
    wanted = {(message.context, parts(message.id)) for message in source.wanted()}
    known = {
        (message.context, parts(message.id)): message
        for message in source.known(language)
    }
    wanted.discard((None, ("",)))
    known.pop((None, ("",)), None)
    finished = {
        key
        for key, message in known.items()
        if all(parts(message.string)) and not message.fuzzy
    }

    assert {
        "missing": sorted(map(str, wanted - finished)),
        "stale": sorted(map(str, set(known) - wanted)),
    } == {"missing": [], "stale": []}, "«make translations» tells what to translate"


@pytest.mark.parametrize(("source", "language"), CASES)
def test_a_file_is_as_the_tool_writes_it(source: Source, language: str):
    """So the next «make translations» changes nothing that nobody meant."""
    assert source.written(language).decode() == source.path(language).read_text("utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_countries_are_named_as_in_cldr(language: str):
    """Nobody keeps names of countries by hand."""
    assert countries_path(language).read_text("utf-8") == countries(language)


@pytest.mark.parametrize(("source", "language"), CASES)
def test_a_translation_has_the_places_of_its_text(source: Source, language: str):
    """A place that is missing would be a value that nobody reads."""
    differing = [
        (french, words)
        for french, words in pairs(source, language)
        if set(PLACE.findall(french)) - OPTIONAL != set(PLACE.findall(words)) - OPTIONAL
    ]

    assert differing == []


@pytest.mark.parametrize(("source", "language"), CASES)
def test_a_translation_begins_and_ends_as_its_text(source: Source, language: str):
    """Texts are joined to others by the blanks at their ends; others have none."""
    drifted = [
        (french, words)
        for french, words in pairs(source, language)
        if french.endswith(" ") != words.endswith(" ")
        or (words.startswith(" ") and not french.startswith(" "))
        or (french.endswith(".") != words.endswith(".") and " " in french)
    ]

    assert drifted == []


@pytest.mark.parametrize(("source", "language"), CASES)
def test_the_typography_is_of_the_language(source: Source, language: str):
    """Swiss German writes ss; only French sets a blank before «:» and inside quotes."""
    wrong = [
        words
        for _, words in pairs(source, language)
        if "ß" in words or FRENCH_BLANK.search(words) or '"' in words
    ]

    assert wrong == []


@pytest.mark.parametrize("language", FOREIGN)
def test_mails_and_pages_call_things_by_the_same_names(language: str):
    """One text in two catalogues has one translation."""
    by_text: dict[str, set[str]] = {}
    for source in SOURCES:
        for message in source.known(language):
            if message.id and message.context is None:
                by_text.setdefault(str(message.id), set()).add(str(message.string))

    assert {text: words for text, words in by_text.items() if len(words) > 1} == {}


@pytest.mark.parametrize("language", FOREIGN)
def test_no_text_of_a_form_waits_for_its_translation(language: str):
    """«formengine translations» finds nothing to do: all finished, none left over."""
    library = compile_files(files_of(ROOT / "forms"))
    path = ROOT / "forms/locales" / language / "LC_MESSAGES/forms.po"

    entries = in_step(read_entries(path), texts_to_translate(library))

    assert [each.text.context for each in entries if not each.is_finished] == []
    assert written_entries(entries, language) == path.read_bytes()

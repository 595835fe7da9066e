"""The texts of the forms in German, Italian and English."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from engine.cli.catalogue_files import (
    Entry,
    in_step,
    read_entries,
    written_entries,
)
from engine.cli.check import check_path
from engine.cli.translations import texts_to_translate
from engine.compiler.library import load_directory
from engine.diagnostics import render
from engine.i18n.catalogue import translator
from engine.runtime.assess import assess
from engine.runtime.explain import explain

FORMS = Path(__file__).parents[1] / "forms"
DAY = date(2026, 1, 1)
TEXTS = texts_to_translate(load_directory(FORMS))
PATHS = {
    language: FORMS / "locales" / language / "LC_MESSAGES" / "forms.po"
    for language in ("de", "it", "en")
}
ENTRIES = {language: read_entries(path) for language, path in PATHS.items()}
in_each_language = pytest.mark.parametrize("language", PATHS)

_PLACEHOLDER = re.compile(r"\{\w*\}")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")


def unlike(language: str, pattern: re.Pattern[str]) -> list[Entry]:
    """Give the entries whose words do not have what their French has."""
    return [
        entry
        for entry in ENTRIES[language]
        if sorted(pattern.findall(entry.text.french))
        != sorted(pattern.findall(entry.words))
    ]


def test_the_forms_are_checked_in_silence() -> None:
    """No text of a form lacks a translation, or has an old one."""
    found = check_path(FORMS, DAY)

    assert [render(each, found.source_line(each)) for each in found.diagnostics] == []


@in_each_language
def test_a_catalogue_is_as_the_command_writes_it(language: str) -> None:
    """It has an entry for each text, each finished, and nothing else."""
    entries = in_step(ENTRIES[language], TEXTS)

    assert [each.text for each in entries if not each.is_finished] == []
    assert written_entries(entries, language) == PATHS[language].read_bytes()


@in_each_language
def test_placeholders_are_kept(language: str) -> None:
    """What is filled in has the same name in every language."""
    assert unlike(language, _PLACEHOLDER) == []


@in_each_language
def test_numbers_are_kept(language: str) -> None:
    """Articles, positions, days and amounts are those of the French."""
    assert unlike(language, _NUMBER) == []


@in_each_language
def test_the_writing_is_swiss(language: str) -> None:
    """Guillemets «…», no sharp s, no typographic apostrophe that French lacks."""
    refused = re.compile("[ßẞ“”„‘’]")

    assert [each for each in ENTRIES[language] if refused.search(each.words)] == []


@in_each_language
def test_a_text_ends_as_its_french_does(language: str) -> None:
    """A label stays a label, a sentence a sentence."""
    assert [
        each
        for each in ENTRIES[language]
        if each.text.french.endswith(".") != each.words.endswith(".")
    ] == []


@in_each_language
def test_the_law_has_the_name_of_the_language(language: str) -> None:
    """French short names of statutes stay in French texts."""
    foreign = {
        "de": r"\b(LAI|RAI|OAI|LPGA|OMAI|OMAV|RO|RU|al|cpv|ch)\b",
        "it": r"\b(RAI|IVG|IVV|ATSG|HVI|HVA|RO|AS|Abs)\b",
        "en": r"\b(LAI|RAI|OAI|LPGA|OMAI|OMAV|RO|RU|al|cpv|Abs)\b",
    }
    pattern = re.compile(foreign[language])

    found = [
        each
        for each in ENTRIES[language]
        if "art." in each.text.french and pattern.search(each.words)
    ]

    assert found == []


def test_an_amount_names_its_law_in_the_readers_language() -> None:
    """The source of a rate is translated as every other text is."""
    form = load_directory(FORMS).forms["318.632.1"]
    example = form.examples[0]
    assessment = assess(form, example.answers, example.applicant, example.day)
    rate = explain(assessment, "meals.days_5_8h_amount").rates[0]

    assert {
        language: translator(language, (FORMS / "locales",))(rate.source)
        for language in ("fr", *PATHS)
    } == {
        "fr": "RAI art. 90 al. 4 (RO 1991 2116)",
        "de": "IVV Art. 90 Abs. 4 (AS 1991 2116)",
        "it": "OAI art. 90 cpv. 4 (RU 1991 2116)",
        "en": "IVV art. 90 para. 4 (AS 1991 2116)",
    }

"""Translations come from the files that a translator saved."""

import os
from pathlib import Path

import pytest

from engine.i18n.catalogue import translator
from engine.i18n.texts import Text

GERMAN = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Nom"
msgstr "Name"

msgctxt "forms/a.yaml#name.label"
msgid "Nom"
msgstr "Familienname"

#, fuzzy
msgid "Prénom"
msgstr "Vorname"

msgid "Rue"
msgstr ""
"""


def saved(folder: Path, text: str, *, changed_at: int = 1) -> Path:
    """Save a German catalogue at a point in time."""
    path = folder / "de" / "LC_MESSAGES" / "forms.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    os.utime(path, (changed_at, changed_at))
    return folder


@pytest.mark.parametrize(
    ("text", "translation"),
    [
        (Text("Nom"), "Name"),
        (Text("Nom", "forms/a.yaml#name.label"), "Familienname"),
        (Text("Nom", "forms/b.yaml#name.label"), "Nom"),
        (Text("Prénom"), "Prénom"),
        (Text("Rue"), "Rue"),
        (Text("Ville"), "Ville"),
    ],
)
def test_a_text_is_translated_at_its_place_or_stays_french(
    tmp_path: Path, text: Text, translation: str
) -> None:
    """Unfinished translations («fuzzy») wait for a translator."""
    german = translator("de", [saved(tmp_path, GERMAN)])

    assert german(text) == translation


def test_the_first_folder_that_has_a_text_counts(tmp_path: Path) -> None:
    own = saved(tmp_path / "own", 'msgid "Nom"\nmsgstr "Nachname"\n')
    shared = saved(tmp_path / "shared", GERMAN)

    assert translator("de", [own, shared])(Text("Nom")) == "Nachname"


def test_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    before = translator("de", [saved(tmp_path, GERMAN)])(Text("Nom"))
    changed = GERMAN.replace('"Name"', '"Nachname"')

    after = translator("de", [saved(tmp_path, changed, changed_at=2)])(Text("Nom"))

    assert (before, after) == ("Name", "Nachname")


def test_french_needs_no_translation() -> None:
    french = translator("fr", [])

    assert (french.language, french(Text("Nom"))) == ("fr", "Nom")

"""Catalogues put texts into other languages, by place and French words."""

import os

import pytest

from engine.i18n.catalogue import translator
from engine.i18n.texts import Message, Text, words

PO = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Prix"
msgstr "Preis"

msgctxt "f.yaml#main.fee.label"
msgid "Prix"
msgstr "Eintritt"

msgid "Le champ {label} est obligatoire."
msgstr "Bitte füllen Sie {label} aus."

#, fuzzy
msgid "Rue"
msgstr "Strasse?"

msgid "Ville"
msgstr ""
"""


@pytest.fixture
def catalogues(tmp_path):
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "forms.po").write_text(PO, "utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (Text("Prix"), "Preis"),
        (Text("Prix", "f.yaml#main.fee.label"), "Eintritt"),
        (Text("Prix", "f.yaml#other.label"), "Prix"),
        (Text("Rue"), "Rue"),
        (Text("Ville"), "Ville"),
        (Text("Pays"), "Pays"),
        (Text(""), ""),
    ],
)
def test_a_text_without_a_finished_translation_stays_french(catalogues, text, expected):
    """The place tells two equal texts apart."""
    assert translator("de", [catalogues])(text) == expected


def test_french_is_the_language_of_the_texts(catalogues):
    """Nothing is looked up for it."""
    french = translator("fr", [catalogues])

    assert (french.language, french(Text("Prix"))) == ("fr", "Prix")


def test_the_first_folder_counts(catalogues, tmp_path):
    """A form's own words win over the general ones."""
    other = tmp_path / "other"
    (other / "de" / "LC_MESSAGES").mkdir(parents=True)
    (other / "de" / "LC_MESSAGES" / "own.po").write_text(
        'msgid "Prix"\nmsgstr "Gebühr"\n', "utf-8"
    )

    assert translator("de", [other, catalogues])(Text("Prix")) == "Gebühr"
    assert translator("de", [catalogues, other])(Text("Prix")) == "Preis"


def test_a_saved_catalogue_is_read_again(catalogues):
    """A translator sees what was saved, without a restart."""
    path = catalogues / "de" / "LC_MESSAGES" / "forms.po"
    before = translator("de", [catalogues])(Text("Prix"))

    path.write_text('msgid "Prix"\nmsgstr "Kosten"\n', "utf-8")
    os.utime(path, (1, 1))

    assert (before, translator("de", [catalogues])(Text("Prix"))) == ("Preis", "Kosten")


def test_a_message_is_worded_with_its_parameters_translated(catalogues):
    """A label inside a message is in the reader's language too."""
    message = Message(
        text=Text("Le champ {label} est obligatoire."),
        params={"label": Text("Prix", "f.yaml#main.fee.label")},
    )

    assert words(message, translator("de", [catalogues])) == (
        "Bitte füllen Sie Eintritt aus."
    )

"""`formengine translations` keeps the catalogues in step with the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from engine.cli.catalogue_files import Entry, in_step, read_entries, written_entries
from engine.i18n.texts import Text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Run = Callable[..., tuple[int, str, str]]

NAME = Text("Nom", "library.yaml#main.name.label")
DAY = Text("Jour", "library.yaml#main.day.label")


@pytest.fixture
def german(forms: Path, run: Run) -> Path:
    """Make the catalogues; give the German one, still without a translation."""
    assert run("translations")[0] == 0
    return forms / "locales" / "de" / "LC_MESSAGES" / "forms.po"


def translate(path: Path, words: dict[str, str]) -> None:
    """Do what a translator does: give words to some French texts."""
    text = path.read_text("utf-8")
    for french, translation in words.items():
        empty = f'msgid "{french}"\nmsgstr ""\n'
        assert empty in text
        text = text.replace(empty, f'msgid "{french}"\nmsgstr "{translation}"\n')
    path.write_text(text, "utf-8")


def test_every_language_gets_a_catalogue(forms: Path, run: Run) -> None:
    """Each says how far it is."""
    assert run("translations", "--forms", forms) == (
        0,
        (
            "German: 0 translated, 13 missing, 0 stale\n"
            "Italian: 0 translated, 13 missing, 0 stale\n"
            "English: 0 translated, 13 missing, 0 stale\n"
        ),
        "",
    )


def test_a_new_text_is_an_empty_entry_that_names_its_file_and_place(
    german: Path,
) -> None:
    """A translator sees where the words will stand."""
    assert german.read_text("utf-8").startswith(
        "# Translations of the forms' texts. «formengine translations» keeps the"
        " entries in step\n"
        "# with the forms; an entry marked «fuzzy» waits for a translator.\n"
        'msgid ""\n'
        'msgstr ""\n'
        '"Language: de\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        "\n"
        "#. title\n"
        "#: library.yaml\n"
        'msgctxt "library.yaml#title"\n'
        'msgid "Bibliothèque"\n'
        'msgstr ""\n'
        "\n"
    )


def test_entries_stand_file_by_file_as_on_the_page(german: Path) -> None:
    """A rate's source is a text too."""
    assert [each.text.context for each in read_entries(german)] == [
        "library.yaml#title",
        "library.yaml#main.title",
        "library.yaml#main.name.label",
        "library.yaml#main.day.label",
        "library.yaml#main.cards.item",
        "library.yaml#main.cards.months.label",
        "library.yaml#main.cards.amount.label",
        "library.yaml#main.fee.label",
        "library.yaml#main.early.message",
        "shared/applicant.yaml#applicant.last_name.label",
        "tariffs/cards.yaml#title",
        "tariffs/cards.yaml#month.label",
        "tariffs/cards.yaml#2024-01-01.source",
    ]


def test_what_is_in_step_is_left_as_it_is(german: Path, run: Run) -> None:
    """Byte for byte, a translator's remark too."""
    translate(german, {"Nom": "Name", "Jour": "Tag"})
    marked = german.read_text("utf-8").replace("#. main.day", "# kurz\n#. main.day")
    german.write_text(marked, "utf-8")

    assert run("translations")[1].startswith("German: 3 translated, 10 missing, 0 s")
    assert german.read_text("utf-8") == marked


def test_a_changed_text_is_stale_until_a_translator_has_seen_it(
    german: Path, forms: Path, run: Run
) -> None:
    """Its old words stay as a proposal, beside the French that they were made from."""
    translate(german, {"Jour": "Tag"})
    form = forms / "library.yaml"
    form.write_text(form.read_text("utf-8").replace("Jour", "Date du début"), "utf-8")

    assert run("translations")[1].startswith("German: 0 translated, 12 missing, 1 s")

    assert (
        "\n#. main.day.label\n"
        "#. Before: Jour\n"
        "#: library.yaml\n"
        "#, fuzzy\n"
        'msgctxt "library.yaml#main.day.label"\n'
        'msgid "Date du début"\n'
        'msgstr "Tag"\n'
    ) in german.read_text("utf-8")


def test_a_text_that_is_no_more_goes(german: Path, forms: Path, run: Run) -> None:
    """Nobody translates for nothing."""
    form = forms / "library.yaml"
    field = "      - {field: name, type: text, label: Nom}\n"
    text = form.read_text("utf-8").replace(field, "").replace("name: É, ", "")
    form.write_text(text, "utf-8")

    run("translations")

    places = [each.text.context for each in read_entries(german)]
    assert "library.yaml#main.name.label" not in places
    assert len(places) == 12


def test_forms_with_errors_change_no_catalogue(
    german: Path, forms: Path, run: Run
) -> None:
    """The texts of a form that cannot be read are not lost."""
    before = german.read_bytes()
    (forms / "library.yaml").write_text("form: library\n", "utf-8")

    assert run("translations") == (
        2,
        "",
        "formengine: forms has errors («formengine check» tells them)\n",
    )
    assert german.read_bytes() == before


def test_a_text_that_moved_keeps_its_words() -> None:
    """The same French at another place needs no new translation."""
    moved = Text("Nom", "library.yaml#other.name.label")

    assert in_step([Entry(text=NAME, words="Name")], [moved]) == (
        Entry(text=moved, words="Name"),
    )


def test_a_stale_text_that_changes_again_names_its_first_french() -> None:
    """The proposal was made from that, and from nothing else."""
    first = in_step([Entry(text=DAY, words="Tag")], [Text("Date", DAY.context)])
    second = in_step(first, [Text("Début", DAY.context)])

    assert second == (
        Entry(
            text=Text("Début", DAY.context), words="Tag", before="Jour", is_fuzzy=True
        ),
    )


def test_a_text_without_words_that_changes_is_new() -> None:
    """There is no proposal."""
    assert in_step([Entry(text=DAY)], [Text("Date", DAY.context)]) == (
        Entry(text=Text("Date", DAY.context)),
    )


def test_what_was_before_is_read_again_however_long(tmp_path: Path) -> None:
    """A comment that fills several lines is one comment."""
    stale = Entry(
        text=DAY,
        words="Tag",
        before="Le jour où vous avez reçu l'appareil, " * 4 + "et non un autre.",
        is_fuzzy=True,
        remarks=("kurz halten",),
    )
    path = tmp_path / "forms.po"
    path.write_bytes(written_entries([stale, Entry(text=NAME)], "de"))

    assert read_entries(path) == (stale, Entry(text=NAME))

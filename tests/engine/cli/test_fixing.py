"""`check --fix` mends what has one right answer, and touches nothing else."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from engine.cli.check import check_path
from engine.cli.fixing import fixed
from engine.compiler.library import compile_files
from engine.diagnostics import Collector
from engine.source.files import SourceFile, read_directory
from engine.source.layout import is_read_alike
from engine.source.yaml_loader import load
from engine.targets.json_schema import record_schema

TARIFF = """\
# Rates of the library.
tariff: cards
title: Cartes
keys: {month: {label: Mois, unit: CHF/month}}
values:
  # the newest
  - {from: 2026-01-01, source: "Art. 4, 2026", month: 3.00}   # as voted
  - from: 2024-01-01

    source: Art. 4
    month: 2.50
  - {from: 2025-01-01, source: Art. 4, month: 2.60}

# the end
"""
IN_ORDER = """\
# Rates of the library.
tariff: cards
title: Cartes
keys: {month: {label: Mois, unit: CHF/month}}
values:
  - from: 2024-01-01

    source: Art. 4
    month: 2.50
  - {from: 2025-01-01, source: Art. 4, month: 2.60}
  # the newest
  - {from: 2026-01-01, source: "Art. 4, 2026", month: 3.00}   # as voted

# the end
"""


@pytest.fixture
def change(forms):
    """Replace a stretch of the form; give its path."""

    def change(old, new, name="library.yaml"):
        path = forms / name
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")
        return path

    return change


@pytest.mark.parametrize(
    ("old", "wrong", "right"),
    [
        ("label: Nom}", "label: Nom, prénom, rue}", 'label: "Nom, prénom, rue"}'),
        ("label: Nom}", 'label: Nom, dit "x"}', """label: 'Nom, dit "x"'}"""),
        (
            "round(months * r",
            "round(months, months * r",
            None,
        ),
        ("title: Bib", "title:Bib", "title: Bib"),
        ("title: Bibliothèque", "title: Livre: prêt", 'title: "Livre: prêt"'),
        ("title: Bibliothèque", "title: @prêt", 'title: "@prêt"'),
        ("title: Bibliothèque", "title: true", 'title: "true"'),
        ("title: Bibliothèque", "title: 2025-01-31", 'title: "2025-01-31"'),
        ("type: text, label", "type:text, label", "type: text, label"),
        ("title: Bibliothèque\n", "title: Bibliothèque  \t\n", "title: Bibliothèque\n"),
    ],
)
def test_what_has_one_right_answer_is_mended(change, run, old, wrong, right):
    """The rest of the file is as it was; a second run finds nothing to do."""
    before = Path("forms/library.yaml").read_text("utf-8")
    path = change(old, wrong)
    asked = path.read_text("utf-8")

    run("check", "--fix")

    if right is None:
        assert path.read_text("utf-8") == asked
        return
    assert path.read_text("utf-8") == before.replace(old, right, 1)
    assert run("check", "--fix") == (0, "", "")


def test_several_faults_are_mended_at_once(change, run):
    """One that hides behind another too: YAML tells its own faults one by one."""
    change("title: Bibliothèque", "title: Livre: prêt")
    change("title: Inscription", "title: %x")
    change("label: Jour}", "label: Jour, mois}")

    assert run("check", "--fix") == (0, "", "forms/library.yaml: mended\n")


def test_rows_are_put_in_order_with_their_comments(forms, run):
    """A row keeps what stands above it and beside it."""
    path = forms / "tariffs" / "cards.yaml"
    path.write_text(TARIFF, "utf-8")

    assert run("check", "--fix", "--day", "2026-01-01")[0] == 0

    assert path.read_text("utf-8") == IN_ORDER


@pytest.mark.parametrize(
    "values",
    [
        "values: [{from: 2026-01-01, source: a}, {from: 2025-01-01, source: a}]",
        "values:\n  - {from: 2026-01-01, source: a}\n  - {from: 2026-01-01, source: b}",
    ],
)
def test_rows_with_more_than_one_answer_are_left(forms, run, values):
    """Rows on one line, or two of one day: who knows what was meant?"""
    path = forms / "tariffs" / "cards.yaml"
    before = TARIFF[: TARIFF.index("values:")] + values + "\n"
    path.write_text(before, "utf-8")

    assert run("check", "--fix")[0] == 1

    assert path.read_text("utf-8") == before


def test_what_cannot_be_mended_is_told(change, run):
    """The exit code and the report are those of the files as they are then."""
    change("label: Nom}", "label: Nom, prénom, lable: x}")

    code, output, error = run("check", "--fix")

    assert (code, error) == (1, "forms/library.yaml: mended\n")
    assert output.splitlines()[0] == (
        "forms/library.yaml:9:57: error E202 «lable» means nothing in the field «name»"
    )


def test_a_dry_run_shows_a_diff_and_writes_nothing(change, run):
    """It is what `patch` reads, and exits 1 as there is something to do."""
    path = change("label: Nom}", "label: Nom, prénom}")
    before = path.read_text("utf-8")

    code, output, error = run("check", "--diff")

    assert (code, error, path.read_text("utf-8")) == (1, "", before)
    assert output == (
        "--- forms/library.yaml\n"
        "+++ forms/library.yaml\n"
        "@@ -6,7 +6,7 @@\n"
        "   - section: main\n"
        "     title: Inscription\n"
        "     fields:\n"
        "-      - {field: name, type: text, label: Nom, prénom}\n"
        '+      - {field: name, type: text, label: "Nom, prénom"}\n'
        "       - {field: day, type: date, label: Jour}\n"
        "       - list: cards\n"
        "         item: Carte\n"
    )


def test_a_missing_line_break_is_written_as_a_diff_says_it(forms, run):
    """The file ends without one, and then with one."""
    path = forms / "library.yaml"
    path.write_text(path.read_text("utf-8").rstrip("\n"), "utf-8")

    _, output, _ = run("check", "--diff")
    run("check", "--fix")

    assert "\\ No newline at end of file\n+" in output
    assert path.read_text("utf-8").endswith("warnings: []}\n")


def test_a_dry_run_of_nothing_to_do_is_silent(forms, run):
    """It may stand in a check of changes."""
    assert run("check", "--diff") == (0, "", "")


def test_line_ends_mark_and_mode_stay(change, run):
    """Another editor's habits are none of our business."""
    path = change("label: Nom}", "label: Nom, prénom}")
    content = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + content)
    path.chmod(0o640)

    run("check", "--fix")

    right = content.replace("Nom, prénom".encode(), '"Nom, prénom"'.encode())
    assert path.read_bytes() == b"\xef\xbb\xbf" + right
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert names_beside(path) == ["library.yaml", "shared", "tariffs"]


def test_a_file_that_cannot_be_written_is_misuse(change, run, monkeypatch):
    """One line, and the old file is whole."""
    path = change("label: Nom}", "label: Nom, prénom}")
    before = path.read_bytes()

    def refuse(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)

    assert run("check", "--fix") == (
        2,
        "",
        "formengine: forms/library.yaml cannot be written: No space left on device\n",
    )
    assert path.read_bytes() == before
    assert names_beside(path) == ["library.yaml", "shared", "tariffs"]


def names_beside(path):
    """Give what stands in a file's folder: no half-written file is left there."""
    return sorted(each.name for each in path.parent.iterdir())


FORMS = Path(__file__).parents[3] / "forms"
DAY = date(2026, 1, 1)


def untidy(file):
    """Put blanks behind lines that end with a bracket; take the last line break."""
    text = file.text.replace("}\n", "}  \n").replace("]\n", "]\t\n")
    return replace(file, text=text.rstrip())


@pytest.mark.parametrize("name", sorted(path.name for path in FORMS.glob("*.yaml")))
def test_to_mend_a_form_that_runs_changes_no_meaning(name):
    """It reads as before, word for word, and its record has the same shape."""
    files = read_directory(FORMS)
    before = files | {name: untidy(files[name])}

    changes = fixed(
        before,
        lambda files: check_path(FORMS / name, DAY, files).diagnostics,
    )

    assert [change.after for change in changes] == [files[name].text]
    after = before | {name: replace(before[name], text=changes[0].after)}
    assert read_alike(before[name], after[name])
    assert shape(before, name) == shape(after, name)


def read_alike(one: SourceFile, other: SourceFile) -> bool:
    """Tell whether two files say the same."""
    first, second = load(one, Collector()), load(other, Collector())
    return first is not None and is_read_alike(first, second)


def shape(files, name):
    """Give the shape of a form's record, without the hash of its texts."""
    (form,) = compile_files(files, only=(name,)).forms.values()
    return str(record_schema(form)).replace(form.hash, "")


def test_new_texts_get_an_entry_in_the_catalogues_that_are_begun(forms, run):
    """A translator finds what is missing; what is translated stays."""
    german = forms / "locales" / "de" / "LC_MESSAGES" / "forms.po"
    german.parent.mkdir(parents=True)
    german.write_text(
        'msgctxt "library.yaml#main.name.label"\nmsgid "Nom"\nmsgstr "Name"\n', "utf-8"
    )

    _, _, error = run("check", "--fix")

    text = german.read_text("utf-8")
    assert error == "forms/locales/de/LC_MESSAGES/forms.po: mended\n"
    assert 'msgid "Nom"\nmsgstr "Name"\n' in text
    assert 'msgid "Jour"\nmsgstr ""\n' in text
    assert not (forms / "locales" / "it").exists()
    assert run("check", "--fix")[2] == ""


def test_a_form_with_errors_takes_no_text_from_the_catalogues(change, forms, run):
    """Its texts are not gone, they cannot be read."""
    german = forms / "locales" / "de" / "LC_MESSAGES" / "forms.po"
    german.parent.mkdir(parents=True)
    german.write_text('msgctxt "x"\nmsgid "Nom"\nmsgstr "Name"\n', "utf-8")
    change("type: date", "type: dat")

    run("check", "--fix")

    assert german.read_text("utf-8") == 'msgctxt "x"\nmsgid "Nom"\nmsgstr "Name"\n'

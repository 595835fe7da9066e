"""`formengine check` tells every error, and only what was asked about."""

import json

import pytest

from engine.compiler.library import load_directory
from engine.compiler.texts import texts_of


def test_a_directory_in_order_is_passed_in_silence(forms, run):
    """Without a path it is ./forms."""
    assert run("check") == (0, "", "")
    assert run("check", "forms") == (0, "", "")


@pytest.fixture
def broken(forms):
    """Put one mistake into the form."""
    path = forms / "library.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("label: Nom}", "label: Nom, lable: é}"), "utf-8")
    return path


def test_an_error_shows_its_line_with_a_caret(broken, run):
    """Place, code, words, then the line and what to write."""
    code, output, error = run("check", "forms")

    assert (code, error) == (1, "")
    assert output == (
        "forms/library.yaml:9:47: error E202 «lable» means nothing in the field"
        " «name»\n"
        "  |       - {field: name, type: text, label: Nom, lable: é}\n"
        "  |                                               ^^^^^\n"
    )


def test_json_is_a_list_of_objects_for_other_programs(broken, run):
    """The keys are fixed."""
    code, output, _ = run("check", "forms/library.yaml", "--format", "json")

    assert code == 1
    assert json.loads(output) == [
        {
            "path": "forms/library.yaml",
            "line": 9,
            "column": 47,
            "length": 5,
            "severity": "error",
            "code": "E202",
            "message": "«lable» means nothing in the field «name»",
            "hint": None,
        }
    ]


def test_json_of_nothing_wrong_is_an_empty_list(forms, run):
    """A program can read it all the same."""
    assert run("check", "--format", "json") == (0, "[]\n", "")


def test_a_warning_is_no_finding(forms, run):
    """A rate to be reviewed keeps no form from running."""
    path = forms / "tariffs" / "cards.yaml"
    text = path.read_text("utf-8")
    path.write_text(text.replace("unit:", "review_by: 2025-12-31, unit:"), "utf-8")

    assert run("check", "--day", "2025-12-31") == (0, "", "")
    code, output, _ = run("check", "--day", "2026-01-01")
    assert (code, output.splitlines()[0]) == (
        0,
        (
            "forms/tariffs/cards.yaml:3:8: warning W410 the rate «cards.month» was to"
            " be reviewed by 2025-12-31"
        ),
    )


def test_a_rate_that_no_form_uses_is_a_warning(forms, run):
    """It is told only for a whole directory."""
    (forms / "tariffs" / "other.yaml").write_text(
        "tariff: other\ntitle: O\nkeys: {a: {label: A}}\n"
        "values: [{from: 2020-01-01, source: S, a: 1}]\n"
    )

    assert run("check", "forms/library.yaml") == (0, "", "")
    assert run("check", "forms") == (
        0,
        (
            "forms/tariffs/other.yaml:3:8: warning W411 no form uses the rate"
            " «other.a»\n"
            "  | keys: {a: {label: A}}\n"
            "  |        ^\n"
        ),
        "",
    )


def test_a_text_without_translation_is_a_warning(forms, run):
    """Told per file and language, once a translator has begun with the language."""
    folder = forms / "locales" / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    library = load_directory(forms)
    texts = texts_of(library.forms["library"])
    missing = {"library.yaml#main.cards.item", "tariffs/cards.yaml#title"}
    (folder / "forms.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
        + "".join(
            f'\nmsgctxt "{text.context}"\nmsgid "{text.french}"\nmsgstr "x"\n'
            for text in texts
            if text.context not in missing
        ),
        "utf-8",
    )

    assert run("check", "forms")[:2] == (
        0,
        (
            "forms/library.yaml:1:1: warning W230 texts without a translation into"
            " German: 1\n"
            "  | form: library\n"
            "  | ^\n"
            "  = after «formengine translations» translate main.cards.item\n"
            "forms/tariffs/cards.yaml:1:1: warning W230 texts without a translation"
            " into German: 1\n"
            "  | tariff: cards\n"
            "  | ^\n"
            "  = after «formengine translations» translate title\n"
        ),
    )


def test_a_text_changed_since_its_translation_is_a_warning(forms, run):
    """It is told before and after the catalogue has been brought in step."""
    run("translations", "de")
    path = forms / "locales" / "de" / "LC_MESSAGES" / "forms.po"
    header, _, entries = path.read_text("utf-8").partition("\n\n")
    entries = entries.replace('msgstr ""', 'msgstr "x"')
    path.write_text(f"{header}\n\n{entries}", "utf-8")
    assert run("check", "forms") == (0, "", "")
    form = forms / "library.yaml"
    form.write_text(form.read_text("utf-8").replace("label: Jour", "label: Début"))
    told = (
        "forms/library.yaml:1:1: warning W231 texts changed since their German"
        " translation: 1\n"
        "  | form: library\n"
        "  | ^\n"
        "  = after «formengine translations» translate main.day.label\n"
    )

    assert run("check", "forms") == (0, told, "")
    assert run("translations", "de") == (
        0,
        "German: 12 translated, 0 missing, 1 stale\n",
        "",
    )
    assert run("check", "forms") == (0, told, "")


def test_a_file_is_told_without_the_faults_of_other_files(broken, forms, run):
    """Its own, and those of what it includes and uses."""
    (forms / "other.yaml").write_text("form: other\nversion: 1\n", "utf-8")
    (forms / "tariffs" / "unused.yaml").write_text("tariff: unused\n", "utf-8")
    (forms / "tariffs" / "cards.yaml").write_text("tariff: cards\n", "utf-8")

    _, output, _ = run("check", "forms/library.yaml", "--format", "json")

    assert [(found["path"], found["code"]) for found in json.loads(output)] == [
        ("forms/library.yaml", "E202"),
        ("forms/library.yaml", "E343"),
        ("forms/tariffs/cards.yaml", "E203"),
        ("forms/tariffs/cards.yaml", "E203"),
    ]


@pytest.mark.parametrize("path", ["forms/tariffs", "forms/tariffs/cards.yaml"])
def test_a_part_of_the_directory_is_checked_with_the_rest(forms, run, path):
    """Only its own faults are printed."""
    (forms / "library.yaml").write_text("form: x\n", "utf-8")
    (forms / "tariffs" / "cards.yaml").write_text("tariff: cards\n", "utf-8")

    _, output, _ = run("check", path, "--format", "json")

    assert {found["path"] for found in json.loads(output)} == {
        "forms/tariffs/cards.yaml"
    }


def test_a_form_that_no_yaml_can_be_read_from_does_not_stop_the_others(forms, run):
    """Every file tells its own faults."""
    (forms / "a.yaml").write_text("form: 'a\n", "utf-8")
    (forms / "b.yaml").write_text("form: b\n", "utf-8")

    _, output, _ = run("check", "--format", "json")

    assert [(found["path"], found["code"]) for found in json.loads(output)] == [
        ("forms/a.yaml", "E114"),
        ("forms/b.yaml", "E203"),
        ("forms/b.yaml", "E203"),
        ("forms/b.yaml", "E203"),
    ]


def test_two_files_cannot_be_one_form(forms, run):
    """The second names the first."""
    text = (forms / "library.yaml").read_text("utf-8")
    (forms / "twin.yaml").write_text(text, "utf-8")

    code, output, _ = run("check", "--format", "json")

    assert code == 1
    assert [(found["path"], found["code"]) for found in json.loads(output)] == [
        ("forms/twin.yaml", "E225")
    ]


def test_several_paths_are_told_once(broken, run):
    """A file asked for twice has its faults once."""
    _, output, _ = run("check", "forms", "forms/library.yaml", "--format", "json")

    assert len(json.loads(output)) == 1


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere"], "formengine: there is no file or directory nowhere\n"),
        (
            ["answers.json"],
            "formengine: answers.json is no form: its name must end in .yaml\n",
        ),
        (["empty"], "formengine: there is no form in empty\n"),
        (
            ["--day", "soon"],
            (
                "formengine: Invalid value for '--day': «soon» is no day;"
                " write it as 2025-01-31\n"
            ),
        ),
    ],
)
def test_misuse_is_one_line(forms, run, arguments, expected):
    """It goes to standard error, with exit code 2."""
    (forms.parent / "empty").mkdir()

    assert run("check", *arguments) == (2, "", expected)

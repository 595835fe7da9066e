"""Hard words, long sentences and long labels are told where they stand."""

from pathlib import Path

import pytest

from engine.definition.wording import WORDING_FILE, load_wording, report_wording
from engine.diagnostics import Collector, render
from engine.source.files import SourceFile
from engine.source.yaml_loader import load

OFFICE = (Path(__file__).parents[3] / "forms" / WORDING_FILE).read_text("utf-8")


def wording_of(text):
    """Read an office's words."""
    file = SourceFile(name=WORDING_FILE, shown=WORDING_FILE, text=text)
    return load_wording({WORDING_FILE: file}, Collector())


def said(text, **options):
    """Give what is said of a file's texts in the words of our own office."""
    collector = Collector()
    root = load(SourceFile(name="a.yaml", shown="a.yaml", text=text), collector)
    assert root is not None
    wording = wording_of(OFFICE)
    assert wording is not None
    report_wording(root, wording, collector, **options)
    return [render(each, None) for each in collector.sorted()]


def test_two_faults_are_told_each_at_its_words():
    """In a folded text too, the caret is where the word stands in the file."""
    assert said(
        "title: Merci de joindre\n"
        "help: >-\n"
        "  La date est\n"
        "  invalide. Indiquez un jour.\n"
    ) == [
        (
            "a.yaml:1:8: warning W601 «Merci de» is hard to read, or helps nobody\n"
            "  = write instead: le verbe seul, «Indiquez», «Joignez»"
        ),
        (
            "a.yaml:4:3: warning W601 «invalide» is hard to read, or helps nobody\n"
            "  = write instead: ce qui manque, ou ce qu'il faut écrire"
        ),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "L'assurance-invalidité rembourse ce trajet.",
        "Cette date n'est plus valable.",
        "Un terrain champêtre.",
        "La non-valide n'est pas un mot.",
    ],
)
def test_a_word_within_another_is_no_fault(text):
    """Only the word itself is told."""
    assert said(f"message: {text}\n") == []


TWENTY = " ".join(["mot"] * 20)


@pytest.mark.parametrize("key", ["help", "body", "message"])
def test_a_sentence_of_more_than_twenty_words_is_told(key):
    """Twenty are read easily."""
    assert said(f"{key}: {TWENTY}.\n") == []
    (found,) = said(f"{key}: Oui. Un {TWENTY}.\n")
    assert found == (
        f"a.yaml:1:{len(key) + 8}: warning W602 this sentence has 21 words; up to 20"
        " read easily\n  = make two sentences of it"
    )


@pytest.mark.parametrize(
    "text",
    [f"{TWENTY}; {TWENTY}", f"'{TWENTY}: {TWENTY}'", f"{TWENTY}. Puis {TWENTY[:-4]}"],
)
def test_parts_that_can_be_read_alone_are_counted_alone(text):
    """A semicolon is a place to take breath."""
    assert said(f"help: {text}\n") == []


def test_an_abbreviation_ends_no_sentence():
    """«art. 90 al. 4» is one place of the law."""
    assert said(f"help: {TWENTY} art. 90 al. 4\n")[0].startswith("a.yaml:1:7: warning")


@pytest.mark.parametrize(
    "written", ["label: %s", "labels: [A, %s]", "choices: {a: %s}", "hint: %s"]
)
def test_a_label_or_hint_that_does_not_fit_is_told(written):
    """Sixty signs fit beside a field; a tariff's labels have a line of their own."""
    key = "hint" if "hint" in written else "label"

    assert said(written % ("x" * 60) + "\n") == []
    assert said(written % ("x" * 61) + "\n", with_lengths=False) == []
    (found,) = said(written % ("x" * 61) + "\n")
    assert found == (
        f"a.yaml:1:{written.index('%') + 1}: warning W603 this {key} has 61 characters;"
        " up to 60 fit\n  = say the rest in «help»"
    )


def test_what_is_no_text_of_the_page_is_not_judged():
    """Examples hold the author's own data."""
    assert said("examples:\n  cases:\n    - {title: invalide}\n") == []


def test_an_office_has_its_own_words_and_limits():
    """What is not written in its file is as usual."""
    wording = wording_of("limits: {label_signs: 5}\navoid: {maison: «domicile»}\n")

    assert wording is not None
    assert wording.avoid == {"maison": "«domicile»"}
    assert wording.limits == {"sentence_words": 20, "label_signs": 5, "hint_signs": 60}


@pytest.mark.parametrize("text", ["[]", "a: [", ""])
def test_a_file_that_says_nothing_gives_no_words(text):
    """It is told elsewhere where it cannot be read."""
    assert wording_of(text) is None
    assert load_wording({}, Collector()) is None


def test_a_key_that_means_nothing_there_is_told():
    """Two of them at once."""
    collector = Collector()
    text = "avoids: {a: b}\nlimits: {sentence_word: 3}\n"
    file = SourceFile(name=WORDING_FILE, shown="w.yaml", text=text)

    assert load_wording({WORDING_FILE: file}, collector) is not None
    assert [render(each, None) for each in collector.sorted()] == [
        (
            "w.yaml:1:1: error E202 «avoids» means nothing in the words of texts\n"
            "  = did you mean «avoid»?"
        ),
        (
            "w.yaml:2:10: error E202 «sentence_word» means nothing in the limits of"
            " texts\n  = did you mean «sentence_words»?"
        ),
    ]

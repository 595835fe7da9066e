"""What somebody would miss who does not see the page is told, and nothing else."""

from pathlib import Path

import pytest

from engine.definition.accessibility import report_accessibility
from engine.definition.wording import WORDING_FILE, load_wording
from engine.diagnostics import Collector, render
from engine.source.files import SourceFile
from engine.source.yaml_loader import load

OFFICE = (Path(__file__).parents[3] / "forms" / WORDING_FILE).read_text("utf-8")


def said(text):
    """Give what is said of a file, without hints."""
    collector = Collector()
    office = SourceFile(name=WORDING_FILE, shown=WORDING_FILE, text=OFFICE)
    wording = load_wording({WORDING_FILE: office}, Collector())
    root = load(SourceFile(name="a.yaml", shown="a.yaml", text=text), collector)
    assert root is not None
    report_accessibility(root, wording, collector)
    return [render(each, None).splitlines()[0] for each in collector.sorted()]


def fields(*lines):
    """Put lines into a section with a title."""
    return "section: a\ntitle: A\nfields:\n" + "".join(
        f"  - {line}\n" for line in lines
    )


def test_two_faults_are_told_at_once():
    """Each at its own name."""
    inner = "{list: c, fields: [{field: d, type: text, label: NPA}]}"

    assert said(fields(inner)) == [
        "a.yaml:4:12: warning W611 the list «c» has no «item», which is its name",
        "a.yaml:4:41: warning W612 «NPA» is asked for as any text",
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("section: a\nfields: []\n", "section «a» has no «title»"),
        ("group: a\nfields: []\n", "group «a» has no «title»"),
        ("list: a\ntitle: A\nfields: []\n", "list «a» has no «item»"),
    ],
)
def test_what_is_grouped_has_a_name(text, words):
    """A screen reader says it before each question inside."""
    (line,) = said(text)

    assert "warning W611 the " + words in line


@pytest.mark.parametrize(
    "text",
    [
        "section: a\ntitle: A\nfields: []\n",
        "group: a\ntitle: A\nfields: []\n",
        "list: a\nitem: A\nfields: []\n",
        "types: {group: {type: text}}\n",
    ],
)
def test_a_name_that_is_there_is_no_fault(text):
    """Nor is a word that names something else."""
    assert said(text) == []


@pytest.mark.parametrize(
    "label",
    ["Adresse e-mail", "Téléphone", "IBAN", "NPA", "Pays", "Numéro AVS du parent"],
)
def test_personal_data_has_a_type_of_its_own(label):
    """Then browsers fill it in, and a telephone shows the right keys."""
    asked = said(fields(f"{{field: b, type: text, label: {label}}}"))

    assert asked == [f"a.yaml:4:22: warning W612 «{label}» is asked for as any text"]


@pytest.mark.parametrize(
    "line",
    [
        "{field: b, type: email, label: Adresse e-mail}",
        "{field: b, type: text, label: Paysage}",
        "{field: b, type: text, label: IBAN, compute: c}",
        "{field: b, type: my_email, label: E-mail}",
    ],
)
def test_other_words_and_types_are_no_fault(line):
    """A named type knows what it is."""
    assert said(fields(line)) == []


@pytest.mark.parametrize("option", ["characters: 0-9", "min_length: 3", "check: gln"])
def test_what_an_answer_must_look_like_is_said_before(option):
    """In a hint or a help; a computed or plain text asks for nothing."""
    asked = f"field: b, type: text, label: B, {option}"
    key = option.partition(":")[0]

    assert said(fields(f"{{{asked}}}")) == [
        f"a.yaml:4:38: warning W613 «b» has «{key}» and does not say so to who answers"
    ]
    assert said(fields(f"{{{asked}, hint: 320/2024}}")) == []
    assert said(fields(f"{{{asked}, help: 320/2024}}")) == []


def test_two_questions_side_by_side_are_not_called_the_same():
    """Which one is meant? A list below has questions of its own."""
    line = "{field: %s, type: date, label: Date}"

    (found,) = said(fields(line % "b", line % "c"))
    assert found == (
        "a.yaml:5:35: warning W614 «Date» is the label of another question too,"
        " in line 4"
    )
    inner = "{list: d, item: D, fields: [" + line % "e" + "]}"
    assert said(fields(line % "b", inner)) == []


def test_questions_on_conditions_may_share_a_label():
    """Only one of them is shown."""
    line = "{field: %s, type: money, label: Prix, visible_if: %s}"

    assert said(fields(line % ("b", "x"), line % ("c", "not x"))) == []

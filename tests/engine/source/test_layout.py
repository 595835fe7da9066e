"""Blanks at the end of lines are told, unless they belong to a text."""

import pytest

from engine.diagnostics import Collector, render
from engine.source.edits import edited
from engine.source.files import SourceFile
from engine.source.layout import report_layout


def said(text):
    """Give what is said about a text, and the text with every fix applied."""
    collector = Collector()
    report_layout(SourceFile(name="a.yaml", shown="a.yaml", text=text), collector)
    found = collector.sorted()
    fixes = [each.fix for each in found if each.fix is not None]
    return [render(each, None) for each in found], edited(text, fixes)


def test_two_faults_are_told_and_mended():
    """Each at its place."""
    assert said("a: b \nc: d\t\ne: f") == (
        [
            "a.yaml:1:5: warning W140 blanks end this line",
            "a.yaml:2:5: warning W140 blanks end this line",
            "a.yaml:3:5: warning W141 the file does not end with a line break",
        ],
        "a: b\nc: d\ne: f\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "a: |\n  one  \n  two\n",
        "a: >\n  one  \n  two\n",
        'a: "one\\ \n  two"\n',
        "a: b\n",
        "a: [\n",
        "",
    ],
)
def test_what_belongs_to_a_text_is_no_fault(text):
    """Nor what cannot be read at all, which is told elsewhere."""
    assert said(text) == ([], text)


def test_blanks_between_folded_lines_are_none_of_the_text():
    """YAML reads one blank there, however many are written."""
    assert said("a: one  \n  two\n")[1] == "a: one\n  two\n"

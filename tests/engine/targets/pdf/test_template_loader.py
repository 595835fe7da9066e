"""Templates: read, or refused at the right place."""

from __future__ import annotations

import shutil

import pytest

from engine.targets.pdf import TemplateError, load_template
from engine.targets.pdf.template import PageBreakBlock, TextBlock, TextStyle
from tests.engine.targets.pdf.requests_to_print import ROOT, TEMPLATE

SOURCE = (ROOT / "pdf_templates" / "invoice.yaml").read_text(encoding="utf-8")


def _faults(folder, old, new):
    """What loading tells of the office's template with one text replaced."""
    assert old in SOURCE
    shutil.copytree(ROOT / "pdf_templates" / "fonts", folder / "fonts")
    (folder / "invoice.yaml").write_text(SOURCE.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(TemplateError) as caught:
        load_template(folder, "invoice")
    lines = SOURCE.replace(old, new, 1).splitlines()
    return [
        (_marked(lines, fault.span), fault.code) for fault in caught.value.diagnostics
    ]


def _marked(lines, span):
    """The text over a caret."""
    return lines[span.line - 1][span.column - 1 :][: span.length]


def test_the_offices_template_is_read():
    """Lengths, type and blocks arrive as they are written."""
    assert TEMPLATE.page.edges.right == 190.0
    assert TEMPLATE.type.grand_total == TextStyle(
        size=14.0, bold=True, colour=(17, 24, 27), figures=True
    )
    assert PageBreakBlock() in TEMPLATE.blocks
    assert TEMPLATE.placed == {"remarks"}
    assert any(isinstance(block, TextBlock) for block in TEMPLATE.blocks)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("left: 20", "left: wide", ("wide", "E201")),
        ("left: 20", "left: -1", ("-1", "E207")),
        ("  accent: ", "  accnt: ", ("ink", "E203")),
        ("weight: bold", "weight: heavy", ("heavy", "E206")),
        ("colour: ink", "colour: purple", ("purple", "E206")),
        ('"#00566b"', "teal", ("teal", "E204")),
        ("slot: remarks", "slott: remarks", ("slott", "E202")),
        ("block: page_break", "block: pagebreak", ("pagebreak", "E206")),
        ("_600SemiBold", "_900Black", None),
        ("template: invoice", "template: Invoice", ("Invoice", "E204")),
    ],
)
def test_a_fault_is_told_at_its_place(tmp_path, old, new, expected):
    """Each fault of a template has its code and the text it speaks of."""
    faults = _faults(tmp_path, old, new)

    if expected is None:
        expected = ("fonts/AtkinsonHyperlegibleNext_900Black.ttf", "E213")
    assert expected in faults


def test_two_faults_are_told_together(tmp_path):
    """A maintainer sees all that is wrong at once."""
    faults = _faults(
        tmp_path,
        "  top: 16\n  bottom: 272",
        "  top: x\n  bottom: y",
    )

    assert faults == [("x", "E201"), ("y", "E201")]


def test_a_missing_template_is_named(tmp_path):
    """The file that is not there is said."""
    with pytest.raises(TemplateError) as caught:
        load_template(tmp_path, "letter")

    path = tmp_path / "letter.yaml"
    assert str(caught.value) == (
        f"{path}:1:1: error E213 there is no file «letter.yaml»"
    )


def test_a_broken_yaml_is_told_as_such(tmp_path):
    """What cannot be read gives YAML's own fault."""
    (tmp_path / "letter.yaml").write_text("template: [", encoding="utf-8")

    with pytest.raises(TemplateError) as caught:
        load_template(tmp_path, "letter")

    assert [fault.code for fault in caught.value.diagnostics] == ["E120"]

"""A template with little in it, as the guide shows one."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from engine.targets.pdf import load_template
from tests.engine.targets.pdf.requests_to_print import ROOT

FONT = "AtkinsonHyperlegibleNext_400Regular.ttf"
BLOCKS = """\
blocks:
  - {block: title, number: form.id, title: form.title}
  - block: slots
    columns:
      - {at: 0, width: 50, entries: [{lines: [[applicant.city]]}]}
  - {block: sections}
"""


@pytest.fixture
def small_template(tmp_path):
    """One font for both weights, without fallback and without tabular digits."""
    source = (ROOT / "pdf_templates" / "invoice.yaml").read_text(encoding="utf-8")
    head = source[: source.index("\nrunning:") + 1]
    fonts = head[head.index("fonts:") : head.index("colours:")]
    head = head.replace(fonts, "fonts: {regular: plain.ttf, bold: plain.ttf}\n")
    (tmp_path / "letter.yaml").write_text(head + BLOCKS, encoding="utf-8")
    font = TTFont(str(ROOT / "pdf_templates" / "fonts" / FONT))
    del font["GSUB"]
    font.save(str(tmp_path / "plain.ttf"))
    return load_template(tmp_path, "letter")

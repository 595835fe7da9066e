"""The author's guide explains every code, in the catalogue's own words."""

import re
from pathlib import Path

from engine.diagnostic_catalogue import CATALOGUE

GUIDE = Path(__file__).parents[2] / "forms" / "README.md"


_ROW = re.compile(r"^\| ([EW]\d{3}) \| (.*) \|$", re.MULTILINE)


def without_places(words):
    """Give a template with «…» for what is to be filled in."""
    filled = re.sub(r"(?<!\{)«?\{\w+\}»?", "…", words)
    return filled.replace("{{", "{").replace("}}", "}")


def test_the_guide_lists_every_code_with_its_words():
    """What `check` prints can be looked up."""
    assert _ROW.findall(GUIDE.read_text("utf-8")) == [
        (code, without_places(words)) for code, (_, words) in sorted(CATALOGUE.items())
    ]

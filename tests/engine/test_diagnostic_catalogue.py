"""The author's guide explains every code, in the catalogue's own words."""

import re
from pathlib import Path

from engine.diagnostic_catalogue import CATALOGUE

GUIDE = Path(__file__).parents[2] / "forms" / "README.md"


def test_the_guide_lists_every_code_with_its_words():
    """What `check` prints can be looked up; what is to be filled in is «…»."""
    listed = re.findall(r"^\| ([EW]\d{3}) \| (.*) \|$", GUIDE.read_text("utf-8"), re.M)

    assert listed == [
        (code, re.sub(r"«?\{\w+\}»?", "…", words).replace("{{", "{").replace("}}", "}"))
        for code, (_, words) in sorted(CATALOGUE.items())
    ]

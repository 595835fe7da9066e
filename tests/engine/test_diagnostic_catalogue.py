"""The author's guide explains every code, in the catalogue's own words."""

import re

from engine.diagnostic_catalogue import CATALOGUE
from tests.guide_lessons import lessons


def without_places(words):
    """Give a template with «…» for what is to be filled in."""
    filled = re.sub(r"(?<!\{)«?\{\w+\}»?", "…", words)
    return filled.replace("{{", "{").replace("}}", "}")


def test_the_guide_lists_every_code_with_its_words():
    """What `check` prints can be looked up."""
    assert {lesson.code: lesson.words for lesson in lessons()} == {
        code: without_places(words) for code, (_, words) in CATALOGUE.items()
    }

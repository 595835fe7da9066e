"""Python and the browser's modules judge the same: every form, language and mishap.

`make test-differential` asks about many more requests than this.
"""

import os
from functools import cache
from pathlib import Path

import pytest

from engine.compiler.library import load_directory
from engine.i18n.catalogue import translator
from engine.i18n.texts import LANGUAGES
from engine.trials.browser import differences, made

FORMS = Path(__file__).parents[4] / "forms"
REQUESTS = int(os.environ.get("DIFFERENTIAL_REQUESTS", "800"))
"""For each form, over all languages."""
PER_LANGUAGE = REQUESTS // len(LANGUAGES)


@cache
def library():
    return load_directory(FORMS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form_id", sorted(path.stem for path in FORMS.glob("*.yaml")))
def test_a_request_is_judged_alike(form_id: str, language: str) -> None:
    """Values, texts, visibility, requirement, problems with words, explanations."""
    form = library().forms[form_id]
    translate = translator(language, [FORMS / "locales"])
    first = LANGUAGES.index(language) * PER_LANGUAGE

    found = differences(form, translate, first=first, count=PER_LANGUAGE)

    assert list(found) == []


@pytest.mark.parametrize("form_id", sorted(path.stem for path in FORMS.glob("*.yaml")))
def test_a_seed_makes_the_same_request(form_id: str) -> None:
    """What was found once can be looked at again."""
    form = library().forms[form_id]

    assert made(form, 7) == made(form, 7)
    assert made(form, 7) != made(form, 8)

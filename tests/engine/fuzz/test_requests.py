"""Requests made by chance go everywhere: sent, half filled, wrong, hostile."""

from collections import Counter
from pathlib import Path
from random import Random

import pytest

from engine.compiler.library import load_directory
from engine.fuzz import random_request, spoilt
from engine.runtime.assess import assess

FORMS = Path(__file__).parents[3] / "forms"
COUNT = 300


@pytest.fixture(scope="module")
def library():
    return load_directory(FORMS)


@pytest.mark.parametrize("form_id", sorted(path.stem for path in FORMS.glob("*.yaml")))
def test_requests_reach_both_ends(library, form_id: str) -> None:
    """Some may be sent, most have something wrong, and each kind of wrong occurs."""
    form = library.forms[form_id]
    chance = Random(form_id)  # noqa: S311 - the same requests every time
    codes: Counter[str] = Counter()
    sent = 0

    for _ in range(COUNT):
        request = random_request(form, chance)
        found = assess(form, request.answers, request.applicant, request.day)
        codes.update({each.code for each in found.problems})
        sent += found.may_be_sent

    assert sent >= COUNT // 100
    assert {"required", "invalid", "out_of_range", "ignored"} <= set(codes)


def test_a_spoilt_text_stays_near() -> None:
    """At most three characters more or six fewer."""
    chance = Random(1)  # noqa: S311 - the same texts every time

    lengths = {len(spoilt("0123456789", chance)) for _ in range(500)}

    assert min(lengths) >= 4
    assert max(lengths) <= 10 + 3 * len("IBAN")

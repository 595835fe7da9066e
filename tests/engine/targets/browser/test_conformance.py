"""The conformance vectors hold in the browser's modules too."""

from typing import Any

import pytest

from engine.i18n.catalogue import translator
from engine.targets.browser import program
from tests.engine.expressions.test_conformance import (
    compiled,
    exact,
    vectors,
    wanted_values,
)
from tests.engine.targets.browser.node import answered, by_path


def is_refused(vector: Any) -> bool:
    """Tell a vector about what its author is told, which no browser sees."""
    return "refused" in vector


FRENCH = translator("fr", [])
VECTORS: dict[str, Any] = {
    str(case.id): case.values[0] for case in vectors() if not is_refused(case.values[0])
}


def questions():
    for vector in VECTORS.values():
        form, _ = compiled(vector)
        assert form is not None
        yield {"define": "vector", "program": program(form, FRENCH)}
        yield {
            "program": "vector",
            "answers": vector["answers"],
            "applicant": vector["applicant"],
            "day": vector.get("day", "2025-01-01"),
        }


@pytest.fixture(scope="module")
def found():
    """Give what the modules answer to each vector, by its case."""
    answers = answered(questions())[1::2]
    return dict(zip(VECTORS, answers, strict=True))


@pytest.mark.parametrize("case", VECTORS)
def test_a_vector_gives_what_it_says(case, found):
    """Values and all problems, as on the server."""
    vector, judged = VECTORS[case], found[case]

    given = by_path(judged)
    wanted = wanted_values(vector)
    assert exact(wanted) == exact({path: given.get(path) for path in wanted})
    assert vector.get("problems", []) == [
        f"{each['code']}@{each['path']}" for each in judged["problems"]
    ]

"""The conformance vectors hold in the browser's modules too."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from engine.i18n.catalogue import translator
from engine.targets.browser import program
from engine.trials.node import answered
from tests.engine.expressions.test_conformance import (
    VECTORS,
    compiled,
    exact,
    vectors,
    wanted_values,
)
from tests.engine.targets.browser.paths import by_path

FRENCH = translator("fr", [])


@cache
def all_vectors() -> dict[str, Any]:
    """Give the vectors by what they say; no browser sees a refused one."""
    found: dict[str, Any] = {str(case.id): case.values[0] for case in vectors()}
    return {name: each for name, each in found.items() if "refused" not in each}


def vectors_of(file: str) -> dict[str, Any]:
    return {
        name: each
        for name, each in all_vectors().items()
        if name.startswith(f"{file}: ")
    }


def questions(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for vector in asked.values():
        form, _ = compiled(vector)
        assert form is not None
        yield {"define": "vector", "program": program(form, FRENCH)}
        yield {
            "program": "vector",
            "answers": vector["answers"],
            "applicant": vector["applicant"],
            "day": vector.get("day", "2025-01-01"),
        }


def outcome(vector: Any, judged: Any) -> dict[str, Any]:
    """Give what a vector speaks of, and all problems."""
    given = by_path(judged)
    return {
        "values": exact({path: given.get(path) for path in wanted_values(vector)}),
        "problems": [f"{each['code']}@{each['path']}" for each in judged["problems"]],
    }


@pytest.mark.parametrize("file", sorted(path.stem for path in VECTORS.glob("*.yaml")))
def test_the_vectors_of_a_file_give_what_they_say(file: str) -> None:
    """Values and all problems, as on the server."""
    asked = vectors_of(file)

    judged = answered(questions(asked))[1::2]

    found = zip(asked.items(), judged, strict=True)
    assert {name: outcome(vector, each) for (name, vector), each in found} == {
        name: {
            "values": exact(wanted_values(vector)),
            "problems": vector.get("problems", []),
        }
        for name, vector in asked.items()
    }

"""The same requests judged in Python and in the browser's modules.

What the modules leave to the server («unjudged») is left out of the comparison: the
value at that path, and what is said there.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from engine.compiler.form import CompiledForm
from engine.fuzz import RandomRequest, random_request
from engine.i18n.texts import Translator, words
from engine.runtime.assess import assess
from engine.runtime.assessment import Assessment, Scope
from engine.runtime.explain import derivable, explain
from engine.targets.browser import program
from tests.engine.targets.browser.node import answered

BATCH = 500


def differences(
    form: CompiledForm, translate: Translator, *, first: int, count: int
) -> Iterator[tuple[int, str, Any, Any]]:
    """Give what differs, as seed, what, the server's and the browser's."""
    written = program(form, translate)
    for start in range(first, first + count, BATCH):
        seeds = range(start, min(start + BATCH, first + count))
        requests = [made(form, seed) for seed in seeds]
        questions = ({"program": "form", **as_asked(each)} for each in requests)
        _, *found = answered([{"define": "form", "program": written}, *questions])
        for seed, request, given in zip(seeds, requests, found, strict=True):
            judged = assess(form, request.answers, request.applicant, request.day)
            unjudged = left_to_the_server(given)
            wanted = comparable(as_data(judged, translate), unjudged)
            compared = comparable(given, unjudged)
            for what in wanted:
                if wanted[what] != compared[what]:
                    yield seed, what, wanted[what], compared[what]


def made(form: CompiledForm, seed: int) -> RandomRequest:
    """Make the request of a seed."""
    return random_request(form, Random(f"{form.id} {seed}"))  # noqa: S311 - repeatable


def as_asked(request: RandomRequest) -> dict[str, Any]:
    """Write a request as the modules take it."""
    return {
        "answers": request.answers,
        "applicant": request.applicant,
        "day": request.day.isoformat(),
    }


def left_to_the_server(given: Any) -> frozenset[str]:
    """Give the paths whose form the modules have not judged."""
    own = {*given["unjudged"]}
    own |= {f"applicant.{key}" for key in given["applicant"]["unjudged"]}
    for path, rows in given["rows"].items():
        for index, row in enumerate(rows):
            own |= {f"{path}[{index}].{key}" for key in row["unjudged"]}
    return frozenset(own)


def comparable(data: Any, unjudged: frozenset[str]) -> dict[str, Any]:
    """Leave out what cannot be compared."""

    def without(prefix: str, found: Any) -> dict[str, Any]:
        return {
            "values": {
                key: value
                for key, value in found["values"].items()
                if prefix + key not in unjudged
            },
            **{
                name: [key for key in found[name] if prefix + key not in unjudged]
                for name in ("hidden", "unavailable", "required")
            },
        }

    return {
        **without("", data),
        "applicant": without("applicant.", data["applicant"]),
        "rows": {
            path: [
                {**without(f"{path}[{index}].", row), "id": row["id"]}
                for index, row in enumerate(rows)
            ]
            for path, rows in data["rows"].items()
        },
        "problems": [
            problem for problem in data["problems"] if problem["path"] not in unjudged
        ],
        "texts": {
            path: text for path, text in data["texts"].items() if path not in unjudged
        },
        "lines": data["lines"],
    }


def as_data(judged: Assessment, translate: Translator) -> dict[str, Any]:
    """Write an assessment as the modules give it."""
    texts = {path: field.codec.text(value) for path, field, value in judged.entries()}
    form = judged.form
    return {
        **scope(judged.root, form.fields.values()),
        "applicant": scope(judged.applicant, form.applicant),
        "rows": {
            path: [
                {**scope(row, form.lists[path].fields), "id": row.id} for row in rows
            ]
            for path, rows in judged.root.rows.items()
        },
        "problems": [
            {
                "code": each.code,
                "path": each.path,
                "level": each.level.value,
                "words": words(each.message, translate),
            }
            for each in judged.problems
        ],
        "texts": texts,
        "lines": {
            path: list(explain(judged, path).lines(translate))
            for path in derivable(judged)
        },
    }


def scope(found: Scope, fields: Any) -> dict[str, Any]:
    return {
        "values": {
            field.key: field.codec.dump(found.values[field.key])
            for field in fields
            if field.key in found.values
        },
        "hidden": sorted(found.hidden),
        "unavailable": sorted(found.unavailable),
        "required": sorted(found.required),
    }

"""The same requests judged in Python and in the browser's modules.

What the modules leave to the server («unjudged») is left out of the comparison: the
value at that path, and what is said there.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

from engine.fuzz import RandomRequest, random_request
from engine.i18n.texts import words
from engine.runtime.assess import assess
from engine.runtime.explain import derivable, explain
from engine.targets.browser import program
from engine.trials.node import answered

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.i18n.texts import Translator
    from engine.runtime.assessment import Assessment, Scope

__all__ = ["Difference", "differences", "made"]

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """Where server and browser differ: the request's seed, what, and both answers."""

    seed: int
    what: str
    server: object
    browser: object


def differences(
    form: CompiledForm, translate: Translator, *, first: int, count: int
) -> Iterator[Difference]:
    """Judge requests of consecutive seeds on both sides and give what differs.

    Raises:
        NodeMissingError: There is no Node to run the modules.
        NodeFailedError: A module threw an error.
    """
    written = program(form, translate)
    for start in range(first, first + count, _BATCH):
        seeds = range(start, min(start + _BATCH, first + count))
        requests = [made(form, seed) for seed in seeds]
        questions = ({"program": "form", **_as_asked(each)} for each in requests)
        _, *found = answered([{"define": "form", "program": written}, *questions])
        for seed, request, given in zip(seeds, requests, found, strict=True):
            judged = assess(form, request.answers, request.applicant, request.day)
            unjudged = _left_to_the_server(given)
            wanted = _comparable(_as_data(judged, translate), unjudged)
            compared = _comparable(given, unjudged)
            for what in wanted:
                if wanted[what] != compared[what]:
                    yield Difference(seed, what, wanted[what], compared[what])


def made(form: CompiledForm, seed: int) -> RandomRequest:
    """Make the request of a seed."""
    return random_request(form, Random(f"{form.id} {seed}"))  # noqa: S311 - repeatable


def _as_asked(request: RandomRequest) -> dict[str, Any]:
    """Write a request as the modules take it."""
    return {
        "answers": request.answers,
        "applicant": request.applicant,
        "day": request.day.isoformat(),
    }


def _left_to_the_server(given: Mapping[str, Any]) -> frozenset[str]:
    """Give the paths whose form the modules have not judged."""
    own = {*given["unjudged"]}
    own |= {f"applicant.{key}" for key in given["applicant"]["unjudged"]}
    for path, rows in given["rows"].items():
        for index, row in enumerate(rows):
            own |= {f"{path}[{index}].{key}" for key in row["unjudged"]}
    return frozenset(own)


def _comparable(data: Mapping[str, Any], unjudged: frozenset[str]) -> dict[str, Any]:
    """Leave out what cannot be compared."""

    def without(prefix: str, found: Mapping[str, Any]) -> dict[str, Any]:
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


def _as_data(judged: Assessment, translate: Translator) -> dict[str, Any]:
    """Write an assessment as the modules give it."""
    texts = {path: field.codec.text(value) for path, field, value in judged.entries()}
    form = judged.form
    return {
        **_scope(judged.root, form.fields.values()),
        "applicant": _scope(judged.applicant, form.applicant),
        "rows": {
            path: [
                {**_scope(row, form.lists[path].fields), "id": row.id} for row in rows
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


def _scope(found: Scope, fields: Iterable[CompiledField]) -> dict[str, Any]:
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

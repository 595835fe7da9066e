"""Answers are nested as groups are; here they are reached by dotted key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

__all__ = ["Answers", "put", "reach", "rows_at"]

Answers = dict[str, object]
"""Raw answers: groups are mappings, lists are lists of mappings."""


def reach(answers: object, key: str) -> object:
    """Give the answer under a dotted key, None where there is none."""
    if isinstance(answers, dict) and "." not in key:
        # Nearly every answer of a row; asking for a `Mapping` takes ten times longer.
        return cast("dict[str, object]", answers).get(key)
    found = cast("object", answers)  # type: ignore[redundant-cast]  # for pyright
    for name in key.split("."):
        if not isinstance(found, Mapping):
            return None
        found = cast("Mapping[object, object]", found).get(name)
    return found


def rows_at(answers: object, path: str) -> list[Answers]:
    """Give copies of the rows of a list; what is no row counts as a blank one."""
    found = reach(answers, path)
    if not isinstance(found, list | tuple):
        return []
    return [
        dict(cast("Mapping[str, object]", row)) if isinstance(row, Mapping) else {}
        for row in cast("list[object]", found)
    ]


def put(answers: Mapping[str, object], key: str, value: object) -> Answers:
    """Give the same answers with another value under a dotted key."""
    name, _, rest = key.partition(".")
    if not rest:
        return {**answers, name: value}
    inner = answers.get(name)
    group = cast("Answers", inner) if isinstance(inner, Mapping) else Answers()
    return {**answers, name: put(group, rest, value)}

"""The office's forms, and requests of which some are a little wrong."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from engine.compiler.library import load_directory

ROOT = Path(__file__).parents[3]
FORMS = load_directory(ROOT / "forms").forms
EXAMPLES: dict[str, list[dict[str, Any]]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in sorted((ROOT / "tests" / "worked_examples").glob("*.json"))
}

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31))
SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(max_size=8),
    st.sampled_from(
        ["", " ", "1'234.50", "06.06.2022", "-0", "1e9", "٣", "2022-02-30"]
    ),
)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Give every entry of nested data, as its container and key."""
    found: list[tuple[Any, Any]] = []
    keys = value if isinstance(value, dict) else range(len(value))
    for key in keys:
        found.append((value, key))
        if isinstance(value[key], (dict, list)):
            found += _places(value[key])
    return found


@st.composite
def mutated(draw: st.DrawFn, form_id: str) -> dict[str, Any]:
    """Give a worked example with a few other answers in it."""
    example = deepcopy(draw(st.sampled_from(EXAMPLES[form_id])))
    for _ in range(draw(st.integers(0, 4))):
        places = _places(example["answers"])
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        other, other_key = draw(st.sampled_from(places))
        change = draw(st.sampled_from(["drop", "copy", "swap"]))
        if change == "drop":
            del container[key]
        elif change == "copy":
            container[key] = deepcopy(other[other_key])
        else:
            container[key] = draw(ANYTHING | DAYS.map(str))
    return example


@st.composite
def named(draw: st.DrawFn, form_id: str) -> dict[str, Any]:
    """Give answers of any kind under the names that the form knows."""
    form = FORMS[form_id]
    answers: dict[str, Any] = {}
    for key in draw(st.sets(st.sampled_from(sorted(form.fields)), max_size=6)):
        *groups, name = key.split(".")
        inner = answers
        for group in groups:
            inner = inner.setdefault(group, {})
        inner[name] = draw(ANYTHING)
    for path, listed in form.lists.items():
        row = st.dictionaries(
            st.sampled_from([each.key for each in listed.fields]), ANYTHING, max_size=4
        )
        answers[path] = draw(st.lists(row | ANYTHING, max_size=3))
    return answers

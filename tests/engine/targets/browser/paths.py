"""Values of what the browser's modules give."""

from typing import Any


def by_path(judged: Any) -> dict[str, Any]:
    """Give the values of an assessment by flat path, in the order of the page."""
    found = dict(judged["values"])
    for path, rows in judged["rows"].items():
        for index, row in enumerate(rows):
            for key, value in row["values"].items():
                found[f"{path}[{index}].{key}"] = value
    return found

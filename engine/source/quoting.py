"""Texts in quotation marks, for what YAML would otherwise read as something else."""

from __future__ import annotations

__all__ = ["quoted"]


def quoted(text: str) -> str:
    """Write a text of one line in quotation marks; YAML then reads it as it is.

    Double quotes unless the text has some, or a backslash, which they would change.
    """
    if '"' in text or "\\" in text:
        inside = text.replace("'", "''")
        return f"'{inside}'"
    return f'"{text}"'

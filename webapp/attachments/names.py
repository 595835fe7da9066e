"""Names of documents, as their owners know them."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

__all__ = ["ending", "shown_name"]

_LONGEST = 120
_LONGEST_ENDING = 12


def ending(name: str) -> str:
    """Give what follows the last dot, lower case; blank where there is none."""
    return PurePosixPath(name).suffix.removeprefix(".").lower()


def shown_name(given: str | None) -> str:
    """Make a name that can be shown and downloaded: one line, no path, no trick.

    Control characters and those that turn the direction of reading are left out; a long
    name is cut before its ending.
    """
    plain = unicodedata.normalize("NFC", given or "")
    last = plain.replace("\\", "/").rpartition("/")[2]
    readable = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    path = PurePosixPath(readable)
    if len(readable) <= _LONGEST or len(path.suffix) > _LONGEST_ENDING:
        return readable[:_LONGEST] or "document"
    return path.stem[: _LONGEST - len(path.suffix)] + path.suffix

"""The files of a forms directory, as texts: what is compiled and what is archived.

Everything downstream works on these and never on the disk, so that an archived form
compiles exactly as it did from its directory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["SourceFile", "read_directory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One YAML file.

    `name` is its posix path below the forms directory (`tariffs/meals.yaml`), `shown`
    the path as the author typed it, used in spans.
    """

    name: str
    shown: str
    text: str


def read_directory(directory: Path) -> dict[str, SourceFile]:
    """Read every `.yaml` of a forms directory, its `shared/` and its `tariffs/`.

    A byte order mark is no part of the text. Bytes that are no UTF-8 are kept as
    U+FFFD, for the parser to report at their place.

    Raises:
        OSError: The directory or one of its files cannot be read.
    """
    found = sorted(
        path
        for folder in ("", "shared", "tariffs")
        for path in (directory / folder).glob("*.yaml")
    )
    return {
        path.relative_to(directory).as_posix(): SourceFile(
            name=path.relative_to(directory).as_posix(),
            shown=str(path),
            text=path.read_text(encoding="utf-8-sig", errors="replace"),
        )
        for path in found
    }

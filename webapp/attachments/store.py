"""The folder of attached documents.

A document is written to a temporary file, forced to disk and only then given its random
name; the caller commits the row that names it last. A crash in between leaves a file
that nobody names, never a row without its file.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.storage.references import new_id

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

__all__ = ["AttachmentStore"]


@dataclass(frozen=True, slots=True)
class AttachmentStore:
    """Documents in one folder of the local disk."""

    directory: Path

    def keep(self, content: bytes) -> str:
        """Store a document durably and give its name.

        Raises:
            OSError: The disk is full or cannot be written.
        """
        name = new_id()
        self.put_back(name, content)
        return name

    def put_back(self, name: str, content: bytes) -> None:
        """Store a document durably under the name that it had, as a backup does.

        Raises:
            OSError: The disk is full or cannot be written.
        """
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self.directory / f"{name}.part"
        try:
            with unfinished.open("xb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self.directory / name)
        except OSError:
            unfinished.unlink(missing_ok=True)
            raise
        _sync_directory(self.directory)

    def read(self, name: str) -> bytes:
        """Give a stored document.

        Raises:
            FileNotFoundError: There is none of this name.
        """
        return (self.directory / name).read_bytes()

    def has(self, name: str) -> bool:
        """Tell whether a document is there."""
        return (self.directory / name).is_file()

    def names_before(self, instant: datetime) -> set[str]:
        """Give what was stored before an instant, unfinished files among it."""
        if not self.directory.exists():
            return set()
        return {
            path.name
            for path in self.directory.iterdir()
            if path.is_file() and path.stat().st_mtime < instant.timestamp()
        }

    def remove(self, name: str) -> None:
        """Forget a document whose row is gone; a missing one is no fault."""
        (self.directory / name).unlink(missing_ok=True)


def _sync_directory(directory: Path) -> None:
    """Make a new name survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""A folder of the local disk as a storage.

An object is written to a temporary file, forced to disk and only then given its name.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from engine.storage.references import new_id
from webapp.storage.objects import (
    MissingObjectError,
    StorageError,
    StoredObject,
    unchanged,
)

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

__all__ = ["Folder", "sync_directory"]


@dataclass(frozen=True, slots=True)
class Folder:
    """Objects as files of one folder, which is made when it is needed."""

    directory: Path

    def keep(self, content: bytes) -> str:
        """Store an object under a new name; see `ObjectStore`."""
        name = new_id()
        self.put_back(name, content)
        return name

    def put_back(self, name: str, content: bytes) -> None:
        """Store an object under a name; see `ObjectStore`."""
        with _told():
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
            sync_directory(self.directory)

    def read(self, name: str, sha256: str) -> bytes:
        """Give an object; see `ObjectStore`."""
        with _told():
            try:
                content = (self.directory / name).read_bytes()
            except FileNotFoundError as error:
                raise MissingObjectError(name) from error
        return unchanged(content, sha256, name)

    def has(self, name: str) -> bool:
        """Tell whether an object is there; see `ObjectStore`."""
        return (self.directory / name).is_file()

    def objects(self) -> Iterator[StoredObject]:
        """Give what is stored; see `ObjectStore`."""
        with _told():
            if not self.directory.exists():
                return
            for entry in os.scandir(self.directory):
                found = _found(entry)
                if found is not None:
                    yield found

    def remove(self, name: str) -> None:
        """Forget an object; see `ObjectStore`."""
        with _told():
            (self.directory / name).unlink(missing_ok=True)


@contextmanager
def _told() -> Generator[None]:
    """Tell of a disk that fails in the words of every storage."""
    try:
        yield
    except OSError as error:
        message = f"{error.strerror}: {error.filename}"
        raise StorageError(message) from error


def _found(entry: os.DirEntry[str]) -> StoredObject | None:
    """Give what a file is now; None where it is none, or gone meanwhile."""
    try:
        if not entry.is_file():
            return None
        state = entry.stat()
    except FileNotFoundError:
        return None
    stored_at = datetime.fromtimestamp(state.st_mtime, UTC)
    return StoredObject(name=entry.name, length=state.st_size, stored_at=stored_at)


def sync_directory(directory: Path) -> None:
    """Make the names in a folder survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

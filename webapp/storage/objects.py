"""What a storage of documents and prints is, whatever keeps them.

An object is written whole and durably under a name that nobody had before; only then is
the row committed that names it, with its SHA-256. A crash in between leaves an object
that nobody names, never a row without its object. Nothing is read unless its hash is
the one of the row.

Downloads go through the portal: whoever asks is checked at each request, the answer has
the headers that keep a browser from running it, and not a byte leaves that differs from
its row. An address of the storage's own, signed for a minute, would keep none of the
three, and would need the storage to be open to browsers.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

__all__ = [
    "ChangedObjectError",
    "LostObjectError",
    "MissingObjectError",
    "ObjectStore",
    "StorageError",
    "StoredObject",
    "forget",
    "unchanged",
]

_log = logging.getLogger(__name__)


class StorageError(Exception):
    """The storage is down, refuses, or took too long; it may do it later."""


class LostObjectError(Exception):
    """What a row names is not what the storage has."""


class MissingObjectError(LostObjectError):
    """There is nothing of this name."""


class ChangedObjectError(LostObjectError):
    """The bytes are not those that were stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredObject:
    """What a storage says of an object without reading it; its length in bytes."""

    name: str
    length: int
    stored_at: datetime
    """By the storage's clock, in UTC."""


class ObjectStore(Protocol):
    """Keeps bytes under names. Safe to share between threads.

    Every method raises `StorageError` where the storage does not answer as it should.
    """

    def keep(self, content: bytes) -> str:
        """Store an object durably and give the name that it has from now on."""
        ...

    def put_back(self, name: str, content: bytes) -> None:
        """Store an object durably under the name that it had, as a backup does."""
        ...

    def read(self, name: str, sha256: str) -> bytes:
        """Give an object, all of it.

        Args:
            name: As `keep` gave it.
            sha256: In lower-case hexadecimal, as the row says.

        Raises:
            MissingObjectError: There is none of this name.
            ChangedObjectError: It has other bytes.
        """
        ...

    def has(self, name: str) -> bool:
        """Tell whether an object is there."""
        ...

    def objects(self) -> Iterator[StoredObject]:
        """Give everything that is stored, unfinished files too, in no order."""
        ...

    def remove(self, name: str) -> None:
        """Forget an object whose row is gone; a missing one is no fault."""
        ...


def unchanged(content: bytes, digest: str, name: str) -> bytes:
    """Give what was read, if it is what was stored.

    Raises:
        ChangedObjectError: It is something else.
    """
    if sha256(content).hexdigest() != digest:
        raise ChangedObjectError(name)
    return content


def forget(store: ObjectStore, names: Iterable[str]) -> None:
    """Remove objects after their rows, or leave them for the sweep."""
    for name in names:
        try:
            store.remove(name)
        except StorageError as error:
            _log.warning("object %s is left for the sweep: %s", name, error)
            return

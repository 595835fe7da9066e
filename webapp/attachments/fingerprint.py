"""A document that is only to be recognised: its SHA-256 is taken as it comes in.

Nothing of it is kept, neither in memory nor on disk, whatever its size.
"""

from __future__ import annotations

import io
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["Fingerprint"]


class Fingerprint(io.RawIOBase):
    """Takes what is written to it, and can give nothing of it back."""

    def __init__(self) -> None:
        super().__init__()
        self._hash = sha256()
        self.length = 0

    @property
    def sha256(self) -> str:
        """Give the hash of everything written so far, in hexadecimal."""
        return self._hash.hexdigest()

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, piece: Buffer, /) -> int:
        """Take the next bytes into the hash."""
        length = memoryview(piece).nbytes
        self._hash.update(piece)
        self.length += length
        return length

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Do nothing: who has written a file goes back to its beginning."""
        return self.length if whence else offset

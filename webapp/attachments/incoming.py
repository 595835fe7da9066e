"""How a page with documents is read: what is too large costs no disk and no words.

A browser sends a form as one body, documents between the answers. Were a body refused
for one large document, everything typed would be refused with it. So the body is read
to its end, and of each document only as much is kept as tells that it is too large.
"""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import IO, TYPE_CHECKING, cast

from flask import Request

from webapp.attachments.fingerprint import Fingerprint
from webapp.portal import portal
from webapp.security import is_for_recognition

if TYPE_CHECKING:
    from typing_extensions import Buffer

__all__ = ["FormRequest"]

_IN_MEMORY = 256 * 1024


class _Beginning(SpooledTemporaryFile[bytes]):
    """Keeps the first bytes that are written to it."""

    def __init__(self, most: int) -> None:
        super().__init__(max_size=_IN_MEMORY)
        self._left = most

    def write(self, s: Buffer) -> int:
        piece = memoryview(s)
        kept = bytes(piece[: self._left])
        self._left -= len(kept)
        super().write(kept)
        return len(piece)


class FormRequest(Request):
    """A request whose documents are kept up to a byte beyond their limit.

    Of those that are only to be recognised, nothing is kept.
    """

    def _get_file_stream(self, *_: object, **__: object) -> IO[bytes]:
        if is_for_recognition():
            return cast("IO[bytes]", Fingerprint())
        most = portal().settings.attachment_length + 1
        return cast("IO[bytes]", _Beginning(most))

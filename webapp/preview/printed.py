"""The PDF of what is filled, and pictures of its pages to look at beside the form."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from webapp.attachments.programs.draw import draw
from webapp.requests.printing import print_assessment

if TYPE_CHECKING:
    from collections.abc import Hashable

    from engine.runtime.assessment import Assessment

__all__ = ["Press", "Printed"]

_WIDTH = 1100
"""How many pixels wide a page is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """A PDF and JPEG pictures of its first pages."""

    content: bytes
    pictures: tuple[bytes, ...]
    more: int
    """How many pages have no picture."""


@dataclass(slots=True)
class Press:
    """Prints one thing at a time, as pdfium must, and keeps the last one."""

    _key: Hashable = None
    _printed: Printed | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def printed(self, key: Hashable, assessment: Assessment) -> Printed:
        """Print an assessment in the language that is spoken.

        Args:
            key: What tells this print from every other.
            assessment: What is printed, as a draft.

        Raises:
            TemplateError: The form's template has errors.
            OSError: The template or one of its fonts cannot be read.
        """
        with self._lock:
            if self._printed is None or self._key != key:
                self._printed = _printed(assessment)
                self._key = key
            return self._printed


def _printed(assessment: Assessment) -> Printed:
    content = print_assessment(assessment, reference=None, sent_at=None)
    drawn = json.loads(draw(content, width=_WIDTH, turn=0))
    return Printed(
        content=content,
        pictures=tuple(base64.b64decode(picture) for picture in drawn["pictures"]),
        more=drawn["more"],
    )

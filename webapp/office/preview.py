"""A document as pictures of its pages, in a page of its own for a sandboxed frame.

Nothing of the document runs in a clerk's browser: pages are drawn here, and the frame
shows pictures only. The policy of the answer says the same once more. Pictures are
part of the page, since a sandboxed frame sends no cookie to fetch them with.
"""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import make_response, render_template

from webapp.attachments.bounds import BoundsError, run_bounded
from webapp.attachments.programs.findings import Finding
from webapp.operations.metrics import Happening, count
from webapp.portal import portal
from webapp.storage.objects import LostObjectError, StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

    from webapp.attachments.tables import Attachment

__all__ = ["SIZES", "View", "preview_of"]

_log = logging.getLogger(__name__)
_GOOD, _LOST, _NO_SERVICE = 200, 500, 503
_WIDTH = 1100
_SHARPEST = 200
"""Percent of the frame's width beyond which pictures only grow, for their size."""
SIZES = (100, 150, 200, 300)
_TURNS = (0, 90, 180, 270)
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src data:",
        "style-src 'self'",
        "frame-ancestors 'self'",
        "sandbox",
    )
)


@dataclass(frozen=True, slots=True)
class View:
    """How a document is looked at: percent of the frame's width, degrees clockwise."""

    size: int
    turn: int

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> View:
        """Read an address; what is unknown in it asks for nothing."""
        size, turn = arguments.get("taille", ""), arguments.get("rotation", "")
        return cls(
            int(size) if size in map(str, SIZES) else SIZES[0],
            int(turn) if turn in map(str, _TURNS) else 0,
        )


def preview_of(attachment: Attachment, view: View) -> Response:
    """Answer with the page of one document, in the frame's own words if need be."""
    pictures: list[str] = []
    more, status = 0, _GOOD
    try:
        content = portal().storage.read(attachment.stored_as, attachment.sha256)
        pictures, more = _pictures(content, view)
    except StorageError as error:
        count(Happening.STORAGE_ERROR)
        _log.warning("the storage does not answer: %s", error)
        status = _NO_SERVICE
    except LostObjectError as error:
        _log.error("%s of document %s", type(error).__name__, attachment.id)
        status = _LOST
    page = render_template(
        "office/preview.html",
        name=attachment.name,
        pictures=pictures,
        more=more,
        size=view.size,
        status=status,
    )
    response = make_response(page, status)
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _pictures(content: bytes, view: View) -> tuple[list[str], int]:
    """Give JPEG pictures (base64) of the first pages, and how many are left out.

    A document that cannot be drawn has no picture: the page offers to download it.
    Drawing has bounds: a PDF may ask for a billion strokes, or end whoever draws it.
    """
    try:
        drawn = run_bounded("draw", str(_pixels(view)), str(view.turn), content=content)
    except BoundsError:
        return [], 0
    if drawn.finding is not Finding.GOOD:
        return [], 0
    found = json.loads(drawn.output)
    return found["pictures"], found["more"]


def _pixels(view: View) -> int:
    """Give how wide a picture is drawn: sharper where it is looked at closely."""
    return _WIDTH * min(view.size, _SHARPEST) // 100

"""A document as pictures of its pages, in a page of its own for a sandboxed frame.

Nothing of the document runs in a clerk's browser: pages are drawn here, and the frame
shows pictures only. The policy of the answer says the same once more. Pictures are
part of the page, since a sandboxed frame sends no cookie to fetch them with.
"""

from __future__ import annotations

import base64
import threading
from io import BytesIO
from typing import TYPE_CHECKING

import pypdfium2
from flask import make_response, render_template
from PIL import Image

from webapp.portal import portal

if TYPE_CHECKING:
    from flask import Response

    from webapp.attachments.tables import Attachment

__all__ = ["preview_of"]

_PDF = "application/pdf"
_MOST_PAGES = 12
_WIDTH = 1100
_WIDEST_SCALE = 3.0
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src data:",
        "style-src 'self'",
        "frame-ancestors 'self'",
        "sandbox",
    )
)
# PDFium has one state for the whole process.
_drawing = threading.Lock()


def preview_of(attachment: Attachment) -> Response:
    """Answer with the page of one document."""
    content = portal().attachments.read(attachment.stored_as)
    pictures, more = _pictures(content, attachment.media_type)
    response = make_response(
        render_template(
            "office/preview.html",
            name=attachment.name,
            pictures=[base64.b64encode(each).decode("ascii") for each in pictures],
            more=more,
        )
    )
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _pictures(content: bytes, media_type: str) -> tuple[list[bytes], int]:
    """Give JPEG pictures of the first pages, and how many pages are left out.

    A document that cannot be drawn has no picture: the page offers to download it.
    """
    try:
        if media_type == _PDF:
            return _pages(content)
        with Image.open(BytesIO(content)) as image:
            return [_jpeg(image)], 0
    except (OSError, ValueError, pypdfium2.PdfiumError):
        return [], 0


def _pages(content: bytes) -> tuple[list[bytes], int]:
    with _drawing:
        document = pypdfium2.PdfDocument(content)
        try:
            count = len(document)
            drawn = [_page(document, index) for index in range(min(count, _MOST_PAGES))]
        finally:
            document.close()
    return drawn, count - len(drawn)


def _page(document: pypdfium2.PdfDocument, index: int) -> bytes:
    page = document[index]
    width, height = page.get_size()
    scale = min(_WIDEST_SCALE, _WIDTH / max(width, height / 2, 1.0))
    return _jpeg(page.render(scale=scale).to_pil())


def _jpeg(image: Image.Image) -> bytes:
    written = BytesIO()
    image.thumbnail((_WIDTH, _WIDTH * 2))
    image.convert("RGB").save(written, format="JPEG", quality=80)
    return written.getvalue()

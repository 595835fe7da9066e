"""Draws a document as pictures of its first pages: `draw WIDTH TURN`.

The width is in pixels, the turn in degrees clockwise.
Writes JSON: `pictures`, JPEG as base64, and how many pages are left out as `more`.
"""

from __future__ import annotations

import base64
import json
import sys
from functools import partial
from io import BytesIO

import pypdfium2
from PIL import Image

from webapp.attachments.programs.findings import Finding, FoundError, answer

__all__ = ["draw"]

_MOST_PAGES = 12
_WIDEST_SCALE = 6.0


def draw(content: bytes, *, width: int, turn: int) -> bytes:
    """Give the pictures.

    Raises:
        FoundError: The document cannot be drawn.
    """
    try:
        drawn, more = _drawn(content, width)
        pictures = [_jpeg(image, width, turn) for image in drawn]
    except (OSError, ValueError, pypdfium2.PdfiumError) as error:
        raise FoundError(Finding.DAMAGED) from error
    return json.dumps({"pictures": pictures, "more": more}).encode("ascii")


def _drawn(content: bytes, width: int) -> tuple[list[Image.Image], int]:
    """Give the first pages, and how many are left out."""
    if not content.startswith(b"%PDF-"):
        return [Image.open(BytesIO(content), formats=("JPEG", "PNG"))], 0
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    shown = range(min(count, _MOST_PAGES))
    return [_page(document, index, width) for index in shown], count - len(shown)


def _page(document: pypdfium2.PdfDocument, index: int, width: int) -> Image.Image:
    page = document[index]
    own_width, own_height = page.get_size()
    scale = min(_WIDEST_SCALE, width / max(own_width, own_height / 2, 1.0))
    return page.render(scale=scale).to_pil()


def _jpeg(image: Image.Image, width: int, turn: int) -> str:
    written = BytesIO()
    image = image.rotate(-turn, expand=True)
    image.thumbnail((width, width * 2))
    image.convert("RGB").save(written, format="JPEG", quality=80)
    return base64.b64encode(written.getvalue()).decode("ascii")


if __name__ == "__main__":
    answer(partial(draw, width=int(sys.argv[1]), turn=int(sys.argv[2])))

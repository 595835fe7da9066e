"""Draws an image anew, upright: `rewrite_image JPEG|PNG` names what is written.

The copy has no metadata, the place where a photograph was taken among them, and nothing
that hid behind the image.
"""

from __future__ import annotations

import sys
import warnings
from functools import partial
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps, UnidentifiedImageError

from webapp.attachments.programs.findings import Finding, FoundError, answer

__all__ = ["rewrite_image"]

_MOST_PIXELS = 64_000_000
_JPEG_QUALITY = 90

pillow_heif.register_heif_opener()  # pyright: ignore[reportUnknownMemberType] - its options are untyped


def rewrite_image(content: bytes, *, kept_format: str) -> bytes:
    """Give the copy to keep.

    Raises:
        FoundError: It is damaged, or has too many pixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG", "HEIF")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise FoundError(Finding.TOO_LARGE)
                upright = ImageOps.exif_transpose(image)
                return _written(upright, kept_format)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise FoundError(Finding.TOO_LARGE) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise FoundError(Finding.DAMAGED) from error


def _written(image: Image.Image, kept_format: str) -> bytes:
    written = BytesIO()
    if kept_format == "PNG":
        image.save(written, format="PNG", exif=b"", icc_profile=None)
    else:
        image.convert("RGB").save(
            written, format="JPEG", quality=_JPEG_QUALITY, exif=b"", icc_profile=None
        )
    return written.getvalue()


if __name__ == "__main__":
    answer(partial(rewrite_image, kept_format=sys.argv[1]))

"""What a document really is, and the copy of it that is kept.

A document is taken when its name, its first bytes and a full reading agree. What is
kept is written anew: an image loses its metadata (the place where a photograph was
taken among them) and anything that hides behind it; a PDF loses what stands outside
its structure. A PDF that acts by itself, or that asks for a password, is refused.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pillow_heif
from flask_babel import gettext
from PIL import Image, ImageOps, UnidentifiedImageError

from webapp.attachments.names import ending, shown_name

if TYPE_CHECKING:
    from collections.abc import Collection

__all__ = ["CheckedDocument", "RefusedDocumentError", "check_document"]

_PDF, _JPEG, _PNG, _HEIC = "application/pdf", "image/jpeg", "image/png", "image/heic"
_TYPE_BY_ENDING = {
    "pdf": _PDF,
    "jpg": _JPEG,
    "jpeg": _JPEG,
    "png": _PNG,
    "heic": _HEIC,
    "heif": _HEIC,
}
_SIGNATURES = {b"%PDF-": _PDF, b"\xff\xd8\xff": _JPEG, b"\x89PNG\r\n\x1a\n": _PNG}
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"mif1", b"msf1"))
"""Brands of ISO/IEC 23008-12 that still pictures carry."""
_MOST_PIXELS = 64_000_000
_MOST_PDF_OBJECTS = 100_000
_ACTIVE_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute")
)
_ACTIVE_KEYS = frozenset(("/JS", "/EF", "/EmbeddedFiles"))
_JPEG_QUALITY = 90

pillow_heif.register_heif_opener()  # pyright: ignore[reportUnknownMemberType] - its options are untyped


class RefusedDocumentError(Exception):
    """A document that cannot be taken; its text is for the document's owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """A document as it is kept."""

    name: str
    media_type: str
    content: bytes


def check_document(
    given_name: str | None, content: bytes, *, accepted: Collection[str], longest: int
) -> CheckedDocument:
    """Check a document and give the copy to keep.

    Args:
        given_name: As the browser says it.
        content: The whole document.
        accepted: Media types that the question takes.
        longest: The most bytes that a document may have.

    Raises:
        RefusedDocumentError: It is empty, too large, of another type, or damaged.
    """
    name = shown_name(given_name)
    if not content:
        raise RefusedDocumentError(
            gettext("Le document «%(name)s» est vide.", name=name)
        )
    if len(content) > longest:
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» dépasse %(size)s Mo.",
                name=name,
                size=longest // 1024**2,
            )
        )
    media_type = _TYPE_BY_ENDING.get(ending(name), "")
    if media_type not in accepted or media_type != _type_by_content(content):
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» n'est pas un PDF, JPEG, PNG ou HEIC.", name=name
            )
        )
    if media_type == _PDF:
        return CheckedDocument(
            name=name, media_type=_PDF, content=_clean_pdf(name, content)
        )
    return _clean_image(name, media_type, content)


def _type_by_content(content: bytes) -> str | None:
    """Give the media type whose signature stands at the very beginning."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return _HEIC
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    return None


def _clean_image(name: str, media_type: str, content: bytes) -> CheckedDocument:
    """Draw an image anew, upright; HEIC becomes JPEG, which every office can open."""
    kept_type = _PNG if media_type == _PNG else _JPEG
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=("JPEG", "PNG", "HEIF")) as image:
                if image.width * image.height > _MOST_PIXELS:
                    raise _damaged(name)
                upright = ImageOps.exif_transpose(image)
                written = _write_image(upright, kept_type)
    except (
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        raise _damaged(name) from error
    if media_type == _HEIC:
        name = f"{name.rpartition('.')[0]}.jpg"
    return CheckedDocument(name=name, media_type=kept_type, content=written)


def _write_image(image: Image.Image, media_type: str) -> bytes:
    written = BytesIO()
    if media_type == _PNG:
        image.save(written, format="PNG", exif=b"", icc_profile=None)
    else:
        image.convert("RGB").save(
            written, format="JPEG", quality=_JPEG_QUALITY, exif=b"", icc_profile=None
        )
    return written.getvalue()


def _clean_pdf(name: str, content: bytes) -> bytes:
    """Write a PDF anew.

    One that only its owner's password restricts opens without any and is taken.
    """
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            if len(pdf.objects) > _MOST_PDF_OBJECTS or not len(pdf.pages):
                raise _damaged(name)
            if _acts(pdf):
                raise RefusedDocumentError(
                    gettext(
                        "Le PDF «%(name)s» contient un programme ou des fichiers "
                        "joints. Imprimez-le en PDF, puis joignez la copie.",
                        name=name,
                    )
                )
            written = BytesIO()
            pdf.save(written, encryption=False, deterministic_id=True)
            return written.getvalue()
    except pikepdf.PasswordError as error:
        raise RefusedDocumentError(
            gettext(
                "Le PDF «%(name)s» est protégé par un mot de passe. "
                "Enregistrez-le sans mot de passe, puis joignez-le.",
                name=name,
            )
        ) from error
    except pikepdf.PdfError as error:
        raise _damaged(name) from error


def _acts(pdf: pikepdf.Pdf) -> bool:
    """Tell a PDF that runs, starts or carries something."""
    waiting = list(pdf.objects)
    while waiting:
        found = waiting.pop()
        inside: list[pikepdf.Object] = []
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            if _is_active(found):
                return True
            inside = [found[key] for key in found.keys()]  # noqa: SIM118 - no mapping
        elif isinstance(found, pikepdf.Array):
            inside = list(found)
        # What is indirect is in the list of all objects already.
        waiting += [each for each in inside if not getattr(each, "is_indirect", True)]
    return False


def _is_active(found: pikepdf.Object) -> bool:
    keys = set(found.keys())
    return bool(keys & _ACTIVE_KEYS) or str(found.get("/S", "")) in _ACTIVE_ACTIONS


def _damaged(name: str) -> RefusedDocumentError:
    return RefusedDocumentError(
        gettext(
            "Le document «%(name)s» est endommagé ou trop grand pour être lu.",
            name=name,
        )
    )

"""What a document really is, and the copy of it that is kept.

A document is taken when its name, its first bytes and a full reading agree, and no
virus is known in it. What is kept is written anew, by a process with bounds
(`programs/`). A PDF that acts by itself, or that asks for a password, is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext, lazy_gettext

from webapp.attachments.bounds import BOUNDS, BoundsError, run_bounded
from webapp.attachments.names import ending, shown_name
from webapp.attachments.programs.findings import Finding
from webapp.attachments.virus_scan import ScanError

if TYPE_CHECKING:
    from collections.abc import Collection

    from webapp.attachments.bounds import Bounds
    from webapp.attachments.virus_scan import VirusScanner

__all__ = ["CheckedDocument", "RefusedDocumentError", "check_document", "megabytes"]

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
_PROGRAMS: dict[str, tuple[str, ...]] = {
    _PDF: ("rewrite_pdf",),
    _JPEG: ("rewrite_image", "JPEG"),
    _PNG: ("rewrite_image", "PNG"),
    # Every office can open a JPEG.
    _HEIC: ("rewrite_image", "JPEG"),
}
_HEIC_BRANDS = frozenset((b"heic", b"heix", b"hevc", b"mif1", b"msf1"))
"""Brands of ISO/IEC 23008-12 that still pictures carry."""

_TOO_COMPLEX = lazy_gettext(
    "Le document «%(name)s» est trop grand ou trop compliqué pour être lu. "
    "Photographiez-le ou imprimez-le en PDF, puis joignez la copie."
)
_WORDS = {
    Finding.DAMAGED: lazy_gettext(
        "Le document «%(name)s» est endommagé. "
        "Ouvrez-le pour vérifier, puis joignez une nouvelle copie."
    ),
    Finding.TOO_LARGE: _TOO_COMPLEX,
    Finding.LOCKED: lazy_gettext(
        "Le PDF «%(name)s» est protégé par un mot de passe. "
        "Enregistrez-le sans mot de passe, puis joignez-le."
    ),
    Finding.ACTIVE: lazy_gettext(
        "Le PDF «%(name)s» contient un programme ou des fichiers "
        "joints. Imprimez-le en PDF, puis joignez la copie."
    ),
}


class RefusedDocumentError(Exception):
    """A document that cannot be taken; its text is for the document's owner."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """A document as it is kept."""

    name: str
    media_type: str
    content: bytes


def megabytes(length: int) -> str:
    """Give a number of bytes as people say it: `10`, `1.5`."""
    return f"{length / 1024**2:.1f}".removesuffix(".0")


def check_document(
    given_name: str | None,
    content: bytes,
    *,
    accepted: Collection[str],
    longest: int,
    scanner: VirusScanner | None = None,
    bounds: Bounds = BOUNDS,
) -> CheckedDocument:
    """Check a document and give the copy to keep.

    Args:
        given_name: As the browser says it.
        content: The whole document.
        accepted: Media types that the question takes.
        longest: The most bytes that a document may have.
        scanner: Looks for viruses; None where the office has none.
        bounds: What reading it may cost.

    Raises:
        RefusedDocumentError: It is empty, too large, of another type, damaged or
            infected, or could not be scanned now.
    """
    name = shown_name(given_name)
    media_type = _judge_outside(name, content, accepted, longest)
    if scanner is not None:
        _scan(name, content, scanner)
    kept_type = _JPEG if media_type == _HEIC else media_type
    rewritten = _rewrite(name, media_type, content, bounds)
    if media_type == _HEIC:
        name = f"{name.rpartition('.')[0]}.jpg"
    return CheckedDocument(name=name, media_type=kept_type, content=rewritten)


def _judge_outside(
    name: str, content: bytes, accepted: Collection[str], longest: int
) -> str:
    """Judge by size, name and first bytes; give the media type.

    Raises:
        RefusedDocumentError: One of them is wrong.
    """
    if not content:
        raise RefusedDocumentError(
            gettext("Le document «%(name)s» est vide.", name=name)
        )
    if len(content) > longest:
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» dépasse %(size)s Mo. Joignez une copie plus "
                "petite, par exemple une photo moins grande.",
                name=name,
                size=megabytes(longest),
            )
        )
    media_type = _TYPE_BY_ENDING.get(ending(name), "")
    if media_type not in accepted or media_type != _type_by_content(content):
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» n'est pas un PDF, JPEG, PNG ou HEIC.", name=name
            )
        )
    return media_type


def _type_by_content(content: bytes) -> str | None:
    """Give the media type whose signature stands at the very beginning."""
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return _HEIC
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    return None


def _scan(name: str, content: bytes, scanner: VirusScanner) -> None:
    """Refuse what is infected, and what nobody could look at."""
    try:
        virus = scanner.virus_in(content)
    except ScanError as error:
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» n'a pas pu être contrôlé par notre antivirus; "
                "il n'est pas joint. Joignez-le encore une fois dans quelques minutes.",
                name=name,
            )
        ) from error
    if virus:
        raise RefusedDocumentError(
            gettext(
                "Le document «%(name)s» contient un virus (%(virus)s); "
                "il n'est pas joint.",
                name=name,
                virus=virus,
            )
        )


def _rewrite(name: str, media_type: str, content: bytes, bounds: Bounds) -> bytes:
    try:
        ended = run_bounded(*_PROGRAMS[media_type], content=content, bounds=bounds)
    except BoundsError as error:
        raise RefusedDocumentError(str(_TOO_COMPLEX) % {"name": name}) from error
    if ended.finding is not Finding.GOOD:
        raise RefusedDocumentError(str(_WORDS[ended.finding]) % {"name": name})
    return ended.output

"""Writes a PDF anew: what stands outside its structure is gone.

One that only its owner's password restricts opens without any and is taken.
"""

from __future__ import annotations

from io import BytesIO

import pikepdf

from webapp.attachments.programs.findings import Finding, FoundError, answer

__all__ = ["rewrite_pdf"]

_MOST_OBJECTS = 100_000
_MOST_PAGES = 500
_ACTIVE_ACTIONS = frozenset(
    ("/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/RichMediaExecute")
)
_ACTIVE_KEYS = frozenset(("/JS", "/EF", "/EmbeddedFiles"))


def rewrite_pdf(content: bytes) -> bytes:
    """Give the copy to keep.

    Raises:
        FoundError: It is damaged, locked, active or too large.
    """
    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            _check(pdf)
            written = BytesIO()
            pdf.save(written, encryption=False, deterministic_id=True)
            return written.getvalue()
    except pikepdf.PasswordError as error:
        raise FoundError(Finding.LOCKED) from error
    except (pikepdf.PdfError, ValueError) as error:
        raise FoundError(Finding.DAMAGED) from error


def _check(pdf: pikepdf.Pdf) -> None:
    if len(pdf.objects) > _MOST_OBJECTS:
        raise FoundError(Finding.TOO_LARGE)
    pages = len(pdf.pages)
    if not pages:
        raise FoundError(Finding.DAMAGED)
    if pages > _MOST_PAGES:
        raise FoundError(Finding.TOO_LARGE)
    if _acts(pdf):
        raise FoundError(Finding.ACTIVE)


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


if __name__ == "__main__":
    answer(rewrite_pdf)

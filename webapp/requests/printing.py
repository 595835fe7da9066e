"""The PDF of a request: of a draft as it stands, of a sending as it is frozen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.targets.pdf import Envelope, load_template, render
from webapp.language import translator_for
from webapp.portal import portal
from webapp.requests.statuses import LOOKS, Status

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from engine.targets.pdf import Template
    from webapp.requests.judging import Judged

__all__ = ["print_request"]


def print_request(
    request: Judged, *, reference: str | None, sent_at: datetime | None
) -> bytes:
    """Print a request in the language that it was begun in.

    Args:
        request: What is printed.
        reference: Its reference; None prints a draft, marked as such.
        sent_at: The instant of its sending; None for a draft.
    """
    look = LOOKS[Status.PROCESSING if sent_at else Status.DRAFT]
    directory, name = portal().settings.pdf_templates_path, request.form.pdf_template
    return render(
        request.assessment,
        template=_template(directory, name, _changed(directory, name)),
        envelope=Envelope(reference=reference, status=str(look.label), sent_at=sent_at),
        translate=translator_for(request.request.language),
    )


def _changed(directory: Path, name: str) -> int:
    return (directory / f"{name}.yaml").stat().st_mtime_ns


@lru_cache(maxsize=16)
def _template(directory: Path, name: str, _changed_ns: int) -> Template:
    """Read a template once for each time that its file changes."""
    return load_template(directory, name)

"""The PDF of a request: of a draft as it stands, of a sending as it is frozen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from engine.targets.pdf import Envelope, load_template, render
from webapp.language import translator
from webapp.portal import page_services
from webapp.requests.statuses import LOOKS, Status

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from engine.runtime.assessment import Assessment
    from engine.targets.pdf import Template
    from webapp.requests.judging import Judged

__all__ = ["print_assessment", "print_request"]


def print_request(
    request: Judged, *, reference: str | None, sent_at: datetime | None
) -> bytes:
    """Print a request in the language of its reader.

    Args:
        request: What is printed.
        reference: Its reference; None prints a draft, marked as such.
        sent_at: The instant of its sending; None for a draft.
    """
    return print_assessment(request.assessment, reference=reference, sent_at=sent_at)


def print_assessment(
    assessment: Assessment, *, reference: str | None, sent_at: datetime | None
) -> bytes:
    """Print what was judged, as `print_request` does; it need not be stored.

    Raises:
        TemplateError: The form's template has errors.
    """
    look = LOOKS[Status.PROCESSING if sent_at else Status.DRAFT]
    directory = page_services().settings.pdf_templates_path
    name = assessment.form.pdf_template
    return render(
        assessment,
        template=_template(directory, name, _changed(directory, name)),
        envelope=Envelope(reference=reference, status=str(look.label), sent_at=sent_at),
        translate=translator(),
    )


def _changed(directory: Path, name: str) -> int:
    return (directory / f"{name}.yaml").stat().st_mtime_ns


@lru_cache(maxsize=16)
def _template(directory: Path, name: str, _changed_ns: int) -> Template:
    """Read a template once for each time that its file changes."""
    return load_template(directory, name)

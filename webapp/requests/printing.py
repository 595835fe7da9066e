"""The PDF of a request: of a draft as it stands, of a sending as it is frozen."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from flask import url_for
from flask_babel import gettext

from engine.targets import record
from engine.targets.pdf import Envelope, load_template, render
from webapp.language import translator
from webapp.portal import page_services, portal
from webapp.requests.statuses import LOOKS, Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from engine.runtime.assessment import Assessment
    from engine.targets.pdf import Template
    from webapp.requests.judging import Judged

__all__ = ["print_assessment", "print_request"]


def print_request(
    request: Judged,
    *,
    reference: str | None,
    sent_at: datetime | None,
    stored: Mapping[str, object] | None = None,
) -> bytes:
    """Print a request in the language of its reader.

    Args:
        request: What is printed.
        reference: Its reference; None prints a draft, marked as such.
        sent_at: The instant of its sending; None for a draft.
        stored: The record that is stored with the print, and attached to it; None
            makes one of what was judged.
    """
    return print_assessment(
        request.assessment, reference=reference, sent_at=sent_at, stored=stored
    )


def print_assessment(
    assessment: Assessment,
    *,
    reference: str | None,
    sent_at: datetime | None,
    stored: Mapping[str, object] | None = None,
) -> bytes:
    """Print what was judged, as `print_request` does; it need not be stored.

    Raises:
        TemplateError: The form's template has errors.
    """
    look = LOOKS[Status.PROCESSING if sent_at else Status.DRAFT]
    directory = page_services().settings.pdf_templates_path
    name, translate = assessment.form.pdf_template, translator()
    attached = stored or record.encode(assessment, translate.language)
    return render(
        assessment,
        template=_template(directory, name, _changed(directory, name)),
        envelope=Envelope(
            reference=reference,
            status=str(look.label),
            sent_at=sent_at,
            verification=_verification() if sent_at else "",
            record=record.as_json(attached),
        ),
        translate=translate,
    )


def _verification() -> str:
    """Say where a print is compared with what the office keeps."""
    address = portal().settings.delivery.base_url + url_for("verification.show")
    return gettext("Vérifier ce document: %(address)s", address=address)


def _changed(directory: Path, name: str) -> int:
    return (directory / f"{name}.yaml").stat().st_mtime_ns


@lru_cache(maxsize=16)
def _template(directory: Path, name: str, _changed_ns: int) -> Template:
    """Read a template once for each time that its file changes."""
    return load_template(directory, name)

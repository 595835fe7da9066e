"""Whether a PDF is the office's: by its bytes, or by its reference and hash.

The answer names the day of the sending and nothing else of the request. Whoever asks
with a wrong reference or a wrong hash is told the same: that this print is not known.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Blueprint, render_template, request
from flask_babel import gettext

from engine.storage.requests import RequestRepository
from webapp.access import Audience, open_to
from webapp.accounts.limits import Limit, has_room, keyed_hash, note
from webapp.attachments.fingerprint import Fingerprint
from webapp.portal import portal
from webapp.requests.wording import Line
from webapp.security import recognises_documents
from webapp.traffic.doors import through
from webapp.traffic.settings import Door

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["blueprint", "check", "show"]

blueprint = Blueprint("verification", __name__, template_folder="templates")

_PER_ADDRESS = Limit("verification, address", 60, timedelta(hours=1))
_REFERENCE = re.compile(r"([0-9A-Z]{4})[ -]?([0-9A-Z]{4})")
_HASH = re.compile(r"[0-9a-f]{64}")
_BLANKS = re.compile(r"[\s:]+")
_NOT_RIGHT, _TOO_MANY = 422, 429


@dataclass(slots=True)
class _Asked:
    """What somebody asks about; `problems` by control."""

    sha256: str = ""
    reference: str | None = None
    problems: dict[str, str] = field(default_factory=dict[str, str])


@blueprint.get("/verifier")
@open_to(Audience.ANYONE)
def show() -> str:
    """Ask for the document, or its reference and hash."""
    return _page()


@blueprint.post("/verifier")
@open_to(Audience.ANYONE)
@through(Door.VERIFICATION)
@recognises_documents
def check() -> str | tuple[str, int]:
    """Tell whether the office keeps this very print, and of which day it is."""
    if not _may_ask():
        words = gettext("Trop de vérifications. Attendez une heure, ou appelez-nous.")
        return _page(problems={"document": words}), _TOO_MANY
    asked = _asked()
    if asked.problems:
        return _page(problems=asked.problems), _NOT_RIGHT
    with portal().database.reading() as session:
        repository = RequestRepository(session)
        sent_at = repository.frozen_on(asked.sha256, reference=asked.reference)
    return _page(sent_at=sent_at, is_answer=True)


def _may_ask() -> bool:
    by_address = keyed_hash("address", request.remote_addr or "")
    with portal().database.writing() as session:
        if not has_room(session, _PER_ADDRESS, by_address):
            return False
        note(session, _PER_ADDRESS, by_address)
    return True


def _asked() -> _Asked:
    """Read the form: a file counts before a hash, a reference is compared with both."""
    asked = _Asked()
    file, typed = request.files.get("document"), request.form.get("hash", "")
    content = file.stream if file is not None else None
    digest = _BLANKS.sub("", typed).lower()
    if isinstance(content, Fingerprint) and content.length:
        asked.sha256 = content.sha256
        _read_reference(asked, is_needed=False)
    elif not digest:
        asked.problems["document"] = gettext(
            "Choisissez un fichier PDF, ou indiquez la référence et l'empreinte."
        )
    else:
        _read_reference(asked, is_needed=True)
        asked.sha256 = digest
        if not _HASH.fullmatch(digest):
            asked.problems["hash"] = gettext(
                "Indiquez les 64 signes de l'empreinte: chiffres et lettres de a à f."
            )
    return asked


def _read_reference(asked: _Asked, *, is_needed: bool) -> None:
    typed = request.form.get("reference", "").strip().upper()
    found = _REFERENCE.fullmatch(typed)
    if found is not None:
        asked.reference = "-".join(found.groups())
    elif typed or is_needed:
        asked.problems["reference"] = gettext(
            "Indiquez la référence du document, par exemple 7KX4-9QMT."
        )


def _page(
    *,
    sent_at: datetime | None = None,
    is_answer: bool = False,
    problems: dict[str, str] | None = None,
) -> str:
    found = problems or {}
    return render_template(
        "verification/page.html",
        sent_at=sent_at,
        is_answer=is_answer,
        problems=found,
        lines=[Line(name, words) for name, words in found.items()],
        reference=request.form.get("reference", ""),
        digest=request.form.get("hash", ""),
        has_errors=bool(found),
    )

"""What is answered to the scripts of a form's page, which ask for JSON.

They save as the page's own buttons do, to the same addresses; only the answer differs.
`revision` is what the page sends next time, `documents` is how the lists of documents
are to be drawn now, by their path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import get_template_attribute, jsonify, render_template, request, url_for
from flask_login import current_user

from webapp.requests.documents import attachments_at
from webapp.requests.live_page import kept_answers, saved_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Response

    from webapp.requests.differences import Difference
    from webapp.requests.documents import Refusal
    from webapp.requests.judging import Judged

__all__ = ["asks_for_json", "closed_answer", "overtaken_answer", "saved_answer"]

_CONFLICT = 409


def asks_for_json() -> bool:
    """Tell a script from a press of a button."""
    return request.accept_mimetypes.best == "application/json"


def saved_answer(draft: Judged, refusals: Iterable[Refusal]) -> Response:
    """Say that a draft is saved, and which documents were not taken."""
    found = attachments_at(draft.form, draft.answers, draft.attachments)
    draw = get_template_attribute("requests/documents.html", "document_list")
    return jsonify(
        address=url_for("requests.show", request_id=draft.request.id),
        revision=draft.request.revision,
        saved=saved_words(draft.status, draft.request.updated_at),
        documents={path: str(draw(documents)) for path, documents in found.items()},
        refusals=[[refusal.path, refusal.words] for refusal in refusals],
        kept=kept_answers(draft.form, draft.answers, draft.locks),
        idle_seconds=current_user.idle_ends_in_s,
    )


def overtaken_answer(
    draft: Judged, overtaken: tuple[Difference, ...]
) -> tuple[Response, int]:
    """Say that something else was saved meanwhile: both versions, to choose from."""
    address = url_for("requests.show", request_id=draft.request.id)
    notice = render_template(
        "requests/overtaken.html", overtaken=overtaken, address=address
    )
    return jsonify(revision=draft.request.revision, notice=notice), _CONFLICT


def closed_answer(draft: Judged) -> tuple[Response, int]:
    """Say that a request is no longer to be changed, and where it is to be read."""
    return jsonify(
        closed=url_for("requests.show", request_id=draft.request.id)
    ), _CONFLICT

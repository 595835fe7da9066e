"""What the scripts of a form's page know: data beside the controls, and their words.

A page without scripts needs none of it. What stands in no control of the page (stored
documents, answers locked in a correction) is told here, so that scripts judge all of
the answers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask_babel import gettext

from engine.targets.web_form.nesting import put, reach, rows_at
from engine.values import ValueKind
from webapp.attachments.content import megabytes
from webapp.clock import time_text
from webapp.portal import page_services
from webapp.requests.program_view import program_address
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from engine.compiler.form import CompiledField, CompiledForm
    from webapp.requests.draft_page import DraftPage
    from webapp.requests.locks import Locks

__all__ = ["kept_answers", "live_data", "saved_words"]


def live_data(page: DraftPage) -> dict[str, Any]:
    """Give what the scripts of a form's page know, as plain JSON."""
    form = page.form
    return {
        "program": program_address(form),
        "applicant": dict(page.applicant),
        "day": page.assessment.day.isoformat(),
        "kept": kept_answers(
            form, page.answers, page.correction.locks if page.correction else None
        ),
        "shown": str(page.shown),
        "total": form.total.key if form.total else None,
        "is_correction": page.correction is not None,
        "is_stored": page.saved_at is not None,
        "longest_document": page_services().settings.attachment_length,
        "words": _words(),
    }


def saved_words(status: Status, saved_at: datetime) -> str:
    """Say when a request was saved last."""
    if status is Status.CORRECTION:
        return gettext("Correction enregistrée à %(time)s", time=time_text(saved_at))
    return gettext("Brouillon enregistré à %(time)s", time=time_text(saved_at))


def kept_answers(
    form: CompiledForm, answers: Mapping[str, Any], locks: Locks | None
) -> dict[str, Any]:
    """Give the answers that no control holds; rows by their identifier."""
    fields: dict[str, Any] = {}
    for key, question in form.fields.items():
        if _has_no_control(question, key, locks):
            fields = put(fields, key, reach(answers, key))
    rows: dict[str, dict[str, Any]] = {}
    for path, listed in form.lists.items():
        for index, row in enumerate(rows_at(answers, path)):
            own: dict[str, Any] = {}
            for question in listed.fields:
                place = f"{path}[{index}].{question.key}"
                if _has_no_control(question, place, locks):
                    own = put(own, question.key, reach(row, question.key))
            if own:
                rows.setdefault(path, {})[str(row.get("_id", ""))] = own
    return {"fields": fields, "rows": rows}


def _has_no_control(question: CompiledField, path: str, locks: Locks | None) -> bool:
    if question.is_computed:
        return False
    if question.codec.kind is ValueKind.FILES:
        return True
    return locks is not None and locks.is_locked(path)


def _words() -> dict[str, str]:
    """Give every word that scripts show, in the reader's language."""
    return {
        "error": gettext("Erreur : "),
        "warning": gettext("Attention : "),
        "done": gettext("complet"),
        "todo": gettext("à corriger"),
        "full": gettext("Vous pouvez saisir au plus {maximum} entrées."),
        "removed": gettext("{row} supprimé."),
        "undo": gettext("Annuler la suppression"),
        "failed": gettext(
            "Le brouillon n'a pas pu être enregistré. Rien n'est perdu: vos réponses "
            "restent dans cette page."
        ),
        "conflict": gettext("Cette demande a été modifiée ailleurs entre-temps."),
        "compare": gettext("Comparer les deux versions"),
        "retry": gettext("Réessayer"),
        "ended": gettext(
            "Votre session a pris fin. Connectez-vous dans un nouvel onglet, puis "
            "revenez ici: rien n'est perdu."
        ),
        "sign_in": gettext("Se connecter (nouvel onglet)"),
        "uploading": gettext("Envoi en cours"),
        "uploaded": gettext("{name} est joint à la demande."),
        "detached": gettext("{name} est retiré de la demande."),
        "upload_failed": gettext("{name} n'a pas pu être envoyé. Essayez encore."),
        "too_large": gettext(
            "Le document «%(name)s» dépasse %(size)s Mo. Joignez une copie plus "
            "petite, par exemple une photo moins grande.",
            name="{name}",
            size=megabytes(page_services().settings.attachment_length),
        ),
        "wrong_type": gettext(
            "Le document «%(name)s» n'est pas un PDF, JPEG, PNG ou HEIC.", name="{name}"
        ),
        "empty": gettext("Le document «%(name)s» est vide.", name="{name}"),
        "cancel": gettext("Annuler"),
        "cancel_upload": gettext("l'envoi de {name}"),
        "preview": gettext("Aperçu de {name}"),
    }

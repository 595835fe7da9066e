"""Pages for what went wrong: plain words, the office's telephone, nothing of ours."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import redirect, render_template
from flask_babel import lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from webapp.operations.metrics import Happening, count
from webapp.operations.request_ids import request_id
from webapp.outages import RETRY_AFTER_S, Words, explain_outage, is_outage
from webapp.security import NulInTextError, way_back
from webapp.storage.objects import LostObjectError, StorageError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

__all__ = ["explain_errors"]

Answer = HTTPException | tuple[str, int, list[tuple[str, str]]]
_FAULT, _NO_SERVICE = 500, 503
_log = logging.getLogger(__name__)


_HOME = lazy_gettext("Revenez à la page d'accueil.")
_WORDS = {
    400: Words(
        title=lazy_gettext("Cette demande n'a pas été comprise"),
        advice=lazy_gettext(
            "La page était peut-être ouverte depuis longtemps. "
            "Revenez en arrière, rechargez la page et essayez encore une fois."
        ),
    ),
    403: Words(
        title=lazy_gettext("Cette page n'est pas ouverte à votre compte"), advice=_HOME
    ),
    404: Words(
        title=lazy_gettext("Cette page n'existe pas"),
        advice=lazy_gettext("Vérifiez l'adresse, ou revenez à la page d'accueil."),
    ),
    405: Words(
        title=lazy_gettext("Cette page ne s'ouvre pas de cette façon"), advice=_HOME
    ),
    413: Words(
        title=lazy_gettext("Votre envoi est trop grand"),
        advice=lazy_gettext(
            "Un document peut avoir 10 Mo. Revenez en arrière: ce que vous avez tapé "
            "est encore là. Joignez les documents l'un après l'autre."
        ),
    ),
    429: Words(
        title=lazy_gettext("Trop de pages à la fois"),
        advice=lazy_gettext(
            "Beaucoup de pages ont été demandées depuis votre réseau. Attendez une "
            "minute, revenez en arrière et essayez encore une fois: ce que vous avez "
            "tapé est encore là."
        ),
    ),
    _FAULT: Words(
        title=lazy_gettext("Le portail a un problème"),
        advice=lazy_gettext(
            "Rien de ce qui a été confirmé n'est perdu. "
            "Essayez encore une fois dans quelques minutes."
        ),
    ),
}


_NOT_NOW = Words(
    title=lazy_gettext("Les documents ne sont pas disponibles pour le moment"),
    advice=lazy_gettext(
        "Rien n'est perdu, et le reste du portail fonctionne. "
        "Essayez encore une fois dans une minute."
    ),
)
_LOST = Words(
    title=lazy_gettext("Ce document ne peut pas être ouvert"),
    advice=lazy_gettext(
        "Le fichier que nous gardons n'est plus celui qui a été enregistré. "
        "Appelez-nous: nous le cherchons avec vous."
    ),
)


_NO_TEXT = Words(
    title=lazy_gettext("Ce texte ne peut pas être enregistré"),
    advice=lazy_gettext(
        "Il contient un signe invisible, le signe «NUL». Revenez en arrière, effacez "
        "le texte et tapez-le à la main."
    ),
)


def explain_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(CSRFError, _lead_back)
    app.register_error_handler(StorageError, _explain_outage)
    app.register_error_handler(LostObjectError, _explain_loss)
    app.register_error_handler(SQLAlchemyError, _explain_database)
    app.register_error_handler(Exception, _explain_fault)


def _explain(error: HTTPException) -> Answer:
    code = error.code or _FAULT
    # Of a host that is not ours no address can be built, so there is no page.
    if error.response is not None or isinstance(error, SecurityError):
        return error
    headers = [
        (name, value)
        for name, value in error.get_headers()
        if name in ("Allow", "Retry-After")
    ]
    words = _NO_TEXT if isinstance(error, NulInTextError) else _words(code)
    page = render_template("error.html", words=words, number="")
    return page, code, headers


def _lead_back(error: CSRFError) -> Answer | Response:
    """Answer a form whose token is of no session, or of another one."""
    address = way_back()
    return redirect(address, 303) if address else _explain(error)


def _explain_outage(error: StorageError) -> Answer:
    """Say that the storage does not answer now; the rest of the portal does."""
    count(Happening.STORAGE_ERROR)
    _log.warning("the storage does not answer: %s", error)
    page = render_template("error.html", words=_NOT_NOW, number="")
    return page, _NO_SERVICE, [("Retry-After", RETRY_AFTER_S)]


def _explain_loss(error: LostObjectError) -> tuple[str, int]:
    return _under_a_number(error, _LOST)


def _explain_database(error: SQLAlchemyError) -> Answer | tuple[str, int]:
    """Tell what gets better by itself from what is a fault of ours."""
    return explain_outage(error) if is_outage(error) else _explain_fault(error)


def _explain_fault(error: Exception) -> tuple[str, int]:
    return _under_a_number(error, _words(_FAULT))


def _under_a_number(error: Exception, words: Words) -> tuple[str, int]:
    """Log a fault of ours under the request's name, and show that name only."""
    number = request_id() or ""
    _log.error("fault %s", number, exc_info=error)
    return render_template("error.html", words=words, number=number), _FAULT


def _words(code: int) -> Words:
    return _WORDS.get(code, _WORDS[_FAULT])

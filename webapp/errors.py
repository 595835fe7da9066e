"""Pages for what went wrong: plain words, the office's telephone, nothing of ours."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, InternalServerError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.wrappers import Response

__all__ = ["explain_errors"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """Title and advice of one page."""

    title: str
    advice: str


def explain_errors(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _explain_fault)


def _explain(error: HTTPException) -> Response | tuple[str, int] | HTTPException:
    code = error.code or InternalServerError.code
    if error.response is not None or code < 400:  # noqa: PLR2004 - a redirect is no error
        return error
    headers = [
        (name, value)
        for name, value in error.get_headers()
        if name in ("Allow", "Retry-After")
    ]
    page = render_template("error.html", words=_words(code), number="")
    return page, code, headers  # pyright: ignore[reportReturnType] - Flask takes three


def _explain_fault(error: Exception) -> tuple[str, int]:
    """Log a fault of ours under a number, and show that number only."""
    number = secrets.token_hex(4).upper()
    _log.error("fault %s", number, exc_info=error)
    page = render_template("error.html", words=_words(500), number=number)
    return page, InternalServerError.code


def _words(code: int) -> _Words:
    match code:
        case 400:
            return _Words(
                title=gettext("Cette demande n'a pas été comprise"),
                advice=gettext(
                    "La page était peut-être ouverte depuis longtemps. "
                    "Revenez en arrière, rechargez la page et essayez encore une fois."
                ),
            )
        case 403:
            return _Words(
                title=gettext("Cette page n'est pas ouverte à votre compte"),
                advice=gettext("Revenez à la page d'accueil."),
            )
        case 404:
            return _Words(
                title=gettext("Cette page n'existe pas"),
                advice=gettext(
                    "Vérifiez l'adresse, ou revenez à la page d'accueil."
                ),
            )
        case 405:
            return _Words(
                title=gettext("Cette page ne s'ouvre pas de cette façon"),
                advice=gettext("Revenez à la page d'accueil."),
            )
        case 413:
            return _Words(
                title=gettext("Votre envoi est trop grand"),
                advice=gettext(
                    "Un document peut avoir 10 Mo. Revenez en arrière: ce que vous avez "
                    "tapé est encore là. Joignez les documents l'un après l'autre."
                ),
            )
        case 429:
            return _Words(
                title=gettext("Trop d'essais"),
                advice=gettext("Attendez quinze minutes, puis essayez encore une fois."),
            )
        case _:
            return _Words(
                title=gettext("Le portail a un problème"),
                advice=gettext(
                    "Rien de ce qui a été confirmé n'est perdu. "
                    "Essayez encore une fois dans quelques minutes."
                ),
            )

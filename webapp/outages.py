"""A database that cannot answer now: no disk space, a lock, a server that is away.

It gets better by itself, so whoever meets it is told to come again (503, Retry-After),
in words, and nothing that was typed is lost: the page that tells of it carries what was
sent, and one press sends it again. Nobody is asked meanwhile who is signed in.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from flask import g, render_template, request
from flask_babel import lazy_gettext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from webapp.language import current_language

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask_babel.speaklater import LazyString

__all__ = [
    "OUTAGES",
    "RETRY_AFTER_S",
    "Words",
    "explain_outage",
    "is_outage",
    "unless_outage",
]

_User = TypeVar("_User")

OUTAGES = (OperationalError, InterfaceError, PoolTimeoutError)
"""What the database's own troubles are raised as; ours are other ones."""
_TELLS = "tells_of_an_outage"
RETRY_AFTER_S = "60"
_NO_SERVICE = 503
_SECRETS = ("password", "code")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Title and advice of a page that tells what went wrong."""

    title: LazyString
    advice: LazyString


_NOT_NOW = Words(
    title=lazy_gettext("Le portail n'est pas disponible pour le moment"),
    advice=lazy_gettext(
        "Rien de ce qui a été confirmé n'est perdu. Attendez une minute, puis "
        "rechargez la page."
    ),
)
_NOT_SAVED = Words(
    title=lazy_gettext("Le portail ne peut rien enregistrer pour le moment"),
    advice=lazy_gettext(
        "Rien n'est perdu: cette page garde ce que vous avez tapé. Attendez une "
        "minute, puis essayez encore une fois: rien ne part deux fois."
    ),
)
_TYPE_AGAIN = Words(
    title=lazy_gettext("Le portail ne peut rien enregistrer pour le moment"),
    advice=lazy_gettext(
        "Attendez une minute, puis revenez en arrière et essayez encore une fois."
    ),
)


def is_outage(error: Exception) -> bool:
    """Tell an error that gets better by itself from one of ours."""
    is_cut_off = isinstance(error, DBAPIError) and error.connection_invalidated
    return is_cut_off or isinstance(error, OUTAGES)


def explain_outage(error: Exception) -> tuple[str, int, list[tuple[str, str]]]:
    """Answer with a page that keeps what was typed, however little works."""
    _log.error("the database does not answer", exc_info=error)
    # Were they signed in, or not? The answer is in the database.
    g.setdefault(_TELLS, True)
    current_language()
    typed = _typed()
    words = _NOT_NOW
    if request.method == "POST":
        words = _NOT_SAVED if typed else _TYPE_AGAIN
    page = render_template(
        "outage.html",
        words=words,
        number="",
        typed=typed,
        with_documents=typed and any(f.filename for f in request.files.values()),
        address=request.full_path.rstrip("?"),
    )
    return page, _NO_SERVICE, [("Retry-After", RETRY_AFTER_S)]


def unless_outage(
    load: Callable[[str], _User | None],
) -> Callable[[str], _User | None]:
    """Ask nobody who is signed in while the page tells of an outage."""

    def ask(token: str) -> _User | None:
        return None if g.get(_TELLS) else load(token)

    return ask


def _typed() -> list[tuple[str, str]]:
    """Give what was sent, to be sent again; nothing where it is secret or too long."""
    if request.method != "POST":
        return []
    try:
        sent = list(request.form.items(multi=True))
    except HTTPException:
        return []
    is_secret = any(secret in name for name, _ in sent for secret in _SECRETS)
    return [] if is_secret else sent

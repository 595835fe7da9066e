"""Messages that have not left: the backlog, what is stuck and why, another try.

What a message says is not shown: a code or a link in it is for its reader alone. The
address is, since a wrong one is what a supervisor can mend.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext, ngettext

from webapp.access import Audience, open_to, own_account
from webapp.delivery import outbox
from webapp.delivery.addresses import UnreachableError
from webapp.delivery.leases import CUT_SHORT, EXPIRED
from webapp.delivery.service import delivery
from webapp.office import audit
from webapp.office.blueprint import blueprint
from webapp.portal import portal

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

__all__ = ["messages", "reason_words", "retry_messages"]

_MOST_SHOWN = 100
_ALL = "tous"
_WORDS = {
    EXPIRED: lazy_gettext("Trop tard: son contenu ne sert plus."),
    CUT_SHORT: lazy_gettext("L'envoi a été interrompu chaque fois."),
    "": lazy_gettext("L'envoi a été interrompu."),
    UnreachableError.__name__: lazy_gettext("L'adresse n'est pas valable."),
}


@blueprint.get("/messages")
@open_to(Audience.SUPERVISORS)
def messages() -> str:
    """Show what waits and what is stuck."""
    with portal().database.reading() as session:
        kinds = outbox.backlog(session).values()
        waiting = outbox.struggling(session, limit=_MOST_SHOWN)
        stuck = outbox.stuck(session, limit=_MOST_SHOWN)
    return render_template(
        "office/messages.html",
        waiting_count=sum(found.waiting for found in kinds),
        stuck_count=sum(found.dead for found in kinds),
        waiting=waiting,
        stuck=stuck,
        reason=reason_words,
        all_messages=_ALL,
        dense=True,
    )


@blueprint.post("/messages")
@open_to(Audience.SUPERVISORS)
def retry_messages() -> Response:
    """Try one stuck message again, or all of them."""
    asked, now = request.form.get("message", ""), portal().now()
    with portal().database.writing() as session:
        if asked == _ALL:
            count = outbox.retry_all(session, at=now)
        else:
            count = int(outbox.retry(session, asked, at=now))
        audit.append(
            session,
            own_account(),
            "retry_messages",
            subject="",
            at=now,
            details={"message": asked[:32], "count": count},
        )
    delivery().worker.wake()
    flash(
        ngettext(
            "%(num)s message est envoyé encore une fois.",
            "%(num)s messages sont envoyés encore une fois.",
            count,
        )
        if count
        else gettext("Aucun message n'est envoyé: son contenu ne sert plus.")
    )
    return redirect(url_for("office.messages"), 303)


def reason_words(code: str) -> str:
    """Say why a message did not leave; the code stays readable for a technician."""
    if code in _WORDS:
        return str(_WORDS[code])
    if code.startswith(("SMTP 5", "HTTP 4")) and code != "HTTP 429":
        return gettext("Refusé par le serveur (%(code)s).", code=code)
    if code.startswith(("SMTP ", "HTTP ")):
        return gettext("Le serveur demande d'attendre (%(code)s).", code=code)
    return gettext("Le serveur ne répond pas comme il faut (%(code)s).", code=code)

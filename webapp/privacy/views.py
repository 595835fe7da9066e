"""«Mes données»: a person's own copy of everything, behind a code as for a change.

The code is for the session that asked for it, and opens the download for ten minutes.
"""

from __future__ import annotations

from datetime import timedelta
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    send_file,
    url_for,
)
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy import select

from webapp.access import Audience, held_account, open_to, own_account
from webapp.accounts.owed_codes import Purpose
from webapp.accounts.profile_page import ask_for_code
from webapp.accounts.tables import Account, Challenge
from webapp.portal import portal
from webapp.privacy.person_export import write_export

if TYPE_CHECKING:
    from typing import IO

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

__all__ = ["ask", "blueprint", "download", "own_data"]

blueprint = Blueprint("privacy", __name__, template_folder="templates")

_OPEN_FOR = timedelta(minutes=10)
_IN_MEMORY = 4 * 1024**2
"""Bytes of an archive that are kept there; a larger one goes to a temporary file."""


@blueprint.post("/informations-personnelles/mes-donnees")
@open_to(Audience.BENEFICIARIES)
def ask() -> Response:
    """Ask for the code that opens the download."""
    with portal().database.writing() as session:
        account = held_account(session)
        if not ask_for_code(session, account, {"export": True}):
            flash(gettext("Trop de codes demandés. Attendez 15 minutes."), "account")
            return redirect(url_for("accounts.profile"), 303)
    return redirect(url_for("accounts.code"), 303)


@blueprint.get("/informations-personnelles/mes-donnees")
@open_to(Audience.BENEFICIARIES)
def own_data() -> Response | str:
    """Show the link of the download."""
    with portal().database.reading() as session:
        if not _is_open(session):
            return _shut()
    return render_template("privacy/own_data.html")


@blueprint.get("/informations-personnelles/mes-donnees.zip")
@open_to(Audience.BENEFICIARIES)
def download() -> Response:
    """Give the archive."""
    with portal().database.reading() as session:
        if not _is_open(session):
            return _shut()
        archive: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - the response closes it
        try:
            write_export(session, session.get_one(Account, own_account().id), archive)
        except BaseException:
            archive.close()
            raise
    archive.seek(0)
    name = gettext("mes-donnees.zip")
    answer = send_file(
        archive, mimetype="application/zip", as_attachment=True, download_name=name
    )
    # Files may be kept by browsers where nothing is said: this one by nobody.
    del answer.headers["Cache-Control"]
    return answer


def _is_open(session: Session) -> bool:
    """Tell whether this session has just given the code that it asked for."""
    given = select(Challenge.payload).where(
        Challenge.account_id == own_account().id,
        Challenge.purpose == Purpose.CHANGE,
        Challenge.login_hash == current_user.login_hash,
        Challenge.used_at > portal().now() - _OPEN_FOR,
    )
    return any("export" in payload for payload in session.scalars(given))


def _shut() -> Response:
    flash(gettext("Demandez vos données encore une fois, avec un code."), "account")
    return redirect(url_for("accounts.profile"), 303)

"""Who may open which view: declared at each view, enforced in one place.

A view without a declaration is refused to everybody, so none is open by oversight.
Who has given a password, but no code yet, is nobody: every page leads to the code's.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar, cast
from urllib.parse import urlsplit

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user

from engine.storage.locks import hold_row
from webapp.accounts.directory import Role
from webapp.accounts.owed_codes import is_asked, owes_sign_in_code
from webapp.accounts.tables import Account
from webapp.portal import portal
from webapp.security import is_late_write

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

__all__ = [
    "DESK_ROLES",
    "Audience",
    "audience_of",
    "guard",
    "held_account",
    "open_to",
    "own_account",
]

_View = TypeVar("_View", bound="Callable[..., object]")
_MARK = "audience"
_ERRORS_OF_NOBODY = (400, 413, 429, 500, 503)
"""Their pages say nothing of whoever asked."""
DESK_ROLES = (Role.CLERK, Role.SUPERVISOR)


class Audience(StrEnum):
    """The circles of people that a view can be for."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    BENEFICIARIES = "beneficiaries"
    DESK = "desk"
    """Who handles requests: clerks and supervisors; administrators do not."""
    SUPERVISORS = "supervisors"


def open_to(audience: Audience) -> Callable[[_View], _View]:
    """Declare whom a view is for."""

    def mark(view: _View) -> _View:
        setattr(view, _MARK, audience)
        return view

    return mark


def audience_of(app: Flask, endpoint: str) -> Audience | None:
    """Give whom a view is for; None where nobody declared it."""
    if endpoint == "static":
        return Audience.ANYONE
    return getattr(app.view_functions[endpoint], _MARK, None)


def guard(app: Flask) -> None:
    """Check every request against its view's declaration."""
    app.before_request(_check)
    app.after_request(_show_nothing_late)


def own_account() -> Account:
    """Give the account that is signed in; for views that ask for one."""
    return cast("Account", current_user.account)


def held_account(session: Session) -> Account:
    """Give the account that is signed in, as it is in a transaction that writes.

    Nobody else changes it until the transaction ends.
    """
    return hold_row(session, Account, own_account().id)


def _check() -> Response | None:
    if request.endpoint is None:
        return None
    match audience_of(current_app, request.endpoint):
        case Audience.ANYONE:
            pass
        case Audience() if _is_nobody():
            return redirect(_sign_in_address(), 303)
        case Audience.BENEFICIARIES if own_account().role != Role.BENEFICIARY:
            abort(403)
        case Audience.DESK if own_account().role not in DESK_ROLES:
            abort(403)
        case Audience.SUPERVISORS if own_account().role != Role.SUPERVISOR:
            abort(403)
        case None:
            abort(404)
        case _:
            pass
    return None


def _is_nobody() -> bool:
    """Tell who may open nothing; a late writer may, since only their view loads one."""
    return bool(current_user.is_anonymous)


def _sign_in_address() -> str:
    """Give where somebody goes to sign in, and to come back from afterwards."""
    if is_asked():
        with portal().database.reading() as session:
            if owes_sign_in_code(session):
                return url_for("accounts.code")
    return url_for("accounts.entry", next=_page_to_come_back_to())


def _page_to_come_back_to() -> str:
    """Give the page asked for, or the page that a form was on."""
    if request.method in ("GET", "HEAD"):
        return request.path
    page = urlsplit(request.referrer or "")
    return page.path if page.netloc == request.host else "/"


def _show_nothing_late(response: Response) -> Response:
    """Lead a late writer to sign in, and then to where the view would have led."""
    if not is_late_write() or not getattr(current_user, "is_late", False):
        return response
    if response.status_code in _ERRORS_OF_NOBODY:
        return response
    target = urlsplit(response.location or "")
    address = f"{target.path}?{target.query}" if target.query else target.path
    return redirect(url_for("accounts.entry", next=address or "/"), 303)

"""Signed-in browsers: opaque tokens, their state on the server.

The cookie carries a random token (256 bits) that Flask-Login treats as the user's id;
the table holds its hash. Ending the row ends the session, wherever the cookie was
copied to. Each sign-in makes a new token, so a cookie planted before is worth nothing.

A session that only its time has ended shows nothing any more, but what its owner was
still typing is kept: see `LATE_FOR` and `webapp.security.takes_late_writes`.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import request
from flask import session as cookie
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import select, update

from webapp.accounts.directory import Role
from webapp.accounts.tables import Account, LoginSession
from webapp.language import chosen_language
from webapp.outages import OUTAGES, unless_outage
from webapp.portal import portal
from webapp.security import is_late_write

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from flask import Flask
    from sqlalchemy.orm import Session

__all__ = [
    "LATE_FOR",
    "SignedIn",
    "begin_session",
    "end_one_session",
    "end_session",
    "end_sessions",
    "forget_cookie",
    "open_sessions",
    "prolong_session",
    "resume_session",
    "rotate_session",
    "session_number",
    "session_of_cookie",
    "watch_sessions",
]

_FORM_MARK = "csrf_token"
"""Where Flask-WTF keeps what form tokens are made from."""
_EARLIER_FORM_MARK = "earlier_form_mark"
LATE_FOR = timedelta(hours=12)
"""How long after a session's absolute end its owner's typing is still taken: a page
left open over night. A session that was ended takes nothing."""
_SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was last used: not a write per request."""


@dataclass(frozen=True, slots=True)
class SignedIn(UserMixin):
    """Who is signed in, as Flask-Login hands it to the views."""

    token: str
    account: Account
    started_at: datetime
    seen_at: datetime
    """When the session was last noted as used."""
    is_late: bool = False
    """Whether time has ended the session: nobody is signed in, one change is taken."""

    @property
    def is_authenticated(self) -> bool:
        """Tell whether the session is open."""
        return not self.is_late

    def get_id(self) -> str:
        """Give what the cookie keeps."""
        return self.token

    @property
    def is_unconfirmed(self) -> bool:
        """Tell a beneficiary whose e-mail address is not confirmed yet."""
        is_beneficiary = self.account.role == Role.BENEFICIARY
        return is_beneficiary and self.account.email_confirmed_at is None

    @property
    def login_hash(self) -> str:
        """Give what the table knows the session by."""
        return _hash(self.token)

    @property
    def idle_ends_in_s(self) -> int:
        """Give the seconds until the session ends if nothing is asked any more."""
        settings = portal().settings
        return min(
            self.absolute_ends_in_s,
            _seconds_left(self.seen_at, settings.session_idle_s),
        )

    @property
    def absolute_ends_in_s(self) -> int:
        """Give the seconds until the session ends whatever is done."""
        return _seconds_left(self.started_at, portal().settings.session_absolute_s)


def watch_sessions(app: Flask) -> None:
    """Let Flask-Login find who is signed in, and send others to the entry page."""
    manager = LoginManager()
    manager.login_view = "accounts.entry"
    manager.login_message = None
    # The row on the server decides; a mark of the browser in the cookie adds nothing.
    manager.session_protection = None
    manager.user_loader(unless_outage(_load))
    manager.init_app(app)


def begin_session(
    session: Session, account: Account, *, started_at: datetime | None = None
) -> SignedIn:
    """Sign the browser in with a new token, whatever its cookie held before.

    Args:
        session: Of a transaction that writes.
        account: Who signs in.
        started_at: When the person did, if the token only takes another's place.
    """
    token = secrets.token_urlsafe(32)
    now = portal().now()
    session.add(
        LoginSession(
            token_hash=_hash(token),
            account_id=account.id,
            started_at=started_at or now,
            seen_at=now,
            address=request.remote_addr or "",
            browser=(request.user_agent.string or "")[:200],
        )
    )
    account.language = chosen_language() or account.language
    cookie.clear()
    signed_in = SignedIn(token, account, started_at or now, now)
    login_user(signed_in)
    return signed_in


def rotate_session(session: Session, account: Account, login_hash: str) -> SignedIn:
    """Give this browser a new token and end all sessions that the account had.

    The day's end stays where it was.
    """
    old = session.get(LoginSession, login_hash)
    started_at = old.started_at if old else None
    end_sessions(session, account.id, at=portal().now())
    return begin_session(session, account, started_at=started_at)


def end_one_session(session: Session, account_id: str, number: str) -> None:
    """End a session of an account by the number that the list gives it."""
    for found in open_sessions(session, account_id):
        if session_number(found) == number:
            found.ended_at = portal().now()


def prolong_session(login_hash: str) -> datetime:
    """Let a session's idle time begin anew; give the instant that it begins at."""
    now = portal().now()
    with portal().database.writing() as session:
        session.execute(
            update(LoginSession)
            .where(LoginSession.token_hash == login_hash)
            .values(seen_at=now)
        )
    return now


def session_number(found: LoginSession) -> str:
    """Give what names a session on a page: too little to find its hash from."""
    return found.token_hash[:12]


def session_of_cookie() -> str | None:
    """Give what the table knows this browser's last session by, whatever became of it.

    To be asked before a sign-in clears the cookie.
    """
    token = cookie.get("_user_id")
    return _hash(token) if isinstance(token, str) else None


def resume_session(session: Session, account: Account, login_hash: str | None) -> None:
    """Sign in again in the place of the session that this browser had.

    If it was the same person's, and only time has ended it, its forms keep their token:
    a page that is still open in another tab may then be saved.
    """
    earlier = session.get(LoginSession, login_hash) if login_hash else None
    is_same = (
        earlier is not None
        and earlier.account_id == account.id
        and earlier.ended_at is None
    )
    form_token = cookie.get(_EARLIER_FORM_MARK)
    begin_session(session, account)
    if earlier is not None and is_same:
        earlier.ended_at = portal().now()
        if isinstance(form_token, str):
            cookie[_FORM_MARK] = form_token


def forget_cookie() -> None:
    """Begin the cookie anew for a sign-in, which may turn out to be a resumption."""
    form_token = cookie.get(_FORM_MARK)
    has_session = session_of_cookie() is not None
    cookie.clear()
    if has_session and isinstance(form_token, str):
        cookie[_EARLIER_FORM_MARK] = form_token


def end_session(token: str) -> None:
    """Sign the browser out; its token is worth nothing from now on."""
    with portal().database.writing() as session:
        session.execute(
            update(LoginSession)
            .where(LoginSession.token_hash == _hash(token))
            .values(ended_at=portal().now())
        )
    logout_user()
    cookie.clear()


def open_sessions(session: Session, account_id: str) -> Sequence[LoginSession]:
    """Give an account's sessions that have not ended, the newest first."""
    found = session.scalars(
        select(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
        .order_by(LoginSession.seen_at.desc())
    ).all()
    return tuple(row for row in found if _is_open(row))


def end_sessions(session: Session, account_id: str, *, at: datetime) -> None:
    """End every session of an account."""
    session.execute(
        update(LoginSession)
        .where(LoginSession.account_id == account_id, LoginSession.ended_at.is_(None))
        .values(ended_at=at)
    )


def _hash(token: str) -> str:
    # A random token needs no slow hash: there is nothing to guess it from.
    return sha256(token.encode()).hexdigest()


def _load(token: str) -> SignedIn | None:
    with portal().database.reading() as session:
        found = session.execute(
            select(LoginSession, Account)
            .join(Account, Account.id == LoginSession.account_id)
            .where(LoginSession.token_hash == _hash(token))
        )
        row, account = found.one_or_none() or (None, None)
    if row is None or account is None or account.disabled_at is not None:
        return None
    if _is_open(row):
        return SignedIn(token, account, row.started_at, _note_use(row))
    if is_late_write() and _may_write_late(row):
        return SignedIn(token, account, row.started_at, row.seen_at, is_late=True)
    return None


def _is_open(row: LoginSession) -> bool:
    now, settings = portal().now(), portal().settings
    return (
        row.ended_at is None
        and now - row.seen_at < timedelta(seconds=settings.session_idle_s)
        and now - row.started_at < timedelta(seconds=settings.session_absolute_s)
    )


def _may_write_late(row: LoginSession) -> bool:
    longest = timedelta(seconds=portal().settings.session_absolute_s) + LATE_FOR
    return row.ended_at is None and portal().now() - row.started_at < longest


def _note_use(row: LoginSession) -> datetime:
    """Keep that a session is used, now and then; give when it was noted last."""
    if portal().now() - row.seen_at < _SEEN_EVERY:
        return row.seen_at
    try:
        return prolong_session(row.token_hash)
    except OUTAGES:
        # What nobody can write down now keeps nobody from reading.
        return row.seen_at


def _seconds_left(since: datetime, limit_s: int) -> int:
    passed = portal().now() - since
    return max(0, limit_s - int(passed.total_seconds()))

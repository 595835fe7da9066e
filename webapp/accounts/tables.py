"""The tables of accounts, their sessions, codes and links, and what is counted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, validates

from engine.storage.tables import Base

__all__ = [
    "IS_SHUT_OR_UNCONFIRMED",
    "IS_STAFF",
    "AccessCount",
    "Account",
    "AccountChange",
    "Authenticator",
    "Challenge",
    "EmailLink",
    "KnownDevice",
    "LoginSession",
    "SignInAttempt",
]


IS_STAFF = text("role <> 'beneficiary'")
"""Of the few accounts of the office; names their index among those of everybody."""

IS_SHUT_OR_UNCONFIRMED = text(
    "(disabled_at IS NOT NULL"
    " OR (mobile_confirmed_at IS NULL AND email_confirmed_at IS NULL))"
)
"""Of the few accounts that may have to go; names their index."""


class Account(Base):
    """A person with access: a beneficiary, or somebody of the office."""

    __tablename__ = "accounts"
    __table_args__ = (
        Index(
            "ix_accounts_staff",
            "email_key",
            sqlite_where=IS_STAFF,
            postgresql_where=IS_STAFF,
        ),
        Index(
            "ix_accounts_shut_or_unconfirmed",
            "created_at",
            sqlite_where=IS_SHUT_OR_UNCONFIRMED,
            postgresql_where=IS_SHUT_OR_UNCONFIRMED,
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(320))
    """As its owner writes it."""
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    """As it is looked up: without regard to case and Unicode form."""
    password_hash: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(5))
    applicant: Mapped[dict[str, Any]]
    """The data of `forms/shared/applicant.yaml`, in canonical JSON."""
    avs_number: Mapped[str | None] = mapped_column(String(20), index=True)
    """As `applicant` has it, to be looked up by; so is `mobile`."""
    mobile: Mapped[str | None] = mapped_column(String(20), index=True)
    created_at: Mapped[datetime]
    email_confirmed_at: Mapped[datetime | None]
    mobile_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]

    @validates("applicant")
    def _take_numbers_out(self, _: str, applicant: dict[str, Any]) -> dict[str, Any]:
        self.avs_number = applicant.get("avs_number")
        self.mobile = applicant.get("mobile")
        return applicant


class LoginSession(Base):
    """One signed-in browser. The token itself is nowhere but in its cookie."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(200))


class KnownDevice(Base):
    """A browser on which an account has signed in. The token is in its cookie only."""

    __tablename__ = "known_devices"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("accounts.id"), primary_key=True, index=True
    )
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SignInAttempt(Base):
    """One try of a password, counted before it is checked."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index(None, "account_key", "at"),
        Index(None, "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str] = mapped_column(String(64))
    """HMAC of the e-mail, and of the device where the account knows it: whether the
    address has an account is not told by this table."""
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime] = mapped_column(index=True)


class Challenge(Base):
    """One demand for a code: to sign in, to reset a password, to confirm a change.

    It belongs to one browser, which holds the token. The code is not in the table: it
    is made from the portal's secret, this row's name and `generation`.
    """

    __tablename__ = "challenges"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Hash of the browser's token."""
    account_id: Mapped[str | None] = mapped_column(
        ForeignKey("accounts.id"), index=True
    )
    """None for a registration with an address that has an account already: its code
    proves the number that was typed, and opens nothing."""
    subject: Mapped[str] = mapped_column(String(64))
    """Under what its tries and sendings are counted: an account, or an e-mail."""
    purpose: Mapped[str] = mapped_column(String(20))
    phone: Mapped[str] = mapped_column(String(20))
    """Where the code goes, in E.164; blank where an authenticator app gives it."""
    language: Mapped[str] = mapped_column(String(5))
    payload: Mapped[dict[str, Any]]
    """What is to be done once the code is right."""
    login_hash: Mapped[str | None] = mapped_column(String(64))
    """The signed-in session that asked; None where nobody is signed in yet."""
    generation: Mapped[int] = mapped_column(default=0)
    """Counts the codes made: a new one only after the one before has expired."""
    sendings: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    """Of the present code."""
    tries: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class AccessCount(Base):
    """Something that may be done so often in a time, as it happened."""

    __tablename__ = "access_counts"
    __table_args__ = (Index(None, "kind", "subject", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    subject: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(index=True)


class Authenticator(Base):
    """An account's authenticator app. Its secret is made from the portal's and this."""

    __tablename__ = "authenticators"

    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    last_timecode: Mapped[int] = mapped_column(default=0)
    """Of the last code that was taken: no code counts twice (RFC 6238, 5.2)."""
    added_at: Mapped[datetime]


class EmailLink(Base):
    """A link in an e-mail. The token itself is nowhere but in the message."""

    __tablename__ = "email_links"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    email: Mapped[str] = mapped_column(String(320))
    """The address that it was sent to."""
    nonce: Mapped[str] = mapped_column(String(64), default="")
    """Of the authenticator that a staff member sets up at the first sign-in."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class AccountChange(Base):
    """What was changed in an account, and when; the desk warns of a recent one."""

    __tablename__ = "account_changes"
    __table_args__ = (Index(None, "account_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]

"""The tables of accounts, their sessions, and attempts to sign in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from engine.storage.tables import Base

__all__ = ["Account", "LoginSession", "SignInAttempt"]


class Account(Base):
    """A person with access: a beneficiary, or somebody of the office."""

    __tablename__ = "accounts"

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
    created_at: Mapped[datetime]
    email_confirmed_at: Mapped[datetime | None]
    mobile_confirmed_at: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]


class LoginSession(Base):
    """One signed-in browser. The token itself is nowhere but in its cookie."""

    __tablename__ = "login_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(200))


class SignInAttempt(Base):
    """One try of a password, counted before it is checked."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index(None, "account_key", "at"),
        Index(None, "address", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_key: Mapped[str] = mapped_column(String(64))
    """HMAC of the e-mail: whether it has an account is not told by this table."""
    address: Mapped[str] = mapped_column(String(45))
    at: Mapped[datetime]

"""Accounts: how they are found and made."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from engine.storage.locks import hold, hold_row
from engine.storage.references import new_id
from webapp.accounts.tables import Account

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

__all__ = [
    "NewAccount",
    "Role",
    "claim_address",
    "create_account",
    "email_key",
    "find_account",
]


class Role(StrEnum):
    """What an account may do."""

    BENEFICIARY = "beneficiary"
    CLERK = "clerk"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """What an account is made from. `applicant` is canonical JSON."""

    email: str
    password_hash: str
    role: Role
    applicant: Mapping[str, Any]
    language: str = "fr"
    is_confirmed: bool = False
    """Whether e-mail and phone are known to be the owner's."""


def email_key(email: str) -> str:
    """Give the form in which an address is looked up: NFKC, case folded, trimmed."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def find_account(session: Session, email: str) -> Account | None:
    """Give the account of an e-mail address, or None."""
    return session.scalar(select(Account).where(Account.email_key == email_key(email)))


def claim_address(session: Session, email: str) -> Account | None:
    """Give the account of an address, of which nobody else makes one meanwhile.

    In a transaction that writes: address and account are held until it ends.
    """
    hold(session, f"address {email_key(email)}")
    found = find_account(session, email)
    return hold_row(session, Account, found.id) if found is not None else None


def create_account(session: Session, new: NewAccount, *, at: datetime) -> Account:
    """Make an account.

    Raises:
        IntegrityError: The address has one already.
    """
    account = Account(
        id=new_id(),
        email=new.email.strip(),
        email_key=email_key(new.email),
        password_hash=new.password_hash,
        role=new.role,
        language=new.language,
        applicant=dict(new.applicant),
        created_at=at,
        email_confirmed_at=at if new.is_confirmed else None,
        mobile_confirmed_at=at if new.is_confirmed else None,
    )
    session.add(account)
    session.flush()
    return account

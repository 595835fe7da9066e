"""Passwords: hashed with argon2id, checked without telling who has an account."""

from __future__ import annotations

import secrets
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from argon2.exceptions import InvalidHashError, VerificationError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

__all__ = ["LONGEST", "SHORTEST", "hash_of", "is_password", "is_too_long"]

SHORTEST = 12
LONGEST = 256
"""In characters; a longer one would only keep the server busy."""


def is_too_long(password: str) -> bool:
    """Tell a password that nobody means, before it is hashed."""
    return len(password) > LONGEST


def hash_of(hasher: PasswordHasher, password: str) -> str:
    """Hash a password, however its accents were typed (NFC)."""
    return hasher.hash(_spelled(password))


def is_password(
    hasher: PasswordHasher, password_hash: str | None, password: str
) -> bool:
    """Tell whether a password belongs to a hash.

    Without an account (None), or for one that has no password yet (blank), the same
    work is done on a hash that nobody knows the password of, so that the time says
    nothing (OWASP ASVS 5.0, 6.3.8).
    """
    if is_too_long(password):
        password = ""
    # Made whoever asks first, so that the first unknown address takes no longer either.
    nobodys = _nobodys_hash(hasher)
    try:
        hasher.verify(password_hash or nobodys, _spelled(password))
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


def _spelled(password: str) -> str:
    # One system sends «é» as one character, another as two (NIST SP 800-63B-4).
    return unicodedata.normalize("NFC", password)


@lru_cache(maxsize=4)
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash(secrets.token_urlsafe(32))

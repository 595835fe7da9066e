"""Names of requests: one for addresses, one for people."""

from __future__ import annotations

import secrets

__all__ = ["new_id", "new_reference"]

_READABLE = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No 0 and O, 1, I and L, U and V twice: nothing that is misread or misheard."""


def new_id() -> str:
    """Make a name that nobody guesses: 128 random bits, safe in an address."""
    return secrets.token_urlsafe(16)


def new_reference() -> str:
    """Make a reference to read out, such as `7KX4-9QMT` (39 random bits)."""
    characters = [secrets.choice(_READABLE) for _ in range(8)]
    return "".join(characters[:4]) + "-" + "".join(characters[4:])

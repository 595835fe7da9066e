"""Access codes: how they are made, shown and read.

A code is HOTP (RFC 4226) with a key made from the portal's secret and the challenge's
name, and the challenge's generation as its counter. So the same code can be sent again
although no table holds it, and the database alone tells nobody a code.
"""

from __future__ import annotations

import base64
import hmac
import re
import unicodedata

from pyotp.hotp import HOTP

from webapp.portal import portal

__all__ = ["DIGITS", "access_code", "derived_key", "is_code", "shown", "spelled"]

DIGITS = 6
_CODE = re.compile(rf"[0-9]{{{DIGITS}}}", re.ASCII)
_DASHED = re.compile(r"(?<![0-9])([0-9]{3})-?([0-9]{3})(?![0-9])", re.ASCII)
_BETWEEN = re.compile(r"[\s\u00ad\u200b\u2010-\u2015\u2212.-]+")


def derived_key(use: str, name: str) -> str:
    """Make a base32 key for one use and one thing; the same each time."""
    secret = portal().settings.secret.encode()
    digest = hmac.new(secret, f"{use}:{name}".encode(), "sha256").digest()
    return base64.b32encode(digest[:20]).decode("ascii")


def access_code(challenge_id: str, generation: int) -> str:
    """Give the six digits that fulfil a challenge."""
    return HOTP(derived_key("access code", challenge_id)).at(generation)


def shown(code: str) -> str:
    """Write a code as people read it: 359-532."""
    return f"{code[:3]}-{code[3:]}"


def spelled(typed: str) -> str:
    """Read a code: `359532`, `359-532`, `359 532`, full-width digits, a pasted SMS."""
    text = unicodedata.normalize("NFKC", typed[:200])
    plain = _BETWEEN.sub("", text)
    if _CODE.fullmatch(plain):
        return plain
    found = _DASHED.search(text)
    return "".join(found.groups()) if found else plain


def is_code(typed: str, code: str) -> bool:
    """Tell whether a typed code is the right one, in the same time for any."""
    return hmac.compare_digest(spelled(typed).encode(), code.encode())

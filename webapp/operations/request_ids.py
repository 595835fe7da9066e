"""A name for each request, in its lines of the log and on the page of a fault."""

from __future__ import annotations

import re
import secrets
from typing import cast

from flask import g, has_request_context, request

__all__ = ["HEADER", "name_request", "request_id", "request_id_of"]

HEADER = "X-Request-ID"
_SAFE = re.compile(r"(?=.*[A-Fa-f])[0-9A-Fa-f-]{8,64}")
"""What proxies make: hexadecimal digits, or a UUID; with a letter among them, so that
it is no number of a person, a telephone or an account."""
_BYTES = 5


def request_id() -> str | None:
    """Give the name of the request that is being answered; None where none is."""
    return cast("str | None", g.get("request_id")) if has_request_context() else None


def request_id_of(given: str) -> str:
    """Give a proxy's name for a request, or make one that is read out on the phone."""
    if _SAFE.fullmatch(given):
        return given
    return secrets.token_hex(_BYTES).upper()


def name_request(*, has_proxy: bool) -> None:
    """Give the request its name; to be called before anything is logged.

    Args:
        has_proxy: Whether a proxy stands in front, whose headers are true.
    """
    g.request_id = request_id_of(request.headers.get(HEADER, "") if has_proxy else "")

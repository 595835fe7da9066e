"""Where somebody goes after signing in: a page of this portal, or the home page."""

from __future__ import annotations

import re

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

__all__ = ["safe_next"]

_PLAIN_PATH = re.compile(r"/[A-Za-z0-9][A-Za-z0-9/_.~?=&%-]*", re.ASCII)
"""No second slash, backslash, colon or control character may follow the first slash."""


def safe_next(address: str | None) -> str:
    r"""Give the address if it is a page of ours that may be opened, else the home page.

    Browsers read `/\t/evil.example` as `//evil.example`, so the address must look
    plain and lead to a view by our own routes.
    """
    home = url_for("requests.home")
    if not address or not _PLAIN_PATH.fullmatch(address) or "//" in address:
        return home
    routes = current_app.url_map.bind(request.host)
    try:
        routes.match(address.partition("?")[0], method="GET")
    except (HTTPException, RequestRedirect):
        return home
    return address

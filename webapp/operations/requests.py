"""A line of the log, and a figure, for each request: what was asked, how it ended.

The line names the view, not the address, which may hold a token; the account by its
random id; the network address not at all. The server's own log of accesses, which has
all three, stays off (gunicorn's default).
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, cast

from flask import g, request

from webapp.operations.metrics import time_request
from webapp.operations.request_ids import HEADER, name_request, request_id

if TYPE_CHECKING:
    from flask import Flask, Response

    from webapp.configuration import Settings

__all__ = ["follow_requests"]

_QUIET = ("static", "operations.")
"""What is asked often and tells little: told where the log tells all."""
_NO_VIEW = "none"
_log = logging.getLogger(__name__)


def follow_requests(app: Flask, settings: Settings) -> None:
    """Tell of each request; to be called before anything else that looks at one."""

    def begin() -> None:
        g.began_at = time.perf_counter()
        name_request(has_proxy=settings.proxies > 0)

    app.before_request(begin)
    app.after_request(_end)


def _end(response: Response) -> Response:
    seconds = time.perf_counter() - cast("float", g.get("began_at", 0.0))
    if "began_at" not in g:
        # The request was refused before it began, as one for another host is.
        seconds = 0.0
        name_request(has_proxy=False)
    endpoint = request.endpoint or _NO_VIEW
    time_request(endpoint, response.status_code, seconds)
    _log.log(
        logging.DEBUG if endpoint.startswith(_QUIET) else logging.INFO,
        "%s %s %d",
        request.method,
        endpoint,
        response.status_code,
        extra={
            "method": request.method,
            "endpoint": endpoint,
            "status": response.status_code,
            "duration_ms": round(seconds * 1000, 1),
            "account": _account_id(),
        },
    )
    response.headers.setdefault(HEADER, request_id() or "")
    return response


def _account_id() -> str | None:
    """Give whose request it was, if the view asked; nothing is looked up for it."""
    known = g.get("_login_user")
    account = getattr(known, "account", None)
    return getattr(account, "id", None)

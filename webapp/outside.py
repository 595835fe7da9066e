"""What happens outside any request: chores and commands that word messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from flask import Flask
    from flask.ctx import RequestContext

__all__ = ["as_if_asked"]


def as_if_asked(app: Flask) -> RequestContext:
    """Give the context that links and translations need, where nobody asked anything.

    It is of a host that is served: of any other one, no address is made.
    """
    hosts = cast("list[str]", app.config["TRUSTED_HOSTS"] or ["localhost"])
    return app.test_request_context(base_url=f"https://{hosts[0].lstrip('.')}/")

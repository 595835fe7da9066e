"""The addresses for machines: health, metrics, and where weaknesses are told.

They ask nobody to sign in, begin no session and follow no language. Health tells names
and states only; metrics are for whoever shows the token.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, cast

from flask import Blueprint, Response, abort, current_app, request
from prometheus_client import CONTENT_TYPE_LATEST

from webapp.access import Audience, open_to
from webapp.operations.checks import checks_of
from webapp.operations.figures import of_portal
from webapp.operations.health import Readiness
from webapp.operations.metrics import of_processes
from webapp.portal import portal

if TYPE_CHECKING:
    from flask import Flask

    from webapp.portal import Portal

__all__ = ["blueprint", "install_operations", "live", "metrics", "ready", "security"]

blueprint = Blueprint("operations", __name__)
_EXTENSION = "readiness"
_NOT_READY = 503
_NO_TOKEN = 401


def install_operations(app: Flask, services: Portal) -> None:
    """Give an application its health, metrics and `security.txt`."""
    app.extensions[_EXTENSION] = Readiness(checks_of(services))
    app.register_blueprint(blueprint)


@blueprint.get("/health/live")
@open_to(Audience.ANYONE)
def live() -> dict[str, str]:
    """Say that the process answers; nothing is looked at."""
    return {"state": "ok"}


@blueprint.get("/health/ready")
@open_to(Audience.ANYONE)
def ready() -> tuple[dict[str, object], int]:
    """Say whether requests may come, and how each thing is that they need."""
    readiness = cast("Readiness", current_app.extensions[_EXTENSION])
    found = readiness.found()
    is_ready = all(health.is_ready for health in found.values())
    state = "ready" if is_ready else "not ready"
    return {"state": state, "checks": dict(found)}, 200 if is_ready else _NOT_READY


@blueprint.get("/metrics")
@open_to(Audience.ANYONE)
def metrics() -> Response:
    """Give the figures to whoever shows the token; without one they are not there."""
    token = portal().settings.metrics_token
    if not token:
        abort(404)
    shown = request.headers.get("Authorization", "").encode()
    if not hmac.compare_digest(shown, f"Bearer {token}".encode()):
        headers = {"WWW-Authenticate": "Bearer"}
        return Response(status=_NO_TOKEN, headers=headers)
    figures = of_processes() + of_portal(portal())
    return Response(figures, content_type=CONTENT_TYPE_LATEST)


@blueprint.get("/.well-known/security.txt")
@open_to(Audience.ANYONE)
def security() -> Response:
    """Tell where weaknesses of the portal are told (RFC 9116)."""
    settings = portal().settings
    if settings.security_expires is None:
        abort(404)
    ends_at = datetime.combine(settings.security_expires, time.max, UTC)
    canonical = f"{settings.delivery.base_url}/.well-known/security.txt"
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {ends_at:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: fr, de, it, en",
        f"Canonical: {canonical}",
    )
    text = "".join(f"{line}\n" for line in lines)
    return Response(text, content_type="text/plain; charset=utf-8")

"""What every answer and every request has to keep to, whatever the page.

The content security policy allows this origin's own files and nothing else: no inline
style or script, no frame, no plug-in. Whoever needs more says so on the response
beforehand; a header that is already there is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, current_app, request
from flask_login import current_user
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

    from webapp.configuration import Settings

__all__ = ["carries_documents", "protect"]

_View = TypeVar("_View", bound="Callable[..., object]")
_CARRIES_DOCUMENTS = "carries_documents"

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ONE_YEAR_S = 365 * 24 * 60 * 60


def protect(app: Flask, settings: Settings) -> None:
    """Register the checks and headers; to be called before CSRF protection is.

    CSRF protection reads the form, so the limits of its size must be set by then.
    """
    if settings.proxies:
        hops = settings.proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Flask's guide does
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request(_refuse_other_sites)
    app.before_request(_limit_the_body)
    app.after_request(_add_headers)


def carries_documents(view: _View) -> _View:
    """Declare that a view takes bodies as large as a form with its documents."""
    setattr(view, _CARRIES_DOCUMENTS, True)
    return view


def _refuse_other_sites() -> None:
    """Refuse a change that a page of another site asks for, as browsers tell us."""
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    if request.headers.get("Sec-Fetch-Site", "none") in ("cross-site", "same-site"):
        abort(403)


def _limit_the_body() -> None:
    """Set what this request may carry.

    Werkzeug counts the fields of multipart forms only, so those of a plain form are
    counted here, before anything is parsed.
    """
    settings = portal().settings
    most_fields = settings.max_form_parts
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _CARRIES_DOCUMENTS, False) and current_user.is_authenticated:
        most_fields = request.max_form_parts = settings.form_page_parts
        request.max_form_memory_size = settings.form_page_memory
        # A plain form has no documents: only its answers have to fit.
        request.max_content_length = (
            settings.form_page_length
            if request.mimetype == "multipart/form-data"
            else settings.form_page_memory
        )
    if request.mimetype == "application/x-www-form-urlencoded":
        fields = request.get_data(cache=True).count(b"&") + 1
        if fields > most_fields:
            abort(413)


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if portal().settings.is_https:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={_ONE_YEAR_S}; includeSubDomains"
        )
    if request.endpoint == "static":
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    return response

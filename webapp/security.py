"""What every answer and every request has to keep to, whatever the page.

The content security policy allows this origin's own files and nothing else: no inline
style or script, no frame, no plug-in. Whoever needs more says so on the response
beforehand; a header that is already there is left alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, current_app, request, url_for
from flask_login import current_user
from werkzeug.exceptions import BadRequest
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.portal import portal

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask, Response

    from webapp.configuration import Settings

__all__ = [
    "HEADERS",
    "NulInTextError",
    "carries_documents",
    "is_for_recognition",
    "is_late_write",
    "leads_back_to",
    "policy",
    "protect",
    "recognises_documents",
    "refuse_other_sites",
    "takes_late_writes",
    "way_back",
]

_View = TypeVar("_View", bound="Callable[..., object]")
_CARRIES_DOCUMENTS = "carries_documents"
_RECOGNISES_DOCUMENTS = "recognises_documents"
_TAKES_LATE_WRITES = "takes_late_writes"
_LEADS_BACK_TO = "leads_back_to"


class NulInTextError(BadRequest):
    """Something was sent that is no text: it has the character NUL in it."""


_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
    "object-src": "'none'",
}


def policy(**changes: str) -> str:
    """Give the content security policy, some directives being others.

    Args:
        changes: Sources by directive, its hyphens written as underscores.
    """
    other = {name.replace("_", "-"): sources for name, sources in changes.items()}
    return "; ".join(f"{name} {sources}" for name, sources in (_POLICY | other).items())


HEADERS = {
    "Content-Security-Policy": policy(),
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
    app.before_request(refuse_other_sites)
    app.before_request(_limit_the_body)
    app.before_request(_refuse_nul)
    app.after_request(_add_headers)


def carries_documents(view: _View) -> _View:
    """Declare that a view takes bodies as large as a form with its documents."""
    setattr(view, _CARRIES_DOCUMENTS, True)
    return view


def recognises_documents(view: _View) -> _View:
    """Declare that a view takes one document, of which only the hash is kept."""
    setattr(view, _RECOGNISES_DOCUMENTS, True)
    return view


def is_for_recognition() -> bool:
    """Tell whether the documents of this request are only to be recognised."""
    return bool(_declared(_RECOGNISES_DOCUMENTS))


def takes_late_writes(view: _View) -> _View:
    """Declare that a view keeps what was typed although its session ended meanwhile.

    Such a view runs for the owner of the session (`webapp.accounts.sessions` says which
    ones), with that session's form token. Whatever it answers, the browser is led to
    sign in and gets to see nothing before.
    """
    setattr(view, _TAKES_LATE_WRITES, True)
    return view


def is_late_write() -> bool:
    """Tell a change that would be taken although its session has ended."""
    return request.method == "POST" and bool(_declared(_TAKES_LATE_WRITES))


def leads_back_to(endpoint: str) -> Callable[[_View], _View]:
    """Declare the page that a form leads to when its token is not of this session.

    So a second press, or a page from before signing in, is no dead end. Nothing is
    changed by it, not even the cookie.
    """

    def mark(view: _View) -> _View:
        setattr(view, _LEADS_BACK_TO, endpoint)
        return view

    return mark


def way_back() -> str | None:
    """Give the address that a form with a wrong token leads to, if one is declared."""
    endpoint = _declared(_LEADS_BACK_TO)
    return url_for(endpoint) if isinstance(endpoint, str) else None


def _declared(mark: str) -> object:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, mark, None)


def refuse_other_sites() -> None:
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
    if _declared(_CARRIES_DOCUMENTS) and not current_user.is_anonymous:
        most_fields = request.max_form_parts = settings.form_page_parts
        request.max_form_memory_size = settings.form_page_memory
        # A plain form has no documents: only its answers have to fit.
        request.max_content_length = (
            settings.form_page_length
            if request.mimetype == "multipart/form-data"
            else settings.form_page_memory
        )
    elif is_for_recognition() and request.mimetype == "multipart/form-data":
        # The bound for all that surrounds a document is that of a form without one.
        most = request.max_content_length or 0
        request.max_content_length = settings.attachment_length + most
    if request.mimetype == "application/x-www-form-urlencoded":
        fields = request.get_data(cache=True).count(b"&") + 1
        if fields > most_fields:
            abort(413)


def _refuse_nul() -> None:
    """Refuse text with NUL in it, which PostgreSQL does not keep and SQLite would.

    No keyboard types it. The answers of a form are judged by its fields, which refuse
    it at its place; everything else is refused here, before anybody looks it up.
    """
    if "\0" in request.path:
        abort(404)
    texts = [*request.args.values(), *request.args]
    if not _declared(_CARRIES_DOCUMENTS):
        texts += [*request.form.values(), *request.form]
    if any("\0" in text for text in texts):
        raise NulInTextError


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if portal().settings.is_https:
        response.headers.setdefault(
            "Strict-Transport-Security", f"max-age={_ONE_YEAR_S}; includeSubDomains"
        )
    if request.endpoint == "static":
        return response
    response.headers.setdefault("Cache-Control", "no-store")
    return response

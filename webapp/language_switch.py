"""The language switch: the same page in another language, with what was typed.

Its buttons are named `language`. They post to the address of their page: alone, or as
buttons of the page's form together with all that was typed. Nothing else happens to
what was sent: no view sees it, but those that say so because they keep drafts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from flask import Response, current_app, redirect, request
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException, MethodNotAllowed
from werkzeug.test import EnvironBuilder

from engine.i18n.texts import LANGUAGES
from webapp.language import choose_language, cookie_name
from webapp.redirects import safe_next
from webapp.typed_again import with_typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from flask_wtf.csrf import CSRFProtect
    from werkzeug.wrappers import Response as AnyResponse

__all__ = ["asks_for_language", "keeps_typed", "switch_languages"]

_View = TypeVar("_View", bound="Callable[..., object]")
_KEEPS_TYPED = "keeps_typed"
_FOUND = 200


def keeps_typed(view: _View) -> _View:
    """Declare that a view keeps what was typed itself when a language is chosen."""
    setattr(view, _KEEPS_TYPED, True)
    return view


def asks_for_language() -> bool:
    """Tell whether a button of the switch was pressed."""
    return request.method == "POST" and request.form.get("language") in LANGUAGES


def switch_languages(app: Flask) -> None:
    """Answer the switch on every page; to be called after CSRF protection is."""
    app.before_request(_switch)
    app.add_template_global(page_address)


def _switch() -> AnyResponse | None:
    if not asks_for_language():
        return None
    if request.endpoint is None:
        # Where there is no view, as on the page that says so, nobody has checked yet.
        cast("CSRFProtect", current_app.extensions["csrf"]).protect()
    choose_language(request.form["language"])
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, _KEEPS_TYPED, False):
        return None
    page, form_id = _own_address(), request.form.get("page_form")
    return (_same_page(page, form_id) if form_id else None) or redirect(page, 303)


def page_address() -> str:
    """Give where the page that is being made can be had again.

    A page with errors may stand at an address that only takes forms: then it is the
    page that the form was on.
    """
    routes = current_app.url_map.bind(request.host)
    try:
        routes.match(request.path, method="GET")
    except MethodNotAllowed:
        host = request.host_url.rstrip("/")
        return safe_next((request.referrer or "").removeprefix(host))
    except HTTPException:
        pass
    return _own_address()


def _own_address() -> str:
    # Two slashes in front would name another host.
    return f"/{request.full_path.lstrip('/')}".rstrip("?")


def _same_page(page: str, form_id: str) -> Response | None:
    """Make a page as if it were asked for, with what was typed into its form."""
    path, _, query = page.partition("?")
    builder = EnvironBuilder(
        path,
        query_string=query,
        base_url=request.host_url,
        headers=Headers(
            {
                # The first of two cookies with one name counts.
                "Cookie": f"{cookie_name()}={request.form['language']}; "
                f"{request.headers.get('Cookie', '')}",
                "User-Agent": request.user_agent.string,
            }
        ),
        environ_base={"REMOTE_ADDR": request.remote_addr or ""},
    )
    answer = Response.from_app(current_app.wsgi_app, builder.get_environ())
    if answer.status_code != _FOUND or answer.mimetype != "text/html":
        return None
    html = with_typed(answer.get_data(as_text=True), form_id, request.form)
    response = Response(html, content_type="text/html; charset=utf-8")
    for kept in answer.headers.getlist("Set-Cookie"):
        response.headers.add("Set-Cookie", kept)
    return response

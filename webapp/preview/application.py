"""Puts the preview together: the portal's templates and scripts, nothing stored."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from flask import Flask, abort, g, request, url_for
from flask_login import LoginManager

from webapp import assets, language
from webapp.portal import EXTENSION as PORTAL
from webapp.portal import PageServices
from webapp.preview import bench as benches
from webapp.preview import form_views, views
from webapp.preview.bench import Bench, PreviewSettings
from webapp.preview.sheet import Sheet
from webapp.requests import wording
from webapp.security import HEADERS, policy, refuse_other_sites

if TYPE_CHECKING:
    from datetime import date

    from flask import Response

    from webapp.preview.watch import Watch

__all__ = ["create_preview"]

_MEBIBYTE = 1024 * 1024
_LIMITS = {
    "MAX_CONTENT_LENGTH": 64 * _MEBIBYTE,
    "MAX_FORM_MEMORY_SIZE": 4 * _MEBIBYTE,
    "MAX_FORM_PARTS": 8000,
}
_HEADERS = {
    **HEADERS,
    # The form stands in a frame of this page, and of no other.
    "Content-Security-Policy": policy(frame_ancestors="'self'", frame_src="'self'"),
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "no-store",
}


def create_preview(watch: Watch, day: date) -> Flask:
    """Make the application that previews one form.

    Args:
        watch: The form.
        day: The day that the form is judged on until another one is chosen.
    """
    app = Flask("webapp", static_folder=None)
    app.config.from_mapping(_LIMITS)
    # No other name may lead here: a foreign page could otherwise read the answers.
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.config["BABEL_DEFAULT_LOCALE"] = "fr"
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    own = Bench(watch=watch, sheet=Sheet(day=day, language="fr"))
    app.extensions[benches.EXTENSION] = own
    app.extensions[PORTAL] = PageServices(
        settings=PreviewSettings(
            forms_path=watch.path.parent, pdf_templates_path=watch.templates
        ),
        definitions=own,
        clock=own.noon,
    )
    _welcome_anybody(app)
    _protect(app, own)
    language.speak(app)
    app.before_request(_speak_as_the_form)
    assets.serve_assets(app)
    wording.teach_templates(app)
    app.register_blueprint(views.blueprint)
    app.register_blueprint(form_views.blueprint)
    app.url_build_error_handlers.append(_lead_to_the_form)
    return app


def _lead_to_the_form(_error: Exception, _endpoint: str, _values: object) -> str:
    """Let what leads to other pages of the portal lead to the only one there is."""
    return url_for("requests.home")


def _welcome_anybody(app: Flask) -> None:
    """Let templates ask who is signed in: nobody ever is."""

    def nobody(_account: str) -> None:
        return None

    LoginManager(app).user_loader(nobody)


def _protect(app: Flask, own: Bench) -> None:
    def refuse_foreign_forms() -> None:
        sent = request.form.get("csrf_token", "") if request.method == "POST" else ""
        if request.method == "POST" and not hmac.compare_digest(
            sent.encode(), own.token.encode()
        ):
            abort(400)

    app.before_request(refuse_other_sites)
    app.before_request(refuse_foreign_forms)
    app.add_template_global(lambda: own.token, "csrf_token")
    app.after_request(_add_headers)


def _speak_as_the_form() -> None:
    """Draw the form in the sheet's language, the page around it in its own."""
    if request.blueprint == form_views.blueprint.name:
        g.language = benches.bench().sheet.language


def _add_headers(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    return response

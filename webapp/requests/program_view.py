"""The program of a form, which its page runs in the browser.

Its address names the definition, the language and the content, so that a browser keeps
it for as long as none of them changes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from flask import Response, abort, request, url_for

from engine.compiler.library import ArchiveError
from engine.compiler.texts import texts_of
from engine.storage.definitions import UnknownDefinitionError
from engine.targets import browser
from webapp.access import Audience, open_to
from webapp.language import translator, translator_for
from webapp.portal import page_services
from webapp.requests.blueprint import blueprint

if TYPE_CHECKING:
    from engine.compiler.form import CompiledForm
    from engine.i18n.texts import Translator

__all__ = ["program", "program_address"]

_VERSION_LENGTH = 16
_FOR_EVER = "private, max-age=31536000, immutable"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """A form in a language. Its words tell whether a translation has changed."""

    definition_hash: str
    language: str
    words: tuple[str, ...]
    form: CompiledForm = field(compare=False)
    translate: Translator = field(compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A program as it is sent."""

    content: bytes
    version: str


def program_address(form: CompiledForm) -> str:
    """Give the address of a form's program in the language of the page."""
    translate = translator()
    return url_for(
        "requests.program",
        form_id=form.id,
        definition_hash=form.hash,
        language=translate.language,
        v=_program(form, translate).version,
    )


@blueprint.get(
    "/formulaires/<form_id>/programme/<definition_hash>/<any(fr, de, it, en):language>"
)
@open_to(Audience.BENEFICIARIES)
def program(form_id: str, definition_hash: str, language: str) -> Response:
    """Give the program of a form as it is in force, or as a request was made with."""
    try:
        form = page_services().definitions.pinned(form_id, definition_hash)
    except (UnknownDefinitionError, ArchiveError):
        abort(404)
    if form.id != form_id:
        abort(404)
    found = _program(form, translator_for(language))
    response = Response(found.content, mimetype="application/json")
    is_pinned = request.args.get("v") == found.version
    response.headers["Cache-Control"] = _FOR_EVER if is_pinned else "no-cache"
    return response


def _program(form: CompiledForm, translate: Translator) -> _Written:
    return _written(
        _Wanted(
            definition_hash=form.hash,
            language=translate.language,
            words=tuple(map(translate, texts_of(form))),
            form=form,
            translate=translate,
        )
    )


@lru_cache(maxsize=64)
def _written(wanted: _Wanted) -> _Written:
    data = browser.program(wanted.form, wanted.translate)
    content = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    return _Written(
        content=content, version=sha256(content).hexdigest()[:_VERSION_LENGTH]
    )

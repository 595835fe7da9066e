"""The language of a page: of its own words and of those of the forms.

A person's choice is kept in a cookie of the browser, and in the account of who is
signed in, for messages and for other browsers. A first visit follows the browser, but
English is never guessed: many browsers ask for it without anybody having chosen it.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import (
    after_this_request,
    g,
    has_app_context,
    has_request_context,
    request,
)
from flask_babel import Babel, Domain, force_locale, get_locale, refresh
from flask_login import current_user
from sqlalchemy import update

from engine.i18n.catalogue import FRENCH
from engine.i18n.catalogue import translator as catalogue_translator
from engine.i18n.texts import LANGUAGES
from webapp.accounts.tables import Account
from webapp.portal import page_services, portal

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping

    from flask import Flask, Response

    from engine.i18n.texts import Translator

__all__ = [
    "choose_language",
    "chosen_language",
    "cookie_name",
    "current_language",
    "languages",
    "speak",
    "speaking",
    "translator",
    "translator_for",
]

_NAMES = MappingProxyType(
    {"de": "Deutsch", "fr": "Français", "it": "Italiano", "en": "English"}
)

_GUESSED = tuple(language for language in LANGUAGES if language != "en")
_CATALOGUES = Path(__file__).parent / "translations"
_ONE_YEAR_S = 365 * 24 * 60 * 60


class _PortalWords(Domain):
    """The words of pages, read from the `.po` files as everywhere else."""

    def get_translations(self) -> Translations | NullTranslations:
        """Give the words of the present language; French words stand for themselves."""
        if not has_app_context():
            return NullTranslations()
        # The tag of a locale without a territory; `str` puts it together each time.
        locale = get_locale()
        language = locale.language if locale is not None else FRENCH
        known = cast("dict[str, NullTranslations]", g.setdefault("words", {}))
        if language not in known:
            known[language] = _words(language)
        return known[language]


def _words(language: str) -> NullTranslations:
    path = _CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    if not path.is_file():
        return NullTranslations()
    return _translations(language, path, path.stat().st_mtime_ns)


@lru_cache(maxsize=8)
def _translations(language: str, path: Path, _changed_ns: int) -> Translations:
    """Read a catalogue once for each time that its file changes."""
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def speak(app: Flask) -> None:
    """Let pages speak the reader's language."""
    Babel(app, locale_selector=current_language).domain_instance = _PortalWords()
    app.add_template_global(current_language)
    app.add_template_global(languages)


def languages() -> Mapping[str, str]:
    """Give each language's name in itself, in the order of the switch."""
    return _NAMES


def current_language() -> str:
    """Give the language of the page that is being made."""
    if not has_request_context():
        return FRENCH
    if "language" not in g:
        g.language = chosen_language() or _browser_language()
        # Kept before the account is asked, so that a page can still tell of a fault
        # when the database is what is broken.
        if not chosen_language() and current_user.is_authenticated:
            g.language = current_user.account.language
    return cast("str", g.language)


def chosen_language() -> str | None:
    """Give the language that was chosen in this browser; None if none was."""
    kept = request.cookies.get(cookie_name())
    return kept if kept in LANGUAGES else None


def choose_language(language: str) -> None:
    """Speak a language from now on: this page, this browser, this person's account."""
    g.language = language
    refresh()
    if current_user.is_authenticated:
        with portal().database.writing() as session:
            session.execute(
                update(Account)
                .where(Account.id == current_user.account.id)
                .values(language=language)
            )

    @after_this_request
    def keep(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            language,
            max_age=_ONE_YEAR_S,
            httponly=True,
            samesite="Lax",
            secure=page_services().settings.is_https,
        )
        return response


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Speak a language for a part of a page: its words and those of the forms."""
    own = current_language()
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.language = own


def cookie_name() -> str:
    """Give the cookie's name; browsers let only this very host set the secure one."""
    return "__Host-language" if page_services().settings.is_https else "language"


def translator() -> Translator:
    """Give the translator of the forms' texts for the page that is being made."""
    if not has_request_context():
        return translator_for(FRENCH)
    known = cast("dict[str, Translator]", g.setdefault("translators", {}))
    language = current_language()
    if language not in known:
        # Found once a page, which asks for hundreds of texts.
        known[language] = translator_for(language)
    return known[language]


def translator_for(language: str) -> Translator:
    """Give the translator of the texts of forms and prints into a language."""
    settings = page_services().settings
    return catalogue_translator(
        language,
        (settings.forms_path / "locales", settings.pdf_templates_path / "locales"),
    )


def _browser_language() -> str:
    return request.accept_languages.best_match(_GUESSED) or FRENCH

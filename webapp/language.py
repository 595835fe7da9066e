"""The language of a page: of its own words and of those of the forms."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_babel import Babel

from engine.i18n.catalogue import FRENCH
from engine.i18n.catalogue import translator as catalogue_translator
from webapp.portal import portal

if TYPE_CHECKING:
    from flask import Flask

    from engine.i18n.texts import Translator

__all__ = ["current_language", "speak", "translator", "translator_for"]


def speak(app: Flask) -> None:
    """Let templates speak the reader's language."""
    Babel(app, locale_selector=current_language)
    app.add_template_global(current_language)


def current_language() -> str:
    """Give the language of the page that is being made."""
    return FRENCH


def translator() -> Translator:
    """Give the translator of the forms' texts for the page that is being made."""
    return translator_for(current_language())


def translator_for(language: str) -> Translator:
    """Give the translator of the forms' texts into a language."""
    return catalogue_translator(language, (portal().settings.forms_path / "locales",))

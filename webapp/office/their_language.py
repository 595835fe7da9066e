"""A part of a clerk's page in the language of the person whom it is about."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import g
from flask_babel import force_locale

from webapp.language import current_language

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["speaking"]


@contextmanager
def speaking(language: str) -> Generator[None]:
    """Speak a language for a while: the pages' words and those of the forms."""
    own = current_language()
    g.language = language
    try:
        with force_locale(language):
            yield
    finally:
        g.language = own

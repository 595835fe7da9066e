"""A form as a page to read: for lawyers, auditors and whoever decides on its rules.

What a form asks, when, and how amounts come about is written in sentences made from the
same typed expressions that are evaluated, so that the page cannot say anything else.
"""

from __future__ import annotations

from pathlib import Path

from engine.targets.documentation.html import as_html
from engine.targets.documentation.markdown import as_markdown
from engine.targets.documentation.page import page_of

__all__ = ["LOCALES", "as_html", "as_markdown", "page_of"]

LOCALES = Path(__file__).parent / "locales"
"""The catalogues of the words that pages are written with, for a translator."""

"""A form as a page to read: for lawyers, auditors and whoever decides on its rules.

What a form asks, when, and how amounts come about is written in sentences made from the
same typed expressions that are evaluated, so that the page cannot say anything else.
"""

from __future__ import annotations

from engine.targets.documentation.html import as_html
from engine.targets.documentation.markdown import as_markdown
from engine.targets.documentation.page import page_of

__all__ = ["as_html", "as_markdown", "page_of"]

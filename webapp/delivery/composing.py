"""An e-mail made of its content, and the links that stand in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from webapp.delivery.addresses import mail_address
from webapp.delivery.letter import Kind, Letter
from webapp.delivery.wording import Link, Words, as_html, as_text, one_line

if TYPE_CHECKING:
    from datetime import datetime

    from webapp.delivery.reader import Reader
    from webapp.delivery.settings import DeliverySettings
    from webapp.delivery.wording import Content

__all__ = ["link_to", "mail_letter"]

_PATH = re.compile(r"/(?!/)[!-\[\]-~]*", re.ASCII)


def mail_letter(
    to: Reader, content: Content, key: str, *, secret_until: datetime | None = None
) -> Letter:
    """Draw a content in its reader's language, as text and as HTML.

    Args:
        to: Its reader.
        content: What it says.
        key: See `Letter.key`.
        secret_until: When what it opens is shut; None where it opens nothing.

    Raises:
        UnreachableError: The reader's address is none.
    """
    words = Words(to.language)
    return Letter(
        key=key,
        kind=Kind.MAIL,
        recipient=mail_address(to.address),
        language=to.language,
        subject=one_line(content.subject),
        text=as_text(content, words),
        html=as_html(content, words),
        is_secret=secret_until is not None,
        expires_at=secret_until,
    )


def link_to(settings: DeliverySettings, label: str, path: str) -> Link:
    """Give a link to a page of the portal.

    Raises:
        ValueError: The path leads somewhere else.
    """
    if _PATH.fullmatch(path) is None:
        message = "a link leads to a path of the portal"
        raise ValueError(message)
    return Link(label, settings.base_url + path)

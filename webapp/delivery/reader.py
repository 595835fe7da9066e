"""Who is written to, and what messages say about a request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

__all__ = ["Reader", "RequestFacts"]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who is written to: an e-mail address or a number, and a language."""

    address: str
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFacts:
    """What messages say about a request."""

    reference: str
    form_title: str
    """In the reader's language."""
    path: str
    """The path of its page; for a correction, of the page that it is made on."""
    total: Decimal | None = None

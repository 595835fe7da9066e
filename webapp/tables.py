"""Every table of the portal on one metadata: the engine's and its own."""

from __future__ import annotations

from engine.storage.tables import Base
from webapp.accounts import tables as account_tables
from webapp.attachments import tables as attachment_tables
from webapp.delivery import tables as delivery_tables
from webapp.office import tables as office_tables
from webapp.requests import tables as request_tables

__all__ = [
    "METADATA",
    "account_tables",
    "attachment_tables",
    "delivery_tables",
    "office_tables",
    "request_tables",
]

METADATA = Base.metadata

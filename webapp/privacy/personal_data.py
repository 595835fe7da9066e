"""Where personal data are: each table with the column that says whose its rows are.

The only place that knows: what is exported for a person and what is erased both go
through these tables, and a test holds that none of the portal is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from webapp.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Column, Table

__all__ = [
    "LOG",
    "OF_ACCOUNTS",
    "OF_REQUESTS",
    "WITHOUT_PERSON",
    "PersonalTable",
]


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table whose rows are about one account, or one request."""

    name: str
    whose_column: str
    """Holds the id of the account, or of the request."""
    withheld: frozenset[str] = frozenset()
    """Columns that an export leaves out: secrets, names of files, and who of the
    office it was."""

    @property
    def table(self) -> Table:
        """Give the table itself."""
        return METADATA.tables[self.name]

    @property
    def whose(self) -> Column[str]:
        """Give the column itself."""
        return self.table.c[self.whose_column]


def _table(name: str, whose: str, *withheld: str) -> PersonalTable:
    return PersonalTable(name, whose, frozenset(withheld))


OF_REQUESTS = (
    _table("requests", "id", "creation_key", "change_key", "holder_id"),
    _table("request_events", "request_id", "actor_id"),
    _table("request_versions", "request_id"),
    _table("frozen_pdfs", "request_id", "content", "stored_as"),
    _table("attachments", "request_id", "stored_as"),
    _table("correction_notes", "request_id", "author_id"),
    _table("search_words", "request_id"),
    _table("claimed_periods", "request_id"),
    _table("decisions", "request_id", "actor_id"),
    _table("payments", "request_id"),
    _table("finding_counts", "request_id"),
    _table("desk_presences", "request_id", "account_id"),
)
"""Rows that go when their request goes."""

OF_ACCOUNTS = (
    _table("accounts", "id", "password_hash"),
    _table("login_sessions", "account_id", "token_hash"),
    _table("known_devices", "account_id", "token_hash"),
    _table("challenges", "account_id", "id", "payload", "login_hash"),
    _table("access_counts", "subject"),
    _table("authenticators", "account_id", "nonce", "last_timecode"),
    _table("email_links", "account_id", "token_hash", "nonce"),
    _table("account_changes", "account_id"),
)
"""Rows that go when their account goes, which has no requests any more then."""

LOG = _table("audit_log", "subject", "actor_id", "details", "previous_hash", "hash")
"""Lines about an account or a request. They stay when it goes: they hold ids, which
then name nobody any more, and none can be taken out of the chain."""

WITHOUT_PERSON: Mapping[str, str] = MappingProxyType(
    {
        "definitions": "texts of the forms",
        "audit_head": "the length of the log",
        "payment_batches": "sums; its payments are personal, and it goes with the last",
        "sign_in_attempts": "keyed hashes, for a quarter of an hour",
        "chore_leases": "which worker does what, and since when",
        "outbox": "by address, see webapp.privacy.messages",
    }
)
"""The other tables, and why they are not here."""

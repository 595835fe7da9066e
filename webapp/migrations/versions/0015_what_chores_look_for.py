"""What is looked for each hour, or for one person, is found in an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_INDEXES = (
    ("email_links", "expires_at"),
    ("login_sessions", "seen_at"),
    ("outbox", "created_at"),
    ("outbox", "recipient"),
)
_IS_SHUT_OR_NEW = (
    "(disabled_at IS NOT NULL"
    " OR (mobile_confirmed_at IS NULL AND email_confirmed_at IS NULL))"
)
_PARTIAL = (
    ("ix_outbox_undelivered", "outbox", "state, created_at", "state <> 'sent'"),
    ("ix_outbox_with_words", "outbox", "created_at", "(text <> '' OR html <> '')"),
    ("ix_accounts_shut_or_unconfirmed", "accounts", "created_at", _IS_SHUT_OR_NEW),
    ("ix_frozen_pdfs_kept_here", "frozen_pdfs", "id", "stored_as IS NULL"),
)


def upgrade() -> None:
    """Go to this version."""
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for name, table, columns, condition in _PARTIAL:
        where = sa.text(condition)
        op.create_index(
            name,
            table,
            columns.split(", "),
            sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    """Go back to the version before."""
    for name, table, _, _ in reversed(_PARTIAL):
        op.drop_index(name, table_name=table)
    for table, column in reversed(_INDEXES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)

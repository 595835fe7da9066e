"""The few accounts of the office have an index of their own.

One of all roles has two hundred thousand rows of one role, and SQLite reads none that
seems to tell so little.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_IS_STAFF = sa.text("role <> 'beneficiary'")


def upgrade() -> None:
    """Go to this version."""
    op.drop_index(op.f("ix_accounts_role"), table_name="accounts")
    op.create_index(
        "ix_accounts_staff",
        "accounts",
        ["email_key"],
        sqlite_where=_IS_STAFF,
        postgresql_where=_IS_STAFF,
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index("ix_accounts_staff", table_name="accounts")
    op.create_index(op.f("ix_accounts_role"), "accounts", ["role"])

"""The few accounts of the office are found among those of all beneficiaries."""

from __future__ import annotations

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_index(op.f("ix_accounts_role"), "accounts", ["role"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(op.f("ix_accounts_role"), table_name="accounts")

"""Devices known to an account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.column_types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "known_devices",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_known_devices_account_id")
        ),
        sa.PrimaryKeyConstraint(
            "token_hash", "account_id", name=op.f("pk_known_devices")
        ),
    )
    op.create_index(
        op.f("ix_known_devices_account_id"), "known_devices", ["account_id"]
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(op.f("ix_known_devices_account_id"), table_name="known_devices")
    op.drop_table("known_devices")

"""Of several workers one does a chore: who has it, and when it was done last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.column_types import Instant

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "chore_leases",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("lease_token", sa.String(length=32), nullable=True),
        sa.Column("lease_expires_at", Instant(), nullable=True),
        sa.Column("done_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_chore_leases"),
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_table("chore_leases")

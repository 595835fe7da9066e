"""Prints are found by their hash."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_index(op.f("ix_frozen_pdfs_sha256"), "frozen_pdfs", ["sha256"])


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(op.f("ix_frozen_pdfs_sha256"), table_name="frozen_pdfs")

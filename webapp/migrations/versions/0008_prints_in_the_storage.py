"""A print may be an object of the storage; its bytes are then not here.

Rows of before keep theirs: nothing of the table is written anew, whatever its size.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.add_column(
        "frozen_pdfs", sa.Column("stored_as", sa.String(length=64), nullable=True)
    )


def downgrade() -> None:
    """Go back to the version before; prints in the storage are then not found."""
    op.drop_column("frozen_pdfs", "stored_as")

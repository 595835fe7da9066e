"""Keys of messages are sorted byte by byte, whatever language a database sorts by."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    _sort_keys("C")


def downgrade() -> None:
    """Go back to the version before."""
    _sort_keys("default")


def _sort_keys(collation: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.alter_column("outbox", "dedupe_key", type_=sa.String(200, collation))

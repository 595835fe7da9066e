"""The desk shared out: findings for the queue, who works on what, who has it open."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.column_types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "finding_counts",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("blocking", sa.Integer(), nullable=False),
        sa.Column("warnings", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_finding_counts_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_finding_counts")),
    )
    op.create_table(
        "assignments",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_assignments_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_assignments_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_account_id"), "assignments", ["account_id"])
    op.create_table(
        "desk_presences",
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_desk_presences_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_desk_presences_request_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_desk_presences")),
    )
    op.create_index(
        op.f("ix_desk_presences_request_id"), "desk_presences", ["request_id"]
    )


def downgrade() -> None:
    """Go back to the version before."""
    op.drop_index(op.f("ix_desk_presences_request_id"), "desk_presences")
    op.drop_table("desk_presences")
    op.drop_index(op.f("ix_assignments_account_id"), "assignments")
    op.drop_table("assignments")
    op.drop_table("finding_counts")

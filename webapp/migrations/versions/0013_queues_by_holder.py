"""Who works on a request stands in its row: queues find it there in their order.

So they do what is of one form: of any status, or of one holder.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.column_types import Instant

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_INDEXES = (
    ("form_id", "sent_at", "id"),
    ("holder_id", "sent_at", "id"),
    ("holder_id", "status", "sent_at", "id"),
    ("form_id", "holder_id", "status", "sent_at", "id"),
)
_ASSIGNMENTS = sa.table(
    "assignments",
    sa.column("request_id", sa.String()),
    sa.column("account_id", sa.String()),
    sa.column("at", Instant()),
)
_REQUESTS = sa.table(
    "requests",
    sa.column("id", sa.String()),
    sa.column("holder_id", sa.String()),
    sa.column("updated_at", Instant()),
)


def upgrade() -> None:
    """Go to this version."""
    # Without a batch, which would make the table anew under the rows that refer to it.
    op.add_column(
        "requests",
        sa.Column("holder_id", sa.String(32), nullable=False, server_default=""),
    )
    theirs = _ASSIGNMENTS.c.request_id == _REQUESTS.c.id
    holder = sa.select(_ASSIGNMENTS.c.account_id).where(theirs).scalar_subquery()
    op.execute(
        sa.update(_REQUESTS)
        .where(_REQUESTS.c.id.in_(sa.select(_ASSIGNMENTS.c.request_id)))
        .values(holder_id=holder)
    )
    for columns in _INDEXES:
        op.create_index(_name(columns), "requests", list(columns))
    op.drop_index(op.f("ix_assignments_account_id"), "assignments")
    op.drop_table("assignments")


def downgrade() -> None:
    """Go back to the version before."""
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
    # Since when is known no more: not after the row was changed last.
    held = sa.select(_REQUESTS.c.id, _REQUESTS.c.holder_id, _REQUESTS.c.updated_at)
    op.execute(
        sa.insert(_ASSIGNMENTS).from_select(
            ["request_id", "account_id", "at"], held.where(_REQUESTS.c.holder_id != "")
        )
    )
    for columns in reversed(_INDEXES):
        op.drop_index(_name(columns), table_name="requests")
    op.drop_column("requests", "holder_id")


def _name(columns: tuple[str, ...]) -> str:
    return op.f(f"ix_requests_{'_'.join(columns)}")

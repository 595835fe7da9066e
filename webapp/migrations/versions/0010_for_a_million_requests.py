"""What a large office looks up is found in an index.

Words are compared byte by byte on PostgreSQL too, whatever language its database sorts
by: a word is found by its beginning. An account's numbers stand beside its data.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_AT_ONCE = 1000
_INDEXES = (
    ("access_counts", "at"),
    ("accounts", "avs_number"),
    ("accounts", "mobile"),
    ("attachments", "owner_id"),
    ("challenges", "started_at"),
    ("known_devices", "seen_at"),
    ("sign_in_attempts", "at"),
)
_DRAFT = sa.text("status = 'draft'")


def upgrade() -> None:
    """Go to this version."""
    with op.batch_alter_table("accounts") as batch:
        batch.add_column(sa.Column("avs_number", sa.String(length=20), nullable=True))
        batch.add_column(sa.Column("mobile", sa.String(length=20), nullable=True))
    _take_numbers_out(op.get_bind())
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        "ix_requests_drafts",
        "requests",
        ["updated_at", "id"],
        sqlite_where=_DRAFT,
        postgresql_where=_DRAFT,
    )
    _compare_words("C")


def downgrade() -> None:
    """Go back to the version before."""
    _compare_words("default")
    op.drop_index("ix_requests_drafts", table_name="requests")
    for table, column in reversed(_INDEXES):
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
    # Without a batch, which would make the table anew under the rows that refer to it.
    op.drop_column("accounts", "mobile")
    op.drop_column("accounts", "avs_number")


def _compare_words(collation: str) -> None:
    """Set how words are sorted; SQLite has always done so byte by byte."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "ALTER TABLE search_words ALTER COLUMN word "
            f'TYPE varchar(100) COLLATE "{collation}"'
        )


def _take_numbers_out(connection: sa.Connection) -> None:
    accounts = sa.table(
        "accounts",
        sa.column("id", sa.String()),
        sa.column("applicant", sa.JSON()),
        sa.column("avs_number", sa.String()),
        sa.column("mobile", sa.String()),
    )
    asked = sa.select(accounts.c.id, accounts.c.applicant).order_by(accounts.c.id)
    last = ""
    while rows := connection.execute(
        asked.where(accounts.c.id > last).limit(_AT_ONCE)
    ).all():
        last = rows[-1].id
        connection.execute(
            sa.update(accounts)
            .where(accounts.c.id == sa.bindparam("account"))
            .values(avs_number=sa.bindparam("avs"), mobile=sa.bindparam("phone")),
            [
                {
                    "account": row.id,
                    "avs": row.applicant.get("avs_number"),
                    "phone": row.applicant.get("mobile"),
                }
                for row in rows
            ],
        )

"""The desk: versions of requests, notes, decisions, payments, the log."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from engine.storage.column_types import ExactDecimal, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go to this version."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "audit_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_log")),
        sa.UniqueConstraint("previous_hash", name=op.f("uq_audit_log_previous_hash")),
    )
    op.create_table(
        "payment_batches",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(length=32), nullable=False),
        sa.Column("execution_day", sa.Date(), nullable=False),
        sa.Column("debtor_name", sa.String(length=70), nullable=False),
        sa.Column("debtor_iban", sa.String(length=34), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("total", ExactDecimal(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_batches")),
    )
    op.create_table(
        "claimed_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("person", sa.String(length=20), nullable=False),
        sa.Column("form_id", sa.String(length=100), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_claimed_periods_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claimed_periods")),
    )
    with op.batch_alter_table("claimed_periods") as batch:
        batch.create_index(
            batch.f("ix_claimed_periods_person_form_id_first_day"),
            ["person", "form_id", "first_day"],
        )
        batch.create_index(batch.f("ix_claimed_periods_request_id"), ["request_id"])

    op.create_table(
        "correction_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("opened", sa.JSON(), nullable=False),
        sa.Column("author_id", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_correction_notes_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_notes")),
    )
    with op.batch_alter_table("correction_notes") as batch:
        batch.create_index(
            batch.f("ix_correction_notes_request_id_round"), ["request_id", "round"]
        )

    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_decisions_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions") as batch:
        batch.create_index(batch.f("ix_decisions_request_id"), ["request_id"])

    op.create_table(
        "payments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=9), nullable=False),
        sa.Column("form_id", sa.String(length=100), nullable=False),
        sa.Column("amount", ExactDecimal(), nullable=False),
        sa.Column("iban", sa.String(length=34), nullable=False),
        sa.Column("creditor", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["payment_batches.id"], name=op.f("fk_payments_batch_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_payments_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        sa.UniqueConstraint("request_id", name=op.f("uq_payments_request_id")),
    )
    with op.batch_alter_table("payments") as batch:
        batch.create_index(batch.f("ix_payments_batch_id"), ["batch_id"])

    op.create_table(
        "search_words",
        sa.Column("word", sa.String(length=100), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_search_words_request_id")
        ),
        sa.PrimaryKeyConstraint("word", "request_id", name=op.f("pk_search_words")),
    )
    with op.batch_alter_table("search_words") as batch:
        batch.create_index(batch.f("ix_search_words_request_id"), ["request_id"])

    op.create_table(
        "request_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("confirmations", sa.JSON(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("applicant", sa.JSON(), nullable=False),
        sa.Column("total", ExactDecimal(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("pdf_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["definition_hash"],
            ["definitions.hash"],
            name=op.f("fk_request_versions_definition_hash"),
        ),
        sa.ForeignKeyConstraint(
            ["pdf_id"], ["frozen_pdfs.id"], name=op.f("fk_request_versions_pdf_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_request_versions_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_versions")),
        sa.UniqueConstraint(
            "request_id", "round", name=op.f("uq_request_versions_request_id_round")
        ),
    )

    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("removed_at", Instant(), nullable=True))
        batch.create_index(batch.f("ix_attachments_sha256"), ["sha256"])

    with op.batch_alter_table("requests") as batch:
        batch.drop_index(batch.f("ix_requests_status_sent_at"))
        batch.create_index(
            batch.f("ix_requests_form_id_status_sent_at_id"),
            ["form_id", "status", "sent_at", "id"],
        )
        batch.create_index(batch.f("ix_requests_sent_at_id"), ["sent_at", "id"])
        batch.create_index(
            batch.f("ix_requests_status_sent_at_id"), ["status", "sent_at", "id"]
        )


def downgrade() -> None:
    """Go back to the version before."""
    with op.batch_alter_table("requests") as batch:
        batch.drop_index(batch.f("ix_requests_status_sent_at_id"))
        batch.drop_index(batch.f("ix_requests_sent_at_id"))
        batch.drop_index(batch.f("ix_requests_form_id_status_sent_at_id"))
        batch.create_index(batch.f("ix_requests_status_sent_at"), ["status", "sent_at"])

    with op.batch_alter_table("attachments") as batch:
        batch.drop_index(batch.f("ix_attachments_sha256"))
        batch.drop_column("removed_at")

    op.drop_table("request_versions")
    with op.batch_alter_table("search_words") as batch:
        batch.drop_index(batch.f("ix_search_words_request_id"))

    op.drop_table("search_words")
    with op.batch_alter_table("payments") as batch:
        batch.drop_index(batch.f("ix_payments_batch_id"))

    op.drop_table("payments")
    with op.batch_alter_table("decisions") as batch:
        batch.drop_index(batch.f("ix_decisions_request_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("correction_notes") as batch:
        batch.drop_index(batch.f("ix_correction_notes_request_id_round"))

    op.drop_table("correction_notes")
    with op.batch_alter_table("claimed_periods") as batch:
        batch.drop_index(batch.f("ix_claimed_periods_request_id"))
        batch.drop_index(batch.f("ix_claimed_periods_person_form_id_first_day"))

    op.drop_table("claimed_periods")
    op.drop_table("payment_batches")
    op.drop_table("audit_log")
    op.drop_table("audit_head")

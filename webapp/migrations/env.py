"""Runs migrations on the connection that `webapp.migrations.upgrade` opened."""

from __future__ import annotations

from alembic import context

from webapp.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    # SQLite changes a table by making it anew.
    render_as_batch=True,
    # Column types of ours are imported by name.
    user_module_prefix="",
)
with context.begin_transaction():
    context.run_migrations()

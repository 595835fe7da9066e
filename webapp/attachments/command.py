"""`flask --app webapp documents sweep`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from webapp.attachments.sweep import sweep
from webapp.portal import portal

__all__ = ["documents_commands"]

documents_commands = AppGroup("documents", help="Look after the attached documents.")


@documents_commands.command("sweep")
def sweep_documents() -> None:
    """Remove files that no request names; tell of documents whose file is gone.

    After restoring a backup of the database, restore the documents of the same day
    first: those that are newer than the database look like files that nobody names.
    """
    services = portal()
    swept = sweep(services.database, services.attachments, now=services.now())
    click.echo(f"{swept.removed} files without a request removed")
    for row in swept.missing:
        click.echo(
            f"the file of document {row.id} of request {row.request_id} is missing"
        )
    if swept.missing:
        sys.exit(1)

"""`flask --app webapp documents sweep`, `verify` and `move-prints`."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from webapp.portal import portal
from webapp.storage import sweep as sweeping
from webapp.storage.objects import StorageError
from webapp.storage.prints import move_prints, prints_in_database

__all__ = ["documents_commands"]

documents_commands = AppGroup("documents", help="Look after documents and prints.")


@documents_commands.command("sweep")
def sweep_documents() -> None:
    """Remove objects that nothing names; tell of documents and prints that are gone.

    After restoring a backup of the database, restore the documents of the same day
    first: those that are newer than the database look like files that nobody names.
    """
    services = portal()
    try:
        swept = sweeping.sweep(services.database, services.storage, now=services.now())
    except StorageError as error:
        raise _no_answer(error) from error
    click.echo(f"{swept.removed} files without a request removed")
    for loss in swept.losses:
        click.echo(str(loss))
    if swept.losses:
        sys.exit(1)


@documents_commands.command("verify")
def verify_documents() -> None:
    """Read every document and print; tell of those that are missing or changed."""
    services = portal()
    try:
        found = list(sweeping.losses(services.database, services.storage))
    except StorageError as error:
        raise _no_answer(error) from error
    for loss in found:
        click.echo(str(loss))
    if found:
        sys.exit(1)
    click.echo("every document and print is as it was stored")


@documents_commands.command("move-prints")
def move_prints_out() -> None:
    """Move prints that the database still keeps to the storage; may be ended midway."""
    services = portal()
    try:
        moved = move_prints(services.database, services.storage)
    except StorageError as error:
        raise _no_answer(error) from error
    click.echo(f"{moved} prints moved to the storage")
    left = prints_in_database(services.database)
    if left:
        names = ", ".join(map(str, left))
        click.echo(f"damaged, and left in the database: prints {names}")
        sys.exit(1)


def _no_answer(error: StorageError) -> click.ClickException:
    return click.ClickException(f"the storage does not answer: {error}")

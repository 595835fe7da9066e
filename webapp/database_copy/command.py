"""`flask --app webapp db copy --to URL`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from engine.storage.database import Database
from webapp.database_copy.copying import CopyError, copy_database
from webapp.portal import portal

if TYPE_CHECKING:
    from webapp.database_copy.copying import Compared

__all__ = ["copy_command"]


@click.command("copy")
@click.option(
    "--to",
    "address",
    required=True,
    help="The empty database: postgresql+psycopg://user:password@host/name",
)
@with_appcontext
def copy_command(address: str) -> None:
    """Copy everything into another database, and compare both.

    Stop the portal and its workers first. A copy that was ended goes on where it was
    when the same command is run again. Documents stay where they are.
    """
    source = portal().database
    try:
        target = Database(address)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        message = f"This is no address of a database: {error}"
        raise click.ClickException(message) from error
    try:
        compared = copy_database(source, target, tell=click.echo)
    except CopyError as error:
        raise click.ClickException(str(error)) from error
    except OperationalError as error:
        message = f"A database does not answer: {error.orig}"
        raise click.ClickException(message) from error
    finally:
        target.close()
    _report(compared, target)


def _report(compared: tuple[Compared, ...], target: Database) -> None:
    click.echo("\nThe same on both sides (rows, SHA-256):")
    for each in compared:
        click.echo(f"{each.name}\t{each.source.count}\t{each.source.sha256}")
    shown = target.engine.url.render_as_string(hide_password=True)
    click.echo(f"\nSet PORTAL_DATABASE_URL to {shown} and start the portal.")

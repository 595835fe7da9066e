"""`flask --app webapp backup` and `restore`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click
from flask.cli import with_appcontext

from webapp.backups.checking import whole_backup
from webapp.backups.contents import BackupError
from webapp.backups.making import make_backup
from webapp.backups.restoring import restore_backup
from webapp.portal import portal
from webapp.storage.objects import StorageError

if TYPE_CHECKING:
    from webapp.backups.contents import Manifest

__all__ = ["backup_command", "restore_command"]

_FOLDER = click.Path(path_type=Path, file_okay=False, resolve_path=True)


@click.command("backup")
@click.option("--to", "folder", type=_FOLDER, required=True, help="Must not exist yet.")
@with_appcontext
def backup_command(folder: Path) -> None:
    """Copy database and documents into FOLDER, while the portal runs."""
    services = portal()
    try:
        made = make_backup(
            services.database, services.storage, folder, now=services.now()
        )
    except (BackupError, StorageError, OSError) as error:
        raise click.ClickException(str(error)) from error
    requests = made.counts["requests"]
    click.echo(f"{folder}: {requests} requests, {made.documents} documents")
    if made.lost:
        names = ", ".join(made.lost)
        message = f"The backup is made; these documents were lost before: {names}"
        raise click.ClickException(message)


@click.command("restore")
@click.option(
    "--from", "folder", type=_FOLDER, required=True, help="As `backup` wrote it."
)
@click.option("--check", is_flag=True, help="Only tell whether the backup is whole.")
@click.option("--replace", is_flag=True, help="Lose what the office holds now.")
@with_appcontext
def restore_command(folder: Path, *, check: bool, replace: bool) -> None:
    """Put a backup in the place of an empty office; the portal must not run."""
    services = portal()
    again = 0
    try:
        if check:
            manifest = whole_backup(folder)
        else:
            restored = restore_backup(
                services.database,
                services.storage,
                folder,
                replaces=replace,
                now=services.now(),
            )
            manifest, again = restored.manifest, restored.erased_again
    except (BackupError, StorageError, OSError) as error:
        raise click.ClickException(str(error)) from error
    _tell(manifest, "is whole" if check else "is restored")
    if again:
        click.echo(f"{again} requests and accounts, erased since then, erased again")


def _tell(manifest: Manifest, done: str) -> None:
    made_at = f"{manifest.made_at:%Y-%m-%d %H:%M:%S} UTC"
    requests = manifest.counts["requests"]
    click.echo(
        f"The backup of {made_at} {done}: {requests} requests, "
        f"{manifest.documents} documents; audit head {manifest.audit or 'none'}"
    )

"""`flask --app webapp settings`."""

from __future__ import annotations

import click

from webapp.settings.catalogue import CATALOGUE
from webapp.settings.document import document_of

__all__ = ["settings_command"]


@click.command("settings")
def settings_command() -> None:
    """Print the table of all settings; it tells no value that was set."""
    click.echo(document_of(CATALOGUE), nl=False)

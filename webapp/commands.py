"""Commands of `flask --app webapp`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask.cli import AppGroup

from webapp.database_copy.command import copy_command
from webapp.migrations import upgrade
from webapp.portal import portal

if TYPE_CHECKING:
    from flask import Flask

__all__ = ["add_commands"]

_db = AppGroup("db", help="Look after the database.")


@_db.command("upgrade")
def upgrade_database() -> None:
    """Bring the database to the newest version."""
    upgrade(portal().database)


def add_commands(app: Flask) -> None:
    """Give the application its commands."""
    _db.add_command(copy_command)
    app.cli.add_command(_db)

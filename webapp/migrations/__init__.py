"""The database's versions; `upgrade` brings it to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from engine.storage.database import Database

__all__ = ["configuration", "upgrade"]


def configuration() -> Config:
    """Give Alembic's configuration: where the versions are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(database: Database) -> None:
    """Bring a database to the newest version; one that is there is left alone."""
    config = configuration()
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

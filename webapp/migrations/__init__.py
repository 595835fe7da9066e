"""The database's versions; `upgrade` brings it to the newest."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config

if TYPE_CHECKING:
    from engine.storage.database import Database

__all__ = ["configuration", "upgrade"]

_MIGRATING = 20_261_125
"""What whoever changes the tables holds on PostgreSQL."""


def configuration() -> Config:
    """Give Alembic's configuration: where the versions are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def upgrade(database: Database) -> None:
    """Bring a database to the newest version; one that is there is left alone."""
    config = configuration()
    with database.engine.execution_options(writing=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            # Of two workers that start at once, one waits until the other is done.
            connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

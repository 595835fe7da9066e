"""The database's versions; `upgrade` brings it to the newest."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

if TYPE_CHECKING:
    from engine.storage.database import Database

__all__ = ["Schema", "configuration", "schema_of", "upgrade"]

_MIGRATING = 20_261_125
"""What whoever changes the tables holds on PostgreSQL."""


def configuration() -> Config:
    """Give Alembic's configuration: where the versions are."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


class Schema(StrEnum):
    """How a database's version compares to this code's."""

    NEWEST = "newest"
    OLD = "old"
    UNKNOWN = "unknown"
    """Of a newer release, most likely."""


def schema_of(database: Database) -> Schema:
    """Tell whether a database has the tables that this code knows."""
    with database.engine.connect() as connection:
        heads = MigrationContext.configure(connection).get_current_heads()
    *known, newest = _revisions()
    if heads == (newest,):
        return Schema.NEWEST
    return Schema.OLD if set(heads) <= set(known) else Schema.UNKNOWN


@cache
def _revisions() -> tuple[str, ...]:
    """Give every version that this code knows, the newest last."""
    directory = ScriptDirectory.from_config(configuration())
    return tuple(reversed([each.revision for each in directory.walk_revisions()]))


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

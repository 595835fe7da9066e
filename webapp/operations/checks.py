"""What a process looks at before it says that it is ready."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from webapp.delivery.chores import write_probe
from webapp.delivery.outbox import backlog
from webapp.migrations import Schema, schema_of
from webapp.operations.health import Health

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from webapp.portal import Portal

__all__ = ["checks_of", "is_overdue"]

_WAITS_TOO_LONG = timedelta(minutes=15)
_PROBE = b"whether the storage can be written"


def checks_of(services: Portal) -> Mapping[str, Callable[[], Health]]:
    """Give the checks by the name that is shown."""

    def database() -> Health:
        write_probe(services.database)
        return Health.OK

    def schema() -> Health:
        # A newer release may have changed the tables already: this one still serves.
        is_old = schema_of(services.database) is Schema.OLD
        return Health.FAILED if is_old else Health.OK

    def storage() -> Health:
        store = services.storage
        name = store.keep(_PROBE)
        try:
            store.read(name, sha256(_PROBE).hexdigest())
        finally:
            store.remove(name)
        return Health.OK

    def definitions() -> Health:
        state = services.definitions.state
        if not state.forms:
            return Health.FAILED
        return Health.ATTENTION if state.problems else Health.OK

    def outbox() -> Health:
        with services.database.reading() as session:
            kinds = backlog(session).values()
        oldest = [each.oldest_at for each in kinds]
        is_late = any(is_overdue(at, services.now()) for at in oldest)
        return Health.ATTENTION if is_late else Health.OK

    checks = (database, schema, storage, definitions, outbox)
    return {check.__name__: check for check in checks}


def is_overdue(oldest_at: datetime | None, now: datetime) -> bool:
    """Tell whether a message waits longer than the first few attempts take."""
    return oldest_at is not None and now - oldest_at > _WAITS_TOO_LONG

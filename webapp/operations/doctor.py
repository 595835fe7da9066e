"""A look at everything that the portal keeps and needs, for whoever runs it.

Unlike health it reads all there is: every document and print against its SHA-256, every
record against its own, the log's chain, the database's pages. It changes nothing that
stays. Each finding says what to do; a check that itself fails is a finding, too.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from engine.compiler.library import load_archive
from engine.storage.definitions import archived_sources
from engine.storage.requests import content_hash
from engine.storage.tables import Request, RequestVersion
from webapp.delivery.chores import write_probe
from webapp.delivery.outbox import backlog
from webapp.migrations import Schema, schema_of
from webapp.office import audit
from webapp.operations.checks import checks_of, is_overdue
from webapp.operations.health import Health
from webapp.storage.settings import FolderSettings
from webapp.storage.sweep import losses

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from webapp.portal import Portal

__all__ = ["Examination", "examine"]

_LEAST_FREE = 1024**3
_FARTHEST_CLOCK = timedelta(seconds=5)
_SOON = timedelta(days=30)
_MOST_TOLD = 20
"""Of one kind of finding; the rest is counted."""
_CLOCK_OF_POSTGRESQL = text("SELECT clock_timestamp()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What one check found: nothing where all is well."""

    name: str
    faults: tuple[str, ...]


def examine(services: Portal) -> Iterator[Examination]:
    """Check one thing after the other; what is slow comes last."""
    checks: dict[str, Callable[[Portal], Iterator[str]]] = {
        "settings": _settings,
        "database": _database,
        "schema": _schema,
        "clock": _clock,
        "disk": _disk,
        "storage": _storage,
        "forms": _forms,
        "outbox": _outbox,
        "definitions": _definitions,
        "records": _records,
        "audit": _audit,
        "documents": _documents,
    }
    for name, check in checks.items():
        yield Examination(name=name, faults=tuple(_faults(check, services)))


def _faults(
    check: Callable[[Portal], Iterator[str]], services: Portal
) -> Iterator[str]:
    told = 0
    try:
        for fault in check(services):
            told += 1
            if told <= _MOST_TOLD:
                yield fault
    except Exception as error:  # noqa: BLE001 - of a sick database anything may come
        yield f"could not be checked ({type(error).__name__}); see the lines above"
    if told > _MOST_TOLD:
        yield f"and {told - _MOST_TOLD} more"


def _settings(services: Portal) -> Iterator[str]:
    ends_on, today = services.settings.security_expires, services.today()
    if ends_on is not None and ends_on - _SOON < today:
        yield f"security.txt holds until {ends_on}: set PORTAL_SECURITY_EXPIRES anew"


def _database(services: Portal) -> Iterator[str]:
    write_probe(services.database)
    if services.database.engine.dialect.name != "sqlite":
        return
    with services.database.reading() as session:
        for (words,) in session.execute(text("PRAGMA quick_check")):
            if words != "ok":
                yield f"{words}: stop the portal and restore the newest backup"
        for row in session.execute(text("PRAGMA foreign_key_check")):
            yield f"a row of {row[0]} names a row of {row[2]} that is gone"


def _schema(services: Portal) -> Iterator[str]:
    schema = schema_of(services.database)
    if schema is not Schema.NEWEST:
        yield f"its version is {schema}: flask --app webapp db upgrade, or this release"


def _clock(services: Portal) -> Iterator[str]:
    if services.database.engine.dialect.name != "postgresql":
        return
    with services.database.reading() as session:
        theirs = session.scalar(_CLOCK_OF_POSTGRESQL)
    apart = abs(services.now() - theirs) if theirs else timedelta.max
    if apart > _FARTHEST_CLOCK:
        yield f"{apart} from the database's: let both machines follow the same time"


def _disk(services: Portal) -> Iterator[str]:
    folders = {services.settings.instance_path}
    if isinstance(services.settings.storage, FolderSettings):
        folders.add(services.settings.storage.path)
    for folder in sorted(folders):
        if not folder.exists():
            continue
        free = shutil.disk_usage(folder).free
        if free < _LEAST_FREE:
            yield f"{folder} has {free // 1024**2} MiB left: make room"


def _storage(services: Portal) -> Iterator[str]:
    if checks_of(services)["storage"]() is not Health.OK:
        yield "cannot be written: see PORTAL_STORAGE_URL and the rights of its folder"


def _forms(services: Portal) -> Iterator[str]:
    state = services.definitions.state
    if not state.forms:
        yield "there are none: see PORTAL_FORMS_PATH"
    for problem in state.problems:
        yield f"{problem}: the last good form serves; formengine check tells more"


def _outbox(services: Portal) -> Iterator[str]:
    with services.database.reading() as session:
        kinds = backlog(session)
    for kind, found in kinds.items():
        if is_overdue(found.oldest_at, services.now()):
            yield f"{found.waiting} {kind} wait: is a worker running, the server there?"
        if found.dead:
            yield f"{found.dead} {kind} given up: the desk's «Messages» tells why"


def _definitions(services: Portal) -> Iterator[str]:
    pairs = select(Request.form_id, Request.definition_hash).distinct()
    with services.database.reading() as session:
        named = session.execute(pairs).all()
    for form_id, digest in named:
        with services.database.reading() as session:
            sources = archived_sources(session, digest)
        if load_archive(form_id, sources).hash != digest:
            yield f"{form_id} {digest[:12]} has changed: restore it from a backup"


def _records(services: Portal) -> Iterator[str]:
    versions = select(
        RequestVersion.id,
        RequestVersion.request_id,
        RequestVersion.round,
        RequestVersion.record,
        RequestVersion.content_hash,
    ).order_by(RequestVersion.id)
    with services.database.reading() as session:
        found = session.execute(versions.execution_options(yield_per=200))
        for _, request_id, number, record, digest in found:
            if content_hash(record) != digest:
                yield f"sending {number} of request {request_id} has changed"


def _audit(services: Portal) -> Iterator[str]:
    with services.database.reading() as session:
        fault = audit.verify(session).fault
    if fault is not None:
        yield f"line {fault.number}: {fault.words}; keep a copy and ask who did it"


def _documents(services: Portal) -> Iterator[str]:
    for loss in losses(services.database, services.storage):
        yield f"{loss}: restore it from a backup"

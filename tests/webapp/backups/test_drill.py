"""The drill: a backup while people send, put back elsewhere, compared with what was
acknowledged."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.storage.requests import content_hash
from engine.storage.tables import FrozenPdf, Request, RequestEvent, RequestVersion
from tests.webapp.backups.offices import documents_fit, run, sent_contents
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from tests.webapp.two_workers import ROOT, TwoWorkers, two_workers
from tests.webapp.writers import writing
from webapp.attachments.tables import Attachment
from webapp.delivery.tables import OutboxMessage


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TwoWorkers]:
    with two_workers(tmp_path) as started:
        yield started


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[PortalForTests]:
    made = make_portal(tmp_path / "elsewhere")
    yield made
    made.services.database.close()


def _backup(portal: PortalForTests, folder: Path) -> None:
    """Run the command as an operator does, in a process of its own."""
    settings = portal.services.settings
    subprocess.run(
        [sys.executable, "-m", "flask", "--app", "webapp", "backup", "--to", folder],
        cwd=ROOT,
        env=os.environ
        | {
            "PORTAL_MODE": "development",
            "PORTAL_SECRET_KEY": settings.secret,
            "PORTAL_INSTANCE_PATH": str(settings.instance_path),
            "PORTAL_DATABASE_URL": settings.database_url,
        },
        check=True,
        timeout=60,
    )


def _hashes(portal: PortalForTests) -> dict[str, str]:
    """Give the content hash of each sent request, computed anew from its record."""
    with portal.services.database.reading() as session:
        sent = session.scalars(select(Request).where(Request.record.is_not(None)))
        return {request.id: content_hash(request.record or {}) for request in sent}


def _halves(portal: PortalForTests) -> list[str]:
    """Give the requests of which something is missing (I2)."""
    parts = (RequestEvent, RequestVersion, FrozenPdf, Attachment)
    with portal.services.database.reading() as session:
        written = set(session.scalars(select(OutboxMessage.dedupe_key)))
        found: list[str] = []
        for request in session.scalars(
            select(Request).where(Request.sent_at.is_not(None))
        ):
            counts = [
                session.scalar(
                    select(func.count()).where(part.request_id == request.id)
                )
                for part in parts
            ]
            told = f"request:{request.id}:sent:{request.revision}"
            if counts != [1, 1, 1, 1] or told not in written:
                found.append(request.id)
    return found


def test_what_was_acknowledged_before_a_backup_is_in_it(
    server: TwoWorkers, elsewhere: PortalForTests, tmp_path: Path
) -> None:
    """R24, I1 to I3: with the same content and its documents, and nothing half."""
    folder = tmp_path / "backup"

    with writing(server) as writers:
        before = list(writers.acknowledged)
        _backup(server.portal, folder)
    said = run(elsewhere, "restore", "--from", folder)

    assert said.code == 0, said.words
    assert len(writers.acknowledged) > len(before), "nobody wrote meanwhile"
    live, restored = _hashes(server.portal), _hashes(elsewhere)
    assert {known: live[known] for known in restored} == restored
    assert set(before) <= set(restored)
    assert _halves(elsewhere) == []
    assert documents_fit(elsewhere)
    live_parts = sent_contents(server.portal)
    for reference, parts in sent_contents(elsewhere).items():
        assert live_parts[reference] == parts

"""The drill: a backup while people send, put back elsewhere, compared with what was
acknowledged."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

import pytest
from sqlalchemy import func, select

from engine.storage.requests import content_hash
from engine.storage.tables import FrozenPdf, Request, RequestEvent, RequestVersion
from tests.webapp.backups.offices import documents_fit, run, sent_contents
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from tests.webapp.two_workers import ROOT, TwoWorkers, pressing, two_workers
from webapp.attachments.tables import Attachment
from webapp.delivery.tables import OutboxMessage

WRITERS = 3
AT_MOST = 40
"""Requests of one writer, however long the backup takes."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[TwoWorkers]:
    with two_workers(tmp_path) as started:
        yield started


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[PortalForTests]:
    made = make_portal(tmp_path / "elsewhere")
    yield made
    made.services.database.close()


@dataclass
class Writers:
    """People who send one request after the other, and what was acknowledged."""

    server: TwoWorkers
    acknowledged: list[str] = field(default_factory=list)
    """Ids of requests, in the order of their confirmations."""
    enough: Event = field(default_factory=Event)
    """Whether there is something to be backed up."""
    over: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def write(self, email: str) -> None:
        """Send until the drill is over: a draft with a document, then its sending."""
        try:
            self._write(Desk(self.server.portal).browser(email))
        finally:
            # Whoever waits for a writer that failed is told so at once.
            self.enough.set()

    def _write(self, browser: PlainBrowser) -> None:
        for _ in range(AT_MOST):
            if self.over.is_set():
                return
            browser.get("/formulaires/318.632.1")
            browser.fill_all({"decision_number": "320/1", "meals.days_5_8h": "5"})
            browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
            browser.attach("documents", "a.pdf", a_pdf()).press("Continuer")
            for name in [n for n in browser.names if n.startswith("reason-")]:
                browser.fill_all({name: "C'est ainsi."})
            press = pressing(browser, "Envoyer ma demande")
            [answer] = self.server.at_once([press])
            assert answer.location.endswith("/confirmation"), answer.text
            self._note(answer.location.split("/")[2])

    def _note(self, request_id: str) -> None:
        with self.lock:
            self.acknowledged.append(request_id)
            if len(self.acknowledged) >= 2 * WRITERS:
                self.enough.set()


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
    desk, writers = Desk(server.portal), Writers(server)
    emails = [f"beneficiary.{number}@example.org" for number in range(WRITERS)]
    for email in emails:
        desk.person(email)
    folder = tmp_path / "backup"

    with ThreadPoolExecutor(WRITERS) as pool:
        working = [pool.submit(writers.write, email) for email in emails]
        try:
            assert writers.enough.wait(60)
            before = list(writers.acknowledged)
            assert not any(each.done() and each.result() for each in working)
            _backup(server.portal, folder)
        finally:
            writers.over.set()
        for each in working:
            each.result(60)
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

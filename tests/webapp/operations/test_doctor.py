"""The doctor: a healthy portal is well; each thing that is spoilt is found (R23)."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select, text, update

from engine.storage.tables import Definition, Request, RequestVersion
from tests.databases import KIND
from tests.webapp.delivery.rig import NOTICE
from tests.webapp.office.desk import CAMILLE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.attachments.tables import Attachment
from webapp.delivery import outbox
from webapp.delivery.tables import ChoreLease, OutboxMessage
from webapp.operations import doctor
from webapp.operations.doctor import examine
from webapp.storage.folder import Folder

NAMES = [
    "settings",
    "database",
    "schema",
    "clock",
    "disk",
    "storage",
    "forms",
    "outbox",
    "definitions",
    "records",
    "audit",
    "documents",
]


@pytest.fixture
def sent(portal: PortalForTests) -> Request:
    """A request with a document and a print, read by the desk."""
    desk: Desk = desk_of(portal)
    camille = desk.browser(CAMILLE)
    camille.get("/formulaires/318.632.1").attach("documents", "a.pdf", a_pdf())
    return desk.send_meals_on(camille)


def _wrong(portal: PortalForTests) -> dict[str, tuple[str, ...]]:
    """Give what is found; the clock of these tests stands still, as no other does."""
    found = {each.name: each.faults for each in examine(portal.services)}
    assert list(found) == NAMES
    return {n: faults for n, faults in found.items() if faults and n != "clock"}


def _file_of(portal: PortalForTests, stored_as: str) -> Path:
    store = portal.services.storage
    assert isinstance(store, Folder)
    return store.directory / stored_as


def _flip(file: Path, place: int) -> None:
    content = bytearray(file.read_bytes())
    content[place] ^= 1
    file.write_bytes(content)


def _execute(portal: PortalForTests, statement: Any) -> Any:
    with portal.services.database.writing() as session:
        return session.execute(statement)


def _scalar(portal: PortalForTests, statement: Any) -> Any:
    with portal.services.database.reading() as session:
        return session.scalar(statement)


def test_a_healthy_portal_is_well(portal: PortalForTests, sent: Request) -> None:
    assert _wrong(portal) == {}


def test_the_command_says_so_line_by_line(portal: PortalForTests) -> None:
    """Exit 0 where all is well, 1 where something is wrong."""
    runner = portal.app.test_cli_runner()
    with portal.services.database.writing() as session:
        outbox.write(session, NOTICE, at=portal.clock(), domain="example.org")
    _execute(portal, update(OutboxMessage).values(state="stuck"))

    result = runner.invoke(args=["doctor"])

    lines = [line for line in result.output.splitlines() if " clock" not in line]
    assert lines == [
        "wrong  outbox: 1 mail given up: the desk's «Messages» tells why"
        if name == "outbox"
        else f"ok     {name}"
        for name in NAMES
        if name != "clock"
    ]
    assert result.exit_code == 1


def test_a_flipped_bit_in_a_document_is_found(
    portal: PortalForTests, sent: Request
) -> None:
    document = _scalar(portal, select(Attachment))
    _flip(_file_of(portal, document.stored_as), 20)

    assert _wrong(portal) == {
        "documents": (
            (
                f"document {document.id} of request {sent.id} has changed: "
                "restore it from a backup"
            ),
        )
    }


def test_a_document_that_is_gone_is_found(
    portal: PortalForTests, sent: Request
) -> None:
    document = _scalar(portal, select(Attachment))
    _file_of(portal, document.stored_as).unlink()

    assert _wrong(portal) == {
        "documents": (
            (
                f"document {document.id} of request {sent.id} is missing: "
                "restore it from a backup"
            ),
        )
    }


def test_a_flipped_bit_in_a_print_is_found(
    portal: PortalForTests, sent: Request
) -> None:
    name = _scalar(portal, text("SELECT stored_as FROM frozen_pdfs"))
    _flip(_file_of(portal, name), 2000)

    assert _wrong(portal) == {
        "documents": (
            f"print 1 of request {sent.id} has changed: restore it from a backup",
        )
    }


def test_a_record_that_was_altered_is_found(
    portal: PortalForTests, sent: Request
) -> None:
    """What was sent is what a decision is made on."""
    record = _scalar(portal, select(RequestVersion.record))
    _execute(portal, update(RequestVersion).values(record={**record, "form": "x"}))

    assert _wrong(portal) == {
        "records": (f"sending 1 of request {sent.id} has changed",)
    }


def test_a_definition_that_was_altered_is_found(
    portal: PortalForTests, sent: Request
) -> None:
    sources = _scalar(portal, select(Definition.sources))
    altered = {name: f"{each}\n# a remark\n" for name, each in sources.items()}
    _execute(portal, update(Definition).values(sources=altered))

    [(name, [fault])] = _wrong(portal).items()

    assert name == "definitions"
    assert fault.startswith(f"{sent.form_id} {sent.definition_hash[:12]} has changed")


def test_a_line_of_the_log_that_was_altered_is_found(
    portal: PortalForTests, sent: Request
) -> None:
    with portal.app.app_context():
        desk_of_log = text(
            "INSERT INTO audit_log (number, at, actor_id, role, action, subject, "
            "details, previous_hash, hash) VALUES (1, '2026-11-24 12:00:00', 'x', "
            "'clerk', 'read', '', '{}', 'of nobody', 'of nobody')"
        )
        _execute(portal, desk_of_log)

    assert _wrong(portal) == {
        "audit": (
            "line 1: does not follow the line before; keep a copy and ask who did it",
        )
    }


def test_messages_that_wait_too_long_are_told(portal: PortalForTests) -> None:
    with portal.services.database.writing() as session:
        outbox.write(session, NOTICE, at=portal.clock(), domain="example.org")
    portal.clock.instant += timedelta(minutes=16)

    assert _wrong(portal) == {
        "outbox": ("1 mail wait: is a worker running, the server there?",)
    }


def test_a_database_of_an_earlier_release_is_told(portal: PortalForTests) -> None:
    _execute(portal, text("UPDATE alembic_version SET version_num = '0002'"))

    assert _wrong(portal)["schema"] == (
        "its version is old: flask --app webapp db upgrade, or this release",
    )


def test_a_full_disk_is_told(
    portal: PortalForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "_LEAST_FREE", 2**63)

    faults = _wrong(portal)["disk"]

    assert [fault.partition(" has ")[2].partition(" MiB ")[2] for fault in faults] == [
        "left: make room" for _ in faults
    ]
    assert faults


@pytest.mark.parametrize(("left", "is_told"), [(30, False), (29, True)])
def test_a_contact_that_ends_soon_is_told(
    tmp_path: Path, left: int, *, is_told: bool
) -> None:
    """RFC 9116, 2.5.5: what has expired is not to be trusted."""
    portal = make_portal(
        tmp_path,
        SECURITY_CONTACT="mailto:securite@example.org",
        SECURITY_EXPIRES="2026-12-24",
    )
    portal.clock.instant += timedelta(days=30 - left)

    assert ("settings" in _wrong(portal)) is is_told
    portal.services.database.close()


def test_a_row_without_the_one_it_names_is_told(portal: PortalForTests) -> None:
    """Only SQLite keeps such rows: somebody had switched its guard off."""
    if KIND != "sqlite":
        assert _wrong(portal) == {}
        return
    with portal.services.database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql(
            "INSERT INTO known_devices VALUES ('a', 'nobody', '2026-11-24 12:00:00')"
        )
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")

    assert _wrong(portal) == {
        "database": ("a row of known_devices names a row of accounts that is gone",)
    }


def test_a_spoilt_page_of_the_database_is_found(tmp_path: Path) -> None:
    """R23: others go on; on PostgreSQL its own checksums tell."""
    file = tmp_path / "portal.sqlite3"
    portal = make_portal(tmp_path, DATABASE_URL=f"sqlite:///{file}")
    with portal.services.database.writing() as session:
        rows = [{"name": f"chore {number}"} for number in range(2000)]
        session.execute(insert(ChoreLease), rows)
        assert session.scalar(select(func.count()).select_from(ChoreLease)) == 2000
    portal.services.database.close()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [[page]] = connection.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = 'chore_leases'"
        )
        [[size]] = connection.execute("PRAGMA page_size")
    _flip(file, (page - 1) * size)

    faults = _wrong(portal)["database"]

    assert faults
    assert "chore" not in "".join(faults)
    portal.services.database.close()

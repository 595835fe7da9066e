"""A backup is whole or is not there, goes back as it was, and harms nobody's office."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.webapp.backups.offices import (
    Said,
    contents,
    documents_fit,
    part,
    run,
    sent_contents,
)
from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.accounts.tables import Account
from webapp.attachments.tables import Attachment
from webapp.backups.making import make_backup


@pytest.fixture
def office(portal: PortalForTests) -> PortalForTests:
    """An office with a request that was sent, and a draft with a document."""
    desk = desk_of(portal)
    desk.send_meals(desk.browser(CAMILLE))
    draft = desk.browser(CAMILLE).get("/formulaires/318.632")
    draft.attach("documents", "a.pdf", a_pdf()).press("Enregistrer")
    return portal


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[PortalForTests]:
    """An office where nobody has been yet."""
    made = make_portal(tmp_path / "elsewhere")
    yield made
    made.services.database.close()


@pytest.fixture
def backup(office: PortalForTests, tmp_path: Path) -> Path:
    folder = tmp_path / "backups" / "today"
    assert run(office, "backup", "--to", folder) == Said(
        0, f"{folder}: 2 requests, 2 documents\n"
    )
    return folder


def test_a_backup_goes_back_as_it_was(
    office: PortalForTests, backup: Path, elsewhere: PortalForTests
) -> None:
    """R24: every row of every table, and every document."""
    said = run(elsewhere, "restore", "--from", backup)

    assert said.code == 0, said.words
    assert contents(elsewhere) == contents(office)
    assert documents_fit(elsewhere)
    assert sent_contents(elsewhere) == sent_contents(office)


def test_a_restored_office_is_used(
    office: PortalForTests, backup: Path, elsewhere: PortalForTests
) -> None:
    """People sign in, see what they sent, and send more."""
    run(elsewhere, "restore", "--from", backup)
    desk = Desk(elsewhere)

    browser = elsewhere.signed_in(CAMILLE)
    sent = desk.send_meals(desk.browser(CAMILLE), "4")

    [known] = sent_contents(office)
    assert known in browser.text
    assert set(sent_contents(elsewhere)) == {known, sent.reference}


def test_a_check_tells_of_a_whole_backup(office: PortalForTests, backup: Path) -> None:
    """Without touching the office that it is asked in."""
    before = contents(office)

    said = run(office, "restore", "--from", backup, "--check")

    assert said == Said(
        0,
        "The backup of 2026-11-24 12:00:00 UTC is whole: 2 requests, 2 documents; "
        "audit head none\n",
    )
    assert contents(office) == before


def test_nothing_is_overwritten(office: PortalForTests, backup: Path) -> None:
    """Neither another backup nor anything else of that name."""
    before = {path: path.stat().st_mtime_ns for path in backup.rglob("*")}

    assert run(office, "backup", "--to", backup) == Said(
        1, f"Error: {backup} exists already; a backup overwrites nothing\n"
    )
    assert before == {path: path.stat().st_mtime_ns for path in backup.rglob("*")}


def test_an_office_with_people_is_not_restored_over(
    office: PortalForTests, backup: Path
) -> None:
    """Unless somebody says so."""
    with office.services.database.writing() as session:
        session.execute(update(Account).values(language="de"))
    before = contents(office)

    assert run(office, "restore", "--from", backup) == Said(
        1, "Error: the office is not empty; --replace loses what it holds\n"
    )
    assert contents(office) == before
    assert run(office, "restore", "--from", backup, "--replace").code == 0
    assert contents(office) != before


def test_what_was_erased_since_a_backup_does_not_come_back(
    office: PortalForTests, backup: Path
) -> None:
    """F12: the log of the office that is replaced says what that was."""
    desk = Desk(office)
    other = desk.person("other@example.org")
    [draft] = [r.id for r in office.requests() if r.status == "draft"]
    run(office, "person", "erase", CAMILLE)
    assert draft not in {request.id for request in office.requests()}

    said = run(office, "restore", "--from", backup, "--replace")

    assert said.code == 0, said.words
    assert said.words.endswith(
        "1 requests and accounts, erased since then, erased again\n"
    )
    assert draft not in {request.id for request in office.requests()}
    assert documents_fit(office)
    assert other not in {row[0] for row in contents(office)["accounts"]}
    assert run(office, "audit", "verify").code == 0


def test_a_backup_that_fails_leaves_nothing(
    office: PortalForTests, tmp_path: Path
) -> None:
    """Neither the folder asked for, nor what was written beside it."""
    place = tmp_path / "backups"
    place.mkdir()
    (place / "a file").touch()

    assert run(office, "backup", "--to", place / "a file" / "today").code == 1
    assert [path.name for path in place.iterdir()] == ["a file"]


def _shortened(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("name", "harm", "words"),
    [
        ("database.*", _shortened, "Error: {} was changed\n"),
        ("documents/*", _shortened, "Error: {} was changed\n"),
        ("documents/*", Path.unlink, "Error: {} is missing\n"),
        ("SHA256SUMS", _shortened, "Error: SHA256SUMS was changed\n"),
        ("SHA256SUMS", Path.unlink, "Error: SHA256SUMS is missing\n"),
    ],
)
def test_a_damaged_backup_is_refused(
    elsewhere: PortalForTests,
    backup: Path,
    name: str,
    harm: Callable[[Path], None],
    words: str,
) -> None:
    """And told of part by part; nothing of it is put anywhere."""
    harmed = part(backup, name)
    harm(harmed)
    expected = Said(1, words.format(harmed.relative_to(backup)))

    assert run(elsewhere, "restore", "--from", backup, "--check") == expected
    assert run(elsewhere, "restore", "--from", backup) == expected
    assert not any(contents(elsewhere).values())


def test_every_fault_is_told(elsewhere: PortalForTests, backup: Path) -> None:
    """At once, one a line."""
    document = part(backup, "documents/*")
    document.unlink()
    database = part(backup, "database.*")
    _shortened(database)
    (backup / "documents" / "stranger").touch()

    assert run(elsewhere, "restore", "--from", backup, "--check") == Said(
        1,
        "Error: documents/stranger belongs to no backup\n"
        f"{database.name} was changed\n"
        f"documents/{document.name} is missing\n",
    )


def test_a_backup_goes_back_into_its_own_kind_of_database(
    elsewhere: PortalForTests, backup: Path
) -> None:
    """`db copy` leads from one to the other."""
    kind = elsewhere.services.database.engine.dialect.name
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[kind]
    names = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
    path = backup / "manifest.json"
    manifest = json.loads(path.read_bytes())

    path.write_text(json.dumps(manifest | {"backend": other}))

    assert run(elsewhere, "restore", "--from", backup) == Said(
        1, f"Error: {names[other]} is missing\n"
    )


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"schema": "9999"}, "its database has revision 9999, which is newer"),
        ({"audit": "7:" + "0" * 64}, "the log of the database is another one"),
        ({"format": 2}, "was made in a format that is not known here"),
        ({"counts": {"requests": 3}}, "requests has 2 rows, and had 3"),
    ],
)
def test_a_manifest_that_says_otherwise_is_refused(
    elsewhere: PortalForTests, backup: Path, changed: dict[str, Any], words: str
) -> None:
    """At the check already, or, of PostgreSQL, when it is put back."""
    path = backup / "manifest.json"
    manifest = json.loads(path.read_bytes())

    path.write_text(json.dumps(manifest | changed))

    said = run(elsewhere, "restore", "--from", backup)
    assert said.code == 1
    assert words in said.words


def test_what_is_no_backup_is_not_restored(
    elsewhere: PortalForTests, backup: Path
) -> None:
    """A folder without its manifest was never finished."""
    (backup / "manifest.json").unlink()

    assert run(elsewhere, "restore", "--from", backup) == Said(
        1,
        f"Error: {backup} is no whole backup: its manifest.json cannot be read\n",
    )


@dataclass
class _Interrupted:
    """The storage, where something happens before the first object is copied."""

    portal: PortalForTests
    happens: Callable[[], object]
    has_happened: bool = False

    def read(self, name: str, sha256: str, /) -> bytes:
        if not self.has_happened:
            self.has_happened = True
            self.happens()
        return self.portal.services.storage.read(name, sha256)


def test_a_document_deleted_meanwhile_is_deleted_in_the_backup_too(
    office: PortalForTests, elsewhere: PortalForTests, tmp_path: Path
) -> None:
    """R24, I3: the database was copied with its row; restoring takes the row out."""
    folder = tmp_path / "today"
    [draft] = [r for r in office.requests() if r.status == "draft"]
    page = Desk(office).browser(CAMILLE).get(f"/demandes/{draft.id}")
    interrupted = _Interrupted(office, lambda: page.press("Supprimer a.pdf"))
    database = office.services.database

    made = make_backup(database, interrupted, folder, now=office.clock())

    [name] = made.removed
    assert (made.documents, made.lost) == (1, ())
    assert run(elsewhere, "restore", "--from", folder, "--check").code == 0
    assert run(elsewhere, "restore", "--from", folder).code == 0
    assert contents(elsewhere)["attachments"] == []
    assert len(contents(elsewhere)["requests"]) == 2
    assert not elsewhere.services.storage.has(name)


def test_a_request_erased_meanwhile_is_erased_in_the_backup_too(
    office: PortalForTests, elsewhere: PortalForTests, tmp_path: Path
) -> None:
    """R24, F12: by retention, with its print, between the database and the files."""
    [sent] = [r for r in office.requests() if r.status == "processing"]
    anne = Desk(office).browser(ANNE).get(f"/office/demandes/{sent.id}")
    anne.fill(motif="Hors délai.").press("Refuser")
    office.clock.instant += timedelta(days=3651)
    elsewhere.clock.instant = office.clock.instant
    folder = tmp_path / "today"
    interrupted = _Interrupted(office, lambda: run(office, "retention"))

    make_backup(office.services.database, interrupted, folder, now=office.clock())
    said = run(elsewhere, "restore", "--from", folder)

    assert said.code == 0, said.words
    [draft] = elsewhere.requests()
    assert draft.status == "draft"
    assert documents_fit(elsewhere)
    assert run(elsewhere, "documents", "sweep").code == 0
    assert run(elsewhere, "audit", "verify").code == 0


def test_a_document_that_was_lost_before_is_told(
    office: PortalForTests, elsewhere: PortalForTests, tmp_path: Path
) -> None:
    """The backup is made all the same, and goes back with the same loss."""
    with office.services.database.reading() as session:
        [name] = session.scalars(select(Attachment.stored_as))
    office.services.storage.remove(name)
    folder = tmp_path / "today"

    assert run(office, "backup", "--to", folder) == Said(
        1,
        f"{folder}: 2 requests, 1 documents\n"
        "Error: The backup is made; these documents were lost before: "
        f"{name}\n",
    )
    assert run(elsewhere, "restore", "--from", folder).code == 0
    assert contents(elsewhere) == contents(office)

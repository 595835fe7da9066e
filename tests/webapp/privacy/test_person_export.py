"""A person's copy is complete, holds no secret, and goes to nobody else."""

import json
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from engine.storage.tables import FrozenPdf
from tests.webapp.office.desk import ANNE, CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from tests.webapp.privacy.people import Life, account_of, command, live, rows_about
from webapp.accounts.tables import Account, EmailLink
from webapp.attachments.tables import Attachment
from webapp.delivery.tables import OutboxMessage
from webapp.office.tables import AuditEntry
from webapp.privacy.personal_data import LOG, OF_ACCOUNTS, OF_REQUESTS

PAGE = "/informations-personnelles"
OTHER = "pierre.dupont@example.org"


@pytest.fixture
def life(desk: Desk) -> Life:
    """Camille has lived; somebody else has sent something too."""
    desk.person(OTHER, last_name="Dupont", avs_number="756.9217.0769.85")
    desk.send_meals(desk.browser(OTHER), "2")
    return live(desk)


@pytest.fixture
def archive(desk: Desk, life: Life, tmp_path: Path) -> ZipFile:
    path = tmp_path / "camille.zip"
    said = command(desk, "person", "export", CAMILLE, "--to", path)
    assert said == f"{path}: 4 requests\n"
    assert path.stat().st_mode & 0o777 == 0o600
    return ZipFile(BytesIO(path.read_bytes()))


def _tables(archive: ZipFile) -> dict[str, list[dict[str, Any]]]:
    return json.loads(archive.read("data.json"))["tables"]


def test_every_row_is_there(desk: Desk, life: Life, archive: ZipFile) -> None:
    """F12: of every table that knows the person, with all that is no secret in it."""
    account = account_of(desk)
    assert account is not None
    tables = _tables(archive)

    for each in (*OF_ACCOUNTS, *OF_REQUESTS):
        columns = set(each.table.columns.keys()) - each.withheld
        assert all(set(row) == columns for row in tables[each.name]), each.name
    counted = {name: len(rows) for name, rows in tables.items() if rows}
    log, messages = counted.pop(LOG.name), counted.pop("outbox")
    assert counted == rows_about(desk, [account.id, *life.requests])
    about = {account.id, *life.requests}
    assert log == len([e for e in desk.rows(AuditEntry) if e.subject in about])
    assert messages == len(
        [m for m in desk.rows(OutboxMessage) if m.recipient == CAMILLE]
    )


def test_prints_and_documents_are_there_byte_for_byte(
    desk: Desk, life: Life, archive: ZipFile
) -> None:
    """F12: under the references that the person knows."""
    hashes = {
        name: sha256(archive.read(name)).hexdigest()
        for name in archive.namelist()
        if name.startswith("requests/")
    }
    with desk.database.reading() as session:
        prints = {
            f"requests/{desk.request(row.request_id).reference}/print-1.pdf": row.sha256
            for row in session.scalars(select(FrozenPdf))
            if row.request_id in life.requests
        }
        [document] = session.scalars(select(Attachment))

    assert hashes == prints | {
        f"requests/{life.draft}/documents/1-a.pdf": document.sha256
    }


def test_no_secret_and_nobody_else_is_in_it(desk: Desk, archive: ZipFile) -> None:
    """Neither hashes of passwords and tokens, nor other people, nor clerks."""
    text = archive.read("data.json").decode()
    anne, other = account_of(desk, ANNE), account_of(desk, OTHER)
    with desk.database.reading() as session:
        hashes = session.scalars(select(Account.password_hash)).all()
        links = session.scalars(select(EmailLink.token_hash)).all()

    assert anne is not None
    assert other is not None
    for secret in (*hashes, *links, anne.id, ANNE, other.id, OTHER, "Dupont"):
        assert secret not in text


def test_a_file_is_not_overwritten(desk: Desk, life: Life, tmp_path: Path) -> None:
    path = tmp_path / "camille.zip"
    path.touch()

    done = desk.portal.app.test_cli_runner().invoke(
        args=["person", "export", CAMILLE, "--to", str(path)]
    )

    assert (done.exit_code, done.output) == (1, f"Error: {path} exists already\n")


@pytest.mark.parametrize("email", ["nobody@example.org", ANNE])
def test_who_is_no_beneficiary_has_no_copy(
    desk: Desk, tmp_path: Path, email: str
) -> None:
    done = desk.portal.app.test_cli_runner().invoke(
        args=["person", "export", email, "--to", str(tmp_path / "a.zip")]
    )

    assert done.output == f"Error: {email} has no account of a beneficiary\n"
    assert list(tmp_path.glob("*.zip*")) == []


def _asked(portal: PortalForTests, browser: PlainBrowser) -> PlainBrowser:
    browser.get(PAGE).press("Demander mes données")
    assert browser.address == "/code"
    return browser.fill(code=portal.code(CAMILLE)).press("Envoyer")


def test_a_person_fetches_the_copy_with_a_code(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A27's step-up: in the person's own language, and the other devices stay in."""
    other = portal.signed_in()

    _asked(portal, camille)

    with portal.services.database.writing() as session:
        session.scalars(select(Account)).one().language = "de"
    assert camille.address == f"{PAGE}/mes-donnees"
    answer = camille.client.get(f"{PAGE}/mes-donnees.zip")
    assert answer.mimetype == "application/zip"
    assert "no-store" in answer.headers["Cache-Control"]
    archive = ZipFile(BytesIO(answer.data))
    [account] = _tables(archive)["accounts"]
    assert account["email"] == CAMILLE
    assert "Online-Schalter" in archive.read("readme.txt").decode()
    assert other.get("/").address == "/"
    answer.close()


def test_without_the_code_there_is_no_copy(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Nor in another session, nor after ten minutes."""
    other = portal.signed_in()
    for address in (f"{PAGE}/mes-donnees", f"{PAGE}/mes-donnees.zip"):
        assert camille.client.get(address).location == PAGE
    camille.get(PAGE).press("Demander mes données")
    assert camille.client.get(f"{PAGE}/mes-donnees.zip").location == PAGE
    camille.get("/code").fill(code=portal.code(CAMILLE)).press("Envoyer")

    assert other.client.get(f"{PAGE}/mes-donnees.zip").location == PAGE
    portal.clock.instant += timedelta(minutes=10)
    assert camille.client.get(f"{PAGE}/mes-donnees.zip").location == PAGE

"""R26: an office of any revision that there was goes on with what it had.

The database is made by the migrations themselves, up to a revision; it gets what an
office of that time had: the rows of today's, in the tables and columns that there were.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, insert, inspect, select, text

from engine.storage.database import Database
from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from tests import databases
from tests.webapp.office.desk import CAMILLE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.migrations import configuration
from webapp.storage.prints import content_of
from webapp.tables import METADATA

FORMS = Path(__file__).parent.parent.parent.parent / "forms"
REVISIONS = sorted(
    script.revision
    for script in ScriptDirectory.from_config(configuration()).walk_revisions()
)
TITLE = "Facture pour frais de voyage et nourriture"

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Office:
    """What an office has: rows, files, and what it shows of them."""

    rows: Rows
    folder: Path
    request_id: str
    reference: str
    pdf_sha256: str


def _rows(database: Database) -> Rows:
    """Give all rows as the database itself has them."""
    found = MetaData()
    found.reflect(database.engine)
    with database.engine.connect() as connection:
        return {
            table.name: [
                dict(row) for row in connection.execute(select(table)).mappings()
            ]
            for table in found.sorted_tables
        }


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Camille has sent a request with a document, and begun another one."""
    folder = tmp_path_factory.mktemp("office")
    portal = make_portal(folder)
    desk = desk_of(portal)
    browser = desk.browser(CAMILLE).get("/formulaires/318.632.1")
    browser.attach("documents", "a.pdf", a_pdf())
    sent = desk.send_meals_on(browser)
    desk.browser(CAMILLE).get("/formulaires/318.632").press("Enregistrer")
    rows = _rows(portal.services.database)
    [frozen] = rows["frozen_pdfs"]
    frozen["content"] = _print(portal, sent.id)
    yield Office(rows, folder, sent.id, sent.reference or "", frozen["sha256"])
    portal.services.database.close()
    databases.drop_within(folder)


def _print(portal: PortalForTests, request_id: str) -> bytes:
    desk = Desk(portal)
    [version] = desk.versions(request_id)
    with desk.database.reading() as session:
        frozen = RequestRepository(session).pdf_of(version.version)
        return content_of(portal.services.storage, frozen)


def _make_old(address: str, revision: str, rows: Rows) -> None:
    """Make a database of a revision, with the rows that fit into it."""
    database, config = Database(address), configuration()
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    old = MetaData()
    old.reflect(database.engine)
    with database.engine.begin() as connection:
        for table in old.sorted_tables:
            names = set(table.columns.keys())
            fitting = [
                {name: value for name, value in row.items() if name in names}
                for row in rows.get(table.name, ())
            ]
            if fitting and table.name != "alembic_version":
                connection.execute(insert(table), fitting)
    database.close()


@pytest.mark.parametrize("revision", REVISIONS)
def test_an_old_office_goes_on(office: Office, tmp_path: Path, revision: str) -> None:
    """R26: the request, its definition of then, its print and its document."""
    folder = tmp_path / "old"
    address = databases.address_of(folder, is_migrated=False)
    shutil.copytree(office.folder, folder, ignore=shutil.ignore_patterns("*.sqlite3*"))
    _make_old(address, revision, office.rows)
    forms = shutil.copytree(FORMS, tmp_path / "forms")
    path = forms / "318.632.1.yaml"
    changed = path.read_text("utf-8").replace(TITLE, "Un autre titre")
    path.write_text(changed, "utf-8")

    portal = make_portal(folder, DATABASE_URL=address, FORMS_PATH=str(forms))
    browser = Desk(portal).browser(CAMILLE)

    page = browser.get(f"/demandes/{office.request_id}")
    assert page.status == 200
    assert TITLE in page.text
    assert office.reference in page.text
    pdf = browser.client.get(f"/demandes/{office.request_id}/pdf").data
    assert sha256(pdf).hexdigest() == office.pdf_sha256
    document = next(iter(office.rows["attachments"]))
    answer = browser.client.get(
        f"/demandes/{office.request_id}/documents/{document['id']}"
    )
    assert sha256(answer.data).hexdigest() == document["sha256"]
    assert "Brouillon" in browser.get("/").text
    with portal.services.database.engine.connect() as connection:
        tables = set(inspect(connection).get_table_names())
    assert set(METADATA.tables) <= tables
    portal.services.database.close()


def test_who_works_on_a_request_is_still_known(office: Office, tmp_path: Path) -> None:
    """Up to 0013 a table of its own said it; the way back fills it again."""
    address = databases.address_of(tmp_path, is_migrated=False)
    clerk = office.rows["accounts"][0]["id"]
    at = datetime(2026, 11, 24, 12, tzinfo=UTC)
    assignment = {"request_id": office.request_id, "account_id": clerk, "at": at}
    _make_old(address, "0012", office.rows | {"assignments": [assignment]})
    database, config = Database(address), configuration()

    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        held = connection.execute(select(Request.id, Request.holder_id)).all()
        command.downgrade(config, "0012")
        told = connection.execute(
            text("SELECT request_id, account_id FROM assignments")
        )

        assert {each.id: each.holder_id for each in held if each.holder_id} == {
            office.request_id: clerk
        }
        assert [tuple(each) for each in told] == [(office.request_id, clerk)]
    database.close()


def test_every_revision_can_be_taken_back(tmp_path: Path) -> None:
    """R26: down to nothing and up again, each makes what it made before."""
    database = Database(databases.address_of(tmp_path, is_migrated=False))
    config = configuration()
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        first = _structure(connection)
        command.downgrade(config, "base")
        assert set(_structure(connection)) <= {"alembic_version"}
        command.upgrade(config, "head")
        assert _structure(connection) == first
    database.close()


def _structure(connection: Connection) -> dict[str, set[str]]:
    """Give the columns and indexes of every table."""
    found = inspect(connection)
    return {
        table: {str(column["name"]) for column in found.get_columns(table)}
        | {str(index["name"]) for index in found.get_indexes(table)}
        for table in found.get_table_names()
    }

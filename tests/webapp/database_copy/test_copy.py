"""An office goes from one database into another: every row, or a word why not."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import pytest
from click.testing import Result
from sqlalchemy import func, insert, make_url, select, text
from sqlalchemy.orm import Session

from engine.storage.database import Database
from engine.storage.tables import Request, RequestEvent
from tests.databases import KINDS, Kind, address_of
from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.accounts.tables import AccountChange
from webapp.database_copy.copying import copy_database
from webapp.database_copy.fingerprints import fingerprint_of
from webapp.migrations import upgrade
from webapp.tables import METADATA

_LONGEST_WAIT_S = 60
_MANY = 40_000
WAYS = [(source, target) for source in KINDS for target in KINDS]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Desk]:
    """An office on SQLite, in which something of everything has happened."""
    yield from _office(tmp_path / "office", "sqlite")


def _office(folder: Path, kind: Kind) -> Iterator[Desk]:
    portal = make_portal(folder, DATABASE_URL=address_of(folder, kind=kind))
    desk = desk_of(portal)
    camille, anne = desk.browser(CAMILLE), desk.browser(ANNE)
    sent = desk.send_meals(camille, remarks="Ça «va» \U0001f600 é")
    anne.get(f"/office/demandes/{sent.id}").fill_all({"note-0": "Merci de préciser."})
    anne.press("Demander une correction")
    camille.get("/formulaires/318.632.1").press("Enregistrer")
    yield desk
    portal.services.database.close()


@pytest.fixture(params=KINDS)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database."""
    return address_of(tmp_path / "target", is_migrated=False, kind=request.param)


def _copy(portal: PortalForTests, target: str) -> Result:
    return portal.app.test_cli_runner().invoke(args=["db", "copy", "--to", target])


def _rows_of(address: str) -> dict[str, tuple[int, str]]:
    with (
        closing(Database(address)) as database,
        database.engine.connect() as connection,
    ):
        found = {t.name: fingerprint_of(connection, t) for t in METADATA.sorted_tables}
    return {name: (each.count, each.sha256) for name, each in found.items()}


@pytest.mark.parametrize(("source", "to"), WAYS)
def test_every_row_arrives(tmp_path: Path, source: Kind, to: Kind) -> None:
    """Rows and hashes of each table are printed, and are those of both sides."""
    address = address_of(tmp_path / "target", is_migrated=False, kind=to)
    for desk in _office(tmp_path / "office", source):
        expected = _rows_of(str(desk.database.engine.url))

        result = _copy(desk.portal, address)

        assert result.exit_code == 0, result.output
        assert _rows_of(address) == expected
        assert expected["requests"][0] == 2
        for name, (count, sha256) in expected.items():
            assert f"{name}\t{count}\t{sha256}\n" in result.output
        assert result.output.endswith(
            f"Set PORTAL_DATABASE_URL to {make_url(address)} and start the portal.\n"
        )


def test_the_office_goes_on_in_its_new_database(
    office: Desk, target: str, tmp_path: Path
) -> None:
    """New rows get new numbers, and the log is one chain."""
    _copy(office.portal, target)
    moved = make_portal(tmp_path / "office", DATABASE_URL=target)
    desk = Desk(moved)

    desk.send_meals(desk.browser(CAMILLE))

    whole = moved.app.test_cli_runner().invoke(args=["audit", "verify"])
    assert whole.output.startswith("4 lines, all whole; head 4:")
    assert len({event.id for event in desk.rows(RequestEvent)}) == 3
    moved.services.database.close()


def test_a_copy_that_was_killed_goes_on(
    office: Desk, target: str, tmp_path: Path
) -> None:
    """Ended by SIGKILL at some moment, and run again: all is there, once."""
    with office.database.writing() as session:
        account = session.scalars(select(Request.owner_id)).first()
        rows = [
            {"account_id": account, "what": "x", "at": office.portal.clock()}
            for _ in range(_MANY)
        ]
        session.execute(insert(AccountChange), rows)
    source = str(office.database.engine.url)
    environment = os.environ | {
        "PORTAL_MODE": "development",
        "PORTAL_INSTANCE_PATH": str(tmp_path / "office"),
        "PORTAL_DATABASE_URL": source,
    }
    command = [sys.executable, "-m", "flask", "--app", "webapp"]
    with subprocess.Popen(
        [*command, "db", "copy", "--to", target],
        env=environment,
        stdout=subprocess.DEVNULL,
    ) as running:
        _kill_midway(running, target)
    there = _count(target)
    assert (running.returncode, 0 < there < _MANY) == (-signal.SIGKILL, True)

    result = _copy(office.portal, target)

    assert result.exit_code == 0, result.output
    assert f"account_changes: {_MANY} rows\n" in result.output
    assert _rows_of(target) == _rows_of(source)


def _kill_midway(running: subprocess.Popen[bytes], target: str) -> None:
    """End a copy that has written some rows, and has many steps before it."""
    never = Event()
    with closing(Database(target)) as database:
        for _ in range(_LONGEST_WAIT_S * 100):
            with database.reading() as session:
                if _count_rows(session):
                    running.kill()
                    return
            never.wait(0.01)
    message = "the copy never began"
    raise AssertionError(message)


def _count(target: str) -> int:
    """Count the rows when nobody writes to their table any more."""
    with closing(Database(target)) as database, database.writing() as session:
        if database.engine.dialect.name == "postgresql":
            session.execute(text("LOCK TABLE account_changes IN SHARE MODE"))
        return _count_rows(session)


def _count_rows(session: Session) -> int:
    connection = session.connection()
    if not connection.dialect.has_table(connection, AccountChange.__tablename__):
        return 0
    return session.scalar(select(func.count()).select_from(AccountChange)) or 0


def test_a_source_that_went_on_is_told(office: Desk, target: str) -> None:
    """What changed between two parts of a copy is no copy."""
    with (
        closing(Database(target)) as database,
        pytest.raises(_EndedError),
    ):
        copy_database(office.database, database, tell=_end_after_accounts)
    with office.database.writing() as session:
        session.execute(text("UPDATE accounts SET language = 'de'"))

    result = _copy(office.portal, target)

    assert result.exit_code == 1
    assert result.output.endswith(
        "Error: Not the same on both sides: accounts. The source was changed while its "
        "copy stood still. Empty the target and copy again, the portal being stopped.\n"
    )


class _EndedError(Exception):
    """Ends a copy in the middle."""


def _end_after_accounts(line: str) -> None:
    if line.startswith("accounts: "):
        raise _EndedError


def test_a_copy_goes_on_from_its_own_source_only(
    office: Desk, target: str, tmp_path: Path
) -> None:
    """A part of one office and a part of another are no office."""
    with closing(Database(target)) as database, pytest.raises(_EndedError):
        copy_database(office.database, database, tell=_end_after_accounts)
    other = make_portal(
        tmp_path / "other", DATABASE_URL=address_of(tmp_path / "other", kind="sqlite")
    )

    result = _copy(other, target)

    assert result.exit_code == 1
    assert result.output.startswith(
        "Error: The target has a part of a copy of another database, "
        f"{office.database.engine.url}."
    )
    other.services.database.close()


def test_a_database_of_something_else_is_left_alone(office: Desk, target: str) -> None:
    """Nothing is written where something else is kept."""
    with closing(Database(target)) as database, database.writing() as session:
        session.execute(text("CREATE TABLE of_something_else (id INTEGER)"))

    result = _copy(office.portal, target)

    assert (result.exit_code, result.output) == (
        1,
        "Error: The target has tables of something else. Give an empty database.\n",
    )


def test_an_office_is_not_written_over(
    office: Desk, target: str, tmp_path: Path
) -> None:
    """A database in which somebody has an account is no target."""
    other = make_portal(tmp_path / "other", DATABASE_URL=target)
    other.account()
    other.services.database.close()

    result = _copy(office.portal, target)

    assert result.exit_code == 1
    assert result.output == (
        "Error: The target is in use: its table accounts has rows, and they are of no "
        "copy that was begun. Give an empty database.\n"
    )


def test_tables_of_another_version_are_refused(office: Desk, target: str) -> None:
    """Both sides have to be of the same release."""
    with closing(Database(target)) as database:
        upgrade(database)
        with database.writing() as session:
            session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    result = _copy(office.portal, target)

    assert result.exit_code == 1
    assert "those of the target of 0001. Bring both to the same" in result.output


def test_a_row_that_does_not_fit_is_named(office: Desk, target: str) -> None:
    """SQLite once kept what no other database keeps: the operator learns which row."""
    with office.database.writing() as session:
        session.execute(text("UPDATE request_events SET note = 'a' || char(0) || 'b'"))

    result = _copy(office.portal, target)

    assert result.exit_code == 1
    assert result.output.endswith(
        "Error: request_events [1]: note has NUL in it. Mend this row in the source, "
        "then copy again.\n"
    )


@pytest.mark.parametrize("address", ["nonsense", "oracle://x", "postgresql://h/x?a"])
def test_an_address_that_is_none_is_told(office: Desk, address: str) -> None:
    """The message says what is wrong, without a trace."""
    result = _copy(office.portal, address)

    assert result.exit_code == 1
    assert result.output.startswith("Error: ")

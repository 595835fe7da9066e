"""Prints that the database keeps: those of before, and those that could not leave."""

import html
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic import command

from engine.storage.tables import FrozenPdf, Request
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from webapp.migrations import configuration, upgrade
from webapp.storage.prints import move_prints

_BEFORE = "0007"


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return Desk(portal)


@pytest.fixture
def sent(desk: Desk, camille: PlainBrowser) -> Iterator[Request]:
    """A request that was sent when prints were kept in the database."""
    sent = desk.send_meals(camille)
    services = desk.portal.services
    with services.database.writing() as session:
        frozen = session.query(FrozenPdf).one()
        frozen.content = services.storage.read(frozen.stored_as or "", frozen.sha256)
        services.storage.remove(frozen.stored_as or "")
        frozen.stored_as = None
    yield sent
    assert {found.name for found in services.storage.objects()} == {
        row.stored_as for row in desk.rows(FrozenPdf) if row.stored_as
    }


def printed(camille: PlainBrowser, sent: Request) -> bytes:
    return camille.client.get(f"/demandes/{sent.id}/pdf").data


def run(portal: PortalForTests, name: str) -> tuple[int, str]:
    done = portal.app.test_cli_runner().invoke(args=["documents", name])
    return done.exit_code, done.output


def test_an_office_that_is_brought_up_to_date_keeps_its_prints(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """R26: the tables of before are migrated with what is in them."""
    database, before = desk.portal.services.database, printed(camille, sent)
    config = configuration()
    with database.engine.execution_options(writing=True).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, _BEFORE)

    upgrade(database)

    assert printed(camille, sent) == before
    assert before.startswith(b"%PDF")


def test_a_command_moves_them_out(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """A second time there is nothing left to move; whoever has one reads the same."""
    before = printed(camille, sent)

    assert run(desk.portal, "move-prints") == (0, "1 prints moved to the storage\n")

    [frozen] = desk.rows(FrozenPdf)
    assert frozen.content == b""
    assert frozen.stored_as is not None
    assert printed(camille, sent) == before
    assert run(desk.portal, "move-prints") == (0, "0 prints moved to the storage\n")


def test_two_that_move_at_once_move_each_print_once(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """What the slower one stored is removed again."""
    for _ in range(3):
        desk.send_meals(camille)
    services, before = desk.portal.services, printed(camille, sent)
    with services.database.writing() as session:
        for frozen in session.query(FrozenPdf):
            if frozen.stored_as:
                frozen.content = services.storage.read(frozen.stored_as, frozen.sha256)
                services.storage.remove(frozen.stored_as)
                frozen.stored_as = None

    with ThreadPoolExecutor(4) as pool:
        moved = pool.map(
            lambda _: move_prints(services.database, services.storage), range(4)
        )

    assert sum(moved) == 4
    assert printed(camille, sent) == before


def test_a_damaged_print_is_told_and_left_where_it_is(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """R23: it is neither moved nor handed out."""
    with desk.database.writing() as session:
        frozen = session.query(FrozenPdf).one()
        frozen.content = frozen.content.replace(b"%%EOF", b"%%EOf")
        number = frozen.id

    assert run(desk.portal, "move-prints") == (
        1,
        (
            "0 prints moved to the storage\n"
            f"damaged, and left in the database: prints {number}\n"
        ),
    )
    assert run(desk.portal, "verify") == (
        1,
        f"print {number} of request {sent.id} has changed\n",
    )
    answer = camille.client.get(f"/demandes/{sent.id}/pdf")
    assert answer.status_code == 500
    words = "Le fichier que nous gardons n'est plus celui qui a été enregistré."
    assert words in html.unescape(answer.text)

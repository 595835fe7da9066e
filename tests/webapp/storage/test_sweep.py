"""Objects and rows that have lost each other are found, in a folder and in a bucket."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.storage.tables import FrozenPdf
from tests.peers.object_storage import ObjectStorage
from tests.webapp.office.desk import Desk
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.attachments.tables import Attachment


@pytest.fixture(params=["folder", "bucket"])
def portal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortalForTests]:
    """A portal on a storage of either kind."""
    settings: dict[str, str] = {}
    if request.param == "bucket":
        settings = request.getfixturevalue("object_storage").settings
    made = make_portal(tmp_path, **settings)
    made.account()
    yield made
    made.services.database.close()


@pytest.fixture
def sent(portal: PortalForTests) -> tuple[Attachment, FrozenPdf]:
    """What a request that was sent with a document keeps."""
    browser = portal.signed_in()
    browser.get("/formulaires/318.632.1").attach("documents", "a.pdf", a_pdf())
    desk = Desk(portal)
    desk.send_meals_on(browser)
    return desk.rows(Attachment)[0], desk.rows(FrozenPdf)[0]


def run(portal: PortalForTests, command: str) -> tuple[int, str]:
    done = portal.app.test_cli_runner().invoke(args=["documents", command])
    return done.exit_code, done.output


def names(portal: PortalForTests) -> set[str]:
    return {found.name for found in portal.services.storage.objects()}


def test_objects_that_no_row_names_go_after_a_day(
    portal: PortalForTests, sent: tuple[Attachment, FrozenPdf]
) -> None:
    """What a crash left behind; a page that is on its way keeps its own for a day."""
    document, frozen = sent
    kept = {document.stored_as, frozen.stored_as}
    left = portal.services.storage.keep(b"left behind")
    portal.clock.instant = datetime.now(UTC) + timedelta(hours=23)
    assert run(portal, "sweep") == (0, "0 files without a request removed\n")
    assert names(portal) == kept | {left}

    portal.clock.instant += timedelta(hours=2)

    assert run(portal, "sweep") == (0, "1 files without a request removed\n")
    assert names(portal) == kept


def test_files_that_were_never_finished_go_too(tmp_path: Path) -> None:
    """Only a folder has them."""
    portal = make_portal(tmp_path)
    unfinished = tmp_path / "attachments" / "orphan.part"
    unfinished.parent.mkdir()
    unfinished.touch()
    then = (portal.clock() - timedelta(hours=25)).timestamp()
    os.utime(unfinished, (then, then))

    assert run(portal, "sweep") == (0, "1 files without a request removed\n")
    portal.services.database.close()


def test_rows_without_their_object_are_told(
    portal: PortalForTests, sent: tuple[Attachment, FrozenPdf]
) -> None:
    """R23: a loss is told to whoever looks after the machine, and kept as it is."""
    document, frozen = sent
    portal.services.storage.remove(document.stored_as)
    portal.services.storage.remove(frozen.stored_as or "")
    told = (
        f"document {document.id} of request {document.request_id} is missing\n"
        f"print {frozen.id} of request {frozen.request_id} is missing\n"
    )

    assert run(portal, "sweep") == (1, f"0 files without a request removed\n{told}")
    assert run(portal, "verify") == (1, told)


def test_objects_that_have_changed_are_told(
    portal: PortalForTests, sent: tuple[Attachment, FrozenPdf]
) -> None:
    """R23: by their length in every sweep, by each bit when everything is read."""
    document, frozen = sent
    storage = portal.services.storage
    shorter = f"document {document.id} of request {document.request_id} has changed\n"
    flipped = f"print {frozen.id} of request {frozen.request_id} has changed\n"
    assert run(portal, "verify") == (
        0,
        "every document and print is as it was stored\n",
    )

    storage.put_back(document.stored_as, b"shorter")
    content = storage.read(frozen.stored_as or "", frozen.sha256)
    storage.put_back(frozen.stored_as or "", content.replace(b"%%EOF", b"%%EOf"))

    assert run(portal, "sweep") == (1, f"0 files without a request removed\n{shorter}")
    assert run(portal, "verify") == (1, shorter + flipped)


def test_a_portal_without_documents_has_nothing_to_sweep(
    portal: PortalForTests,
) -> None:
    assert run(portal, "sweep") == (0, "0 files without a request removed\n")


@pytest.mark.parametrize("command", ["sweep", "verify", "move-prints"])
def test_a_storage_that_is_down_is_told(
    tmp_path: Path, object_storage: ObjectStorage, command: str
) -> None:
    """Nothing is called lost because nobody could look."""
    portal = make_portal(tmp_path, **object_storage.settings)
    portal.account()
    desk = Desk(portal)
    desk.send_meals(portal.signed_in())
    object_storage.proxy.answer(403)
    desk.send_meals(portal.signed_in())

    code, words = run(portal, command)

    assert code == 1
    assert words.startswith("Error: the storage does not answer: ")
    assert len(desk.rows(FrozenPdf)) == 2
    portal.services.database.close()

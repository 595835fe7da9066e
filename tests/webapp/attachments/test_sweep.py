"""Files and rows that have lost each other are found."""

import os
from datetime import timedelta
from pathlib import Path

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf
from webapp.attachments.tables import Attachment


def _aged(portal: PortalForTests, name: str, hours: float) -> Path:
    """Give a stored file that was written so many hours ago."""
    store = portal.services.attachments
    store.directory.mkdir(exist_ok=True)
    path = store.directory / name
    path.touch()
    then = (portal.clock() - timedelta(hours=hours)).timestamp()
    os.utime(path, (then, then))
    return path


def _kept(portal: PortalForTests, camille: PlainBrowser) -> Attachment:
    camille.get("/formulaires/318.632").attach("documents", "a.pdf", a_pdf())
    camille.press("Enregistrer")
    with portal.services.database.reading() as session:
        return session.query(Attachment).one()


def _sweep(portal: PortalForTests) -> tuple[int, str]:
    done = portal.app.test_cli_runner().invoke(args=["documents", "sweep"])
    return done.exit_code, done.output


def test_files_that_no_row_names_go_after_a_day(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """What a crash left behind, finished or not; a page on its way keeps its own."""
    kept = _aged(portal, _kept(portal, camille).stored_as, hours=999)
    left = [_aged(portal, "orphan", 25), _aged(portal, "orphan.part", 25)]
    young = _aged(portal, "young", 23)

    assert _sweep(portal) == (0, "2 files without a request removed\n")
    assert [path.exists() for path in (kept, young, *left)] == [
        True,
        True,
        False,
        False,
    ]


def test_a_row_without_its_file_is_told(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """It is a loss: told to whoever looks after the machine, and kept as it is."""
    row = _kept(portal, camille)
    (portal.services.attachments.directory / row.stored_as).unlink()

    assert _sweep(portal) == (
        1,
        (
            "0 files without a request removed\n"
            f"the file of document {row.id} of request {row.request_id} is missing\n"
        ),
    )


def test_a_portal_without_documents_has_nothing_to_sweep(
    portal: PortalForTests,
) -> None:
    assert _sweep(portal) == (0, "0 files without a request removed\n")

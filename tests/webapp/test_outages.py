"""A database that does not answer: what people read, what is kept of their typing."""

from collections.abc import Generator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf

_TYPED = {
    "decision_number": "320/2022/1",
    "meals.days_5_8h": "5",
    "period_from": "06.06.2022",
    "period_to": "10.06.2022",
    "remarks": "\n<b>é</b>\n",
}


@contextmanager
def _outage(portal: PortalForTests, *, of_reading: bool = False) -> Generator[None]:
    """Let every transaction fail at its begin, as the driver would; or writing ones."""
    engine = portal.services.database.engine

    def fail(connection: Connection) -> None:
        if of_reading or connection.get_execution_options().get("writing"):
            raise OperationalError("BEGIN", None, Exception("disk is full"))

    event.listen(engine, "begin", fail)
    try:
        yield
    finally:
        event.remove(engine, "begin", fail)


@pytest.mark.parametrize("of_reading", [False, True], ids=["writing", "everything"])
def test_what_was_typed_goes_again_at_one_press(
    portal: PortalForTests, camille: PlainBrowser, *, of_reading: bool
) -> None:
    """R4: the page says why, when to come again, and keeps every sign."""
    camille.get("/formulaires/318.632.1").fill_all(_TYPED)
    camille.attach("documents", "a.pdf", a_pdf())
    with _outage(portal, of_reading=of_reading):
        camille.press("Enregistrer")
    assert camille.response is not None
    told = camille.response

    camille.press("Essayer encore une fois")

    assert (told.status_code, told.headers["Retry-After"]) == (503, "60")
    assert "joignez-les encore une fois" in told.text
    [draft] = portal.requests()
    kept = {name: draft.answers[name] for name in ("decision_number", "remarks")}
    assert kept["decision_number"] == _TYPED["decision_number"]
    assert kept["remarks"].split() == _TYPED["remarks"].split()


def test_nothing_is_said_of_documents_where_there_are_none(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A control for documents that was left alone sends an empty one."""
    camille.get("/formulaires/318.632.1").fill_all(_TYPED)
    with _outage(portal):
        camille.press("Enregistrer")

    assert "documents" not in camille.text
    assert "Essayer encore une fois" in camille.html


def test_who_only_reads_is_told_to_come_again(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """R10: without a form, in the reader's language, and nobody is signed out."""
    camille.client.set_cookie("language", "de")
    with _outage(portal, of_reading=True):
        page = camille.get("/")
        assert page.status == 503
        assert "Das Portal ist im Moment nicht erreichbar" in page.text

    assert camille.get("/").status == 200


def test_reading_goes_on_where_writing_fails(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """R5: that a session was used is not worth a page."""
    camille.get("/formulaires/318.632.1").fill_all(_TYPED).press("Enregistrer")
    address = camille.address
    portal.clock.instant = portal.clock.instant.replace(minute=5)

    with _outage(portal):
        assert _TYPED["decision_number"] in camille.get(address).html
        assert camille.status == 200


def test_a_password_is_not_put_into_the_page(portal: PortalForTests) -> None:
    """V14: whoever signs in meanwhile types it again."""
    portal.account()
    browser = portal.browser().get("/connexion")
    browser.fill(email="camille.exemple@example.org", password=PASSWORD)
    with _outage(portal):
        browser.press("Se connecter")

    assert browser.status == 503
    assert PASSWORD not in browser.html
    assert "Essayer encore une fois" not in browser.text

"""What people see while the storage is down, and what is stored all the same."""

import html
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.storage.tables import FrozenPdf
from tests.peers.object_storage import ObjectStorage
from tests.webapp.attachments.samples import an_image
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.accounts.directory import Role
from webapp.attachments.tables import Attachment
from webapp.storage.bucket import Bucket
from webapp.storage.prints import move_prints

_NOT_KEPT = (
    "Le document «a.pdf» n'a pas pu être enregistré; il n'est pas joint. "
    "Joignez-le encore une fois dans quelques minutes."
)


@pytest.fixture
def portal(tmp_path: Path, object_storage: ObjectStorage) -> Iterator[PortalForTests]:
    made = make_portal(tmp_path, **object_storage.settings, STORAGE_TIMEOUT_S=0.3)
    made.account()
    yield made
    made.services.database.close()


@pytest.fixture
def camille(portal: PortalForTests) -> PlainBrowser:
    return portal.signed_in()


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return Desk(portal)


def end_pause(portal: PortalForTests) -> None:
    """Let the next call through, as the time after a failure does."""
    assert isinstance(portal.services.storage, Bucket)
    portal.services.storage.interruption.end()


def begin_with_document(camille: PlainBrowser) -> PlainBrowser:
    camille.get("/formulaires/318.632.1")
    return camille.attach("documents", "a.pdf", a_pdf())


@pytest.mark.parametrize("fault", ["refuse", "stall", "cut"])
def test_a_document_that_cannot_be_kept_is_told_at_its_place(
    desk: Desk, camille: PlainBrowser, object_storage: ObjectStorage, fault: str
) -> None:
    """R12: what was typed is saved; there is no row, and later it can be attached."""
    begin_with_document(camille).fill_all({"decision_number": "320/1"})
    getattr(object_storage.proxy, fault)()

    camille.press("Enregistrer")

    assert camille.status == 200
    assert _NOT_KEPT in camille.text
    assert camille.value("decision_number") == "320/1"
    assert desk.rows(Attachment) == []
    object_storage.proxy.pass_on()
    end_pause(desk.portal)
    camille.attach("documents", "a.pdf", a_pdf()).press("Enregistrer")
    assert [row.name for row in desk.rows(Attachment)] == ["a.pdf"]


def test_a_request_is_sent_although_nothing_can_be_stored(
    desk: Desk, camille: PlainBrowser, object_storage: ObjectStorage
) -> None:
    """R12: its print waits in the database, is given out, and moves when it can."""
    services = desk.portal.services
    object_storage.proxy.refuse()

    sent = desk.send_meals(camille)

    assert camille.address == f"/demandes/{sent.id}/confirmation"
    address = f"/demandes/{sent.id}/pdf"
    printed = camille.client.get(address).data
    [frozen] = desk.rows(FrozenPdf)
    assert (frozen.stored_as, frozen.content) == (None, printed)
    object_storage.proxy.pass_on()
    end_pause(desk.portal)
    assert move_prints(services.database, services.storage) == 1
    [moved] = desk.rows(FrozenPdf)
    assert object_storage.contents() == {f"portal/{moved.stored_as}": printed}
    assert moved.content == b""
    assert camille.client.get(address).data == printed
    assert move_prints(services.database, services.storage) == 0


def test_a_print_is_known_wherever_it_is(
    desk: Desk, camille: PlainBrowser, object_storage: ObjectStorage
) -> None:
    """«Vérifier un document» asks the database alone."""
    sent = desk.send_meals(camille)
    printed = camille.client.get(f"/demandes/{sent.id}/pdf").data
    object_storage.proxy.refuse()

    camille.get("/verifier").attach("document", "a.pdf", printed).press("Vérifier")

    words = "C'est le PDF de l'envoi du 24.11.2026, sans aucun changement."
    assert words in camille.text


def test_what_cannot_be_had_now_is_said_so(
    desk: Desk, camille: PlainBrowser, object_storage: ObjectStorage
) -> None:
    """503 with the time to come back, for documents and prints, in plain words."""
    begin_with_document(camille)
    sent = desk.send_meals_on(camille)
    [document] = desk.rows(Attachment)
    object_storage.proxy.stall()

    for address in ("pdf", f"documents/{document.id}"):
        answer = camille.client.get(f"/demandes/{sent.id}/{address}")

        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "60"
        text = html.unescape(answer.text)
        assert "Les documents ne sont pas disponibles pour le moment" in text
        assert "Rien n'est perdu, et le reste du portail fonctionne." in text


def test_a_clerk_is_told_in_the_frame(
    desk: Desk, camille: PlainBrowser, object_storage: ObjectStorage
) -> None:
    """The request itself can be read and decided."""
    begin_with_document(camille)
    sent = desk.send_meals_on(camille)
    [document] = desk.rows(Attachment)
    desk.person("anne@example.org", Role.CLERK)
    anne = desk.browser("anne@example.org")
    object_storage.proxy.answer(503)

    page = anne.get(f"/office/demandes/{sent.id}")
    framed = anne.client.get(
        f"/office/demandes/{sent.id}/documents/{document.id}/apercu"
    )

    assert page.status == 200
    assert framed.status_code == 503
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "Les documents ne sont pas disponibles" in framed.text


def test_everything_else_goes_on(
    portal: PortalForTests, camille: PlainBrowser, object_storage: ObjectStorage
) -> None:
    """R12: nobody waits for the storage who needs no document."""
    object_storage.proxy.stall()

    assert portal.signed_in().get("/").status == 200
    camille.get("/formulaires/318.632").fill_all({"decision_number": "320/1"})
    assert camille.press("Enregistrer").value("decision_number") == "320/1"


def test_a_removed_document_that_the_storage_keeps_goes_with_the_sweep(
    desk: Desk, camille: PlainBrowser, object_storage: ObjectStorage
) -> None:
    """Its owner is not told of a trouble that is ours."""
    camille.get("/formulaires/318.632").attach("documents", "a.png", an_image("PNG"))
    camille.press("Enregistrer")
    object_storage.proxy.refuse()

    camille.press("Supprimer a.png")

    assert (camille.status, desk.rows(Attachment)) == (200, [])
    object_storage.proxy.pass_on()
    assert len(object_storage.contents()) == 1


def test_after_signing_out_no_document_is_given(
    desk: Desk, camille: PlainBrowser
) -> None:
    """E08: a download is authorised each time, and lives no second longer."""
    begin_with_document(camille).press("Enregistrer")
    [document] = desk.rows(Attachment)
    address = f"/demandes/{document.request_id}/documents/{document.id}"
    assert camille.client.get(address).status_code == 200

    camille.press("Se déconnecter")

    answer = camille.client.get(address)
    assert (answer.status_code, answer.headers["Location"]) == (
        303,
        f"/connexion?next={address}",
    )

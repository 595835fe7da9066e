"""Documents beside the request: pictures in a frame that can do nothing."""

import base64
import html
import re
from hashlib import sha256
from io import BytesIO

from PIL import Image

from engine.storage.tables import Request
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf
from webapp.attachments.tables import Attachment


def _png() -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 20), "teal").save(written, format="PNG")
    return written.getvalue()


def _sent_with(
    desk: Desk, camille: PlainBrowser, name: str, content: bytes
) -> tuple[Request, Attachment]:
    camille.get("/formulaires/318.632.1").attach("documents", name, content)
    sent = desk.send_meals_on(camille)
    return sent, desk.rows(Attachment)[0]


def _pictures(html: str) -> list[Image.Image]:
    found = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', html)
    return [Image.open(BytesIO(base64.b64decode(each))) for each in found]


def test_the_page_frames_each_document(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The frame is sandboxed, and the page allows no other frame than its own."""
    sent, attachment = _sent_with(desk, camille, "billet.png", _png())

    anne.get(f"/office/demandes/{sent.id}")

    address = f"/office/demandes/{sent.id}/documents/{attachment.id}/apercu"
    assert f'sandbox name="document-1" src="{address}"' in anne.html
    assert anne.response is not None
    policy = anne.response.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in policy
    assert "unsafe" not in policy


def test_pages_of_a_pdf_are_drawn(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Each page is a picture: nothing of the document itself reaches the browser."""
    sent, attachment = _sent_with(desk, camille, "facture.pdf", a_pdf())

    response = anne.client.get(
        f"/office/demandes/{sent.id}/documents/{attachment.id}/apercu"
    )

    [page] = _pictures(response.text)
    assert page.width > 800
    assert response.headers["Content-Security-Policy"] == (
        "default-src 'none'; img-src data:; style-src 'self'; "
        "frame-ancestors 'self'; sandbox"
    )
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_an_image_is_shown_as_it_is(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """A small image is not blown up in its pixels."""
    sent, attachment = _sent_with(desk, camille, "billet.png", _png())

    response = anne.client.get(
        f"/office/demandes/{sent.id}/documents/{attachment.id}/apercu"
    )

    assert [each.size for each in _pictures(response.text)] == [(40, 20)]


def test_a_document_is_turned_and_enlarged_without_scripts(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The form beside the frame asks for both; a strange address asks for nothing."""
    sent, attachment = _sent_with(desk, camille, "billet.png", _png())
    address = f"/office/demandes/{sent.id}/documents/{attachment.id}/apercu"

    turned = anne.client.get(f"{address}?taille=200&rotation=90").text
    strange = anne.client.get(f"{address}?taille=9999999&rotation=7").text

    assert [each.size for each in _pictures(turned)] == [(20, 40)]
    assert 'width="200%"' in turned
    assert [each.size for each in _pictures(strange)] == [(40, 20)]
    assert 'width="100%"' in strange


def test_a_file_that_cannot_be_drawn_says_so(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """What was checked once may still be more than a picture can show."""
    sent, attachment = _sent_with(desk, camille, "facture.pdf", a_pdf())
    content = b"%PDF-1.7 nothing"
    desk.portal.services.storage.put_back(attachment.stored_as, content)
    with desk.database.writing() as session:
        row = session.get_one(Attachment, attachment.id)
        row.sha256 = sha256(content).hexdigest()

    response = anne.client.get(
        f"/office/demandes/{sent.id}/documents/{attachment.id}/apercu"
    )

    assert response.status_code == 200
    assert "Ce document ne peut pas être montré ici." in response.text


def test_a_document_that_was_changed_behind_our_back_is_not_shown(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """R23: neither in the frame, which says so itself, nor as a file."""
    sent, attachment = _sent_with(desk, camille, "facture.pdf", a_pdf())
    desk.portal.services.storage.put_back(attachment.stored_as, b"%PDF-1.7 other")
    address = f"/office/demandes/{sent.id}/documents/{attachment.id}"

    framed = anne.client.get(f"{address}/apercu")
    downloaded = anne.client.get(address)

    assert (framed.status_code, downloaded.status_code) == (500, 500)
    words = "Le fichier que nous gardons n'est plus celui qui a été enregistré."
    assert words in html.unescape(framed.text)
    assert words in html.unescape(downloaded.text)
    assert framed.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_a_document_is_downloaded_never_opened(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The browser stores it under its name and runs nothing of it."""
    sent, attachment = _sent_with(desk, camille, "facture.pdf", a_pdf())

    response = anne.client.get(f"/office/demandes/{sent.id}/documents/{attachment.id}")

    assert response.headers["Content-Disposition"] == "attachment; filename=facture.pdf"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"

"""Anyone learns whether a PDF is the office's, and nothing else of the request."""

import json
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pypdf import PdfReader

from engine.storage.tables import Request
from tests.databases import contents_of
from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests

KNOWN = "Ce document est celui de l'office"
UNKNOWN = "Ce document n'est pas connu de l'office, ou il a été changé depuis"


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)


@pytest.fixture
def camille(desk: Desk) -> PlainBrowser:
    return desk.browser(CAMILLE)


@pytest.fixture
def sent(desk: Desk, camille: PlainBrowser) -> Request:
    return desk.send_meals(camille)


def pdf_of(browser: PlainBrowser, request: Request) -> bytes:
    """What the browser downloads of a request."""
    return browser.client.get(f"/demandes/{request.id}/pdf").data


def asked(desk: Desk, content: bytes = b"", **typed: str) -> PlainBrowser:
    """Somebody who has no account asks about a file, or what is typed."""
    browser = desk.portal.browser().get("/verifier")
    if content:
        browser.attach("document", "demande.pdf", content)
    return browser.fill_all(typed).press("Vérifier")


def test_the_pdf_of_a_sending_is_known_with_its_day(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """The very bytes that were sent are the office's."""
    page = asked(desk, pdf_of(camille, sent))

    assert KNOWN in page.text
    assert "C'est le PDF de l'envoi du 24.11.2026, sans aucun changement." in page.text


def test_nothing_else_is_told(desk: Desk, camille: PlainBrowser, sent: Request) -> None:
    """Neither person nor form, amount, status or address of the request."""
    page = asked(desk, pdf_of(camille, sent))

    assert sent.reference is not None
    for secret in ("Exemple", "756", "318.632", "57.50", "En traitement", sent.id):
        assert secret not in page.html
    assert sent.reference not in page.html


def test_one_byte_makes_another_document(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """A changed copy is not known, and the page says what to do."""
    page = asked(desk, pdf_of(camille, sent).replace(b"%%EOF", b"%%EOf"))

    assert UNKNOWN in page.text
    assert KNOWN not in page.text
    assert "Téléchargez le PDF encore une fois depuis «Mes demandes»" in page.text
    assert "appelez le +41 22 327 27 27" in page.text


def test_a_draft_is_not_known(desk: Desk, camille: PlainBrowser) -> None:
    """What was never sent is nothing that the office vouches for."""
    camille.get("/formulaires/318.632.1").fill_all({"decision_number": "320/2022/1"})
    camille.press("Enregistrer")
    with desk.database.reading() as session:
        draft = session.query(Request).one()

    page = asked(desk, pdf_of(camille, draft))

    assert UNKNOWN in page.text


def as_is(digest: str) -> str:
    return f" {digest} "


def in_groups(digest: str) -> str:
    return " ".join(digest[start : start + 4] for start in range(0, 64, 4))


@pytest.mark.parametrize("written", [as_is, in_groups, str.upper])
def test_reference_and_hash_do_without_the_file(
    desk: Desk, camille: PlainBrowser, sent: Request, written: Callable[[str], str]
) -> None:
    """A hash is read in capitals and in groups, too; a reference without its hyphen."""
    digest = sha256(pdf_of(camille, sent)).hexdigest()
    assert sent.reference is not None
    reference = sent.reference.replace("-", "").lower()

    page = asked(desk, reference=reference, hash=written(digest))

    assert KNOWN in page.text


def test_a_wrong_reference_and_a_wrong_hash_are_told_alike(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """So nobody learns which references there are."""
    digest = sha256(pdf_of(camille, sent)).hexdigest()
    assert sent.reference is not None

    pages = [
        asked(desk, reference="2222-2222", hash=digest),
        asked(desk, reference=sent.reference, hash="0" * 64),
        asked(desk, reference="2222-2222", hash="0" * 64),
        asked(desk, pdf_of(camille, sent), reference="2222-2222"),
    ]

    assert all(UNKNOWN in page.text for page in pages)


def test_each_sending_stays_known(desk: Desk, camille: PlainBrowser) -> None:
    """After a correction both prints are the office's, each of its day."""
    sent = desk.send_meals(camille)
    first = pdf_of(camille, sent)
    anne = desk.browser(ANNE).get(f"/office/demandes/{sent.id}")
    anne.fill_all({"champ-0": "meals.days_5_8h", "note-0": "Combien de jours?"})
    anne.press("Demander une correction")
    desk.portal.clock.instant += timedelta(days=2)
    camille = desk.browser(CAMILLE).get(f"/demandes/{sent.id}")
    desk.send(camille.fill_all({"meals.days_5_8h": "4"}))

    second = pdf_of(camille, sent)

    assert first != second
    assert "l'envoi du 24.11.2026" in asked(desk, first).text
    assert "l'envoi du 26.11.2026" in asked(desk, second).text


@pytest.mark.parametrize(
    ("typed", "target", "words"),
    [
        (
            {},
            "document",
            "Choisissez un fichier PDF, ou indiquez la référence et l'empreinte.",
        ),
        (
            {"hash": "0" * 64},
            "reference",
            "Indiquez la référence du document, par exemple 7KX4-9QMT.",
        ),
        (
            {"reference": "7KX4-9QMT", "hash": "123"},
            "hash",
            "Indiquez les 64 signes de l'empreinte: chiffres et lettres de a à f.",
        ),
    ],
)
def test_what_cannot_be_compared_is_asked_again(
    desk: Desk, typed: dict[str, str], target: str, words: str
) -> None:
    """The fault is told at its control, and what was typed stays."""
    page = desk.portal.browser().get("/verifier").fill_all(typed).press("Vérifier")

    assert page.status == 422
    assert (f"#{target}", words) in page.links
    assert all(page.value(name) == text for name, text in typed.items())


def test_one_address_asks_sixty_times_an_hour(desk: Desk) -> None:
    """Guessing is bounded; after an hour one may ask again."""
    browser = desk.portal.browser()
    for _ in range(60):
        browser.get("/verifier").fill_all({"reference": "2222-2222", "hash": "0" * 64})
        assert browser.press("Vérifier").status == 200

    refused = browser.get("/verifier").press("Vérifier")
    desk.portal.clock.instant += timedelta(hours=1, seconds=1)
    again = asked(desk, b"x")

    assert refused.status == 429
    assert "Trop de vérifications. Attendez une heure" in refused.text
    assert UNKNOWN in again.text


def test_an_upload_leaves_nothing_behind(desk: Desk, tmp_path: Path) -> None:
    """Of a file of four hundred kilobytes no byte is found in folder or database."""
    page = asked(desk, b"nothing of this is kept" * 18_000)

    assert UNKNOWN in page.text
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert all(b"nothing of this" not in path.read_bytes() for path in kept)
    assert "nothing of this" not in contents_of(desk.database)


def test_a_file_that_is_too_large_is_refused(desk: Desk) -> None:
    """No document of ours has eleven megabytes."""
    answer = desk.portal.app.test_client().post(
        "/verifier",
        data=b"x" * 11_000_000,
        content_type="multipart/form-data; boundary=x",
    )

    assert answer.status_code == 413


def test_a_print_says_where_it_is_verified_and_carries_its_record(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """The footer names this page, as text; the attachment is what was stored."""
    content = pdf_of(camille, sent)
    address = "http://127.0.0.1:8000/verifier"

    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    with pikepdf.Pdf.open(BytesIO(content)) as pdf:
        attached = pdf.attachments["record.json"].get_file().read_bytes()

    assert all(f"Vérifier ce document: {address}" in page for page in pages)
    assert json.loads(attached) == sent.record
    [version] = desk.versions(sent.id)
    assert sha256(attached).hexdigest() == version.version.content_hash


def test_every_page_leads_there(desk: Desk) -> None:
    """The help at the foot of each page names it."""
    page = desk.portal.browser().get("/connexion").follow("Vérifier un document")

    assert page.address == "/verifier"

"""Documents: what is taken, what is refused, how they are kept and handed out."""

from collections.abc import Callable
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from engine.storage.tables import Request
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.attachments.content import RefusedDocumentError, check_document
from webapp.attachments.names import shown_name
from webapp.attachments.tables import Attachment
from webapp.requests.documents import attachments_of

ALL = ("application/pdf", "image/jpeg", "image/png", "image/heic")
LONGEST = 1_000_000


def an_image(kind: str, **options: Any) -> bytes:
    written = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(written, format=kind, **options)
    return written.getvalue()


def a_photograph() -> bytes:
    """Give a JPEG lying on its side, taken at a place that its metadata tells."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn a quarter
    exif[0x8825] = {1: "N", 2: (46.0, 12.0, 0.0)}  # GPS
    return an_image("JPEG", exif=exif)


def a_pdf_with(
    change: Callable[[pikepdf.Pdf], object],
    encryption: pikepdf.Encryption | bool = False,
) -> bytes:
    written = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        change(pdf)
        pdf.save(written, encryption=encryption)
    return written.getvalue()


def _run_a_program(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS="app.alert(1)"
    )


def _carry_a_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["virus.exe"] = b"MZ"


def _nothing(_: pikepdf.Pdf) -> None:
    pass


def check(name: str, content: bytes) -> object:
    return check_document(name, content, accepted=ALL, longest=LONGEST)


@pytest.mark.parametrize(
    ("name", "content", "kept"),
    [
        ("a.pdf", a_pdf(), ("a.pdf", "application/pdf")),
        ("A.PDF", a_pdf(), ("A.PDF", "application/pdf")),
        ("a.jpg", an_image("JPEG"), ("a.jpg", "image/jpeg")),
        ("a.png", an_image("PNG"), ("a.png", "image/png")),
        ("a.heic", an_image("HEIF"), ("a.jpg", "image/jpeg")),
    ],
)
def test_the_four_types_are_taken(
    name: str, content: bytes, kept: tuple[str, str]
) -> None:
    """E01: extension, signature and a full reading agree."""
    checked = check_document(name, content, accepted=ALL, longest=LONGEST)

    assert (checked.name, checked.media_type) == kept


_NO_TYPE = "Le document «{}» n'est pas un PDF, JPEG, PNG ou HEIC."
_DAMAGED = "Le document «{}» est endommagé ou trop grand pour être lu."
_LOCKED = (
    "Le PDF «{}» est protégé par un mot de passe. Enregistrez-le sans mot de passe, "
    "puis joignez-le."
)
_ACTIVE = (
    "Le PDF «{}» contient un programme ou des fichiers joints. Imprimez-le en PDF, "
    "puis joignez la copie."
)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<html>", _NO_TYPE),
        ("page.pdf.html", a_pdf(), _NO_TYPE),
        ("page.pdf", b"<html>", _NO_TYPE),
        ("page.pdf.", a_pdf(), _NO_TYPE),
        ("late.pdf", b"<html>" + a_pdf(), _NO_TYPE),
        ("a.png", an_image("JPEG"), _NO_TYPE),
        ("a.gif", an_image("GIF"), _NO_TYPE),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", _NO_TYPE),
        ("a.exe", b"MZ", _NO_TYPE),
        ("a.pdf", b"%PDF-1.7\n", _DAMAGED),
        ("a.png", an_image("PNG")[:60], _DAMAGED),
        ("a.pdf", b"", "Le document «{}» est vide."),
        ("a.pdf", b"%PDF-" + b" " * LONGEST, "Le document «{}» dépasse 0 Mo."),
        ("a.pdf", a_pdf_with(_run_a_program), _ACTIVE),
        ("a.pdf", a_pdf_with(_carry_a_file), _ACTIVE),
        (
            "a.pdf",
            a_pdf_with(_nothing, encryption=pikepdf.Encryption(user="u", owner="o")),
            _LOCKED,
        ),
    ],
)
def test_everything_else_is_refused_with_its_reason(
    name: str, content: bytes, words: str
) -> None:
    """E01, E03, E05: the message names the document and what to do."""
    with pytest.raises(RefusedDocumentError) as refused:
        check(name, content)

    assert str(refused.value) == words.format(name)


def test_a_pdf_that_only_its_owner_locks_is_taken() -> None:
    """E05: it opens without a password."""
    locked = a_pdf_with(_nothing, encryption=pikepdf.Encryption(user="", owner="o"))

    checked = check_document("a.pdf", locked, accepted=ALL, longest=LONGEST)

    assert not pikepdf.open(BytesIO(checked.content)).is_encrypted


@pytest.mark.parametrize(
    ("name", "content"), [("a.png", an_image("PNG")), ("a.pdf", a_pdf())]
)
def test_what_hides_behind_a_document_is_not_kept(name: str, content: bytes) -> None:
    """E02: a picture that is also a program is stored as a picture only."""
    both = content + b"<?php system('id'); ?><script>alert(1)</script>"

    checked = check_document(name, both, accepted=ALL, longest=LONGEST)

    assert b"<?php" not in checked.content


def test_a_photograph_stands_upright_and_tells_no_place() -> None:
    """E09: orientation is kept, position is gone."""
    checked = check_document("a.jpg", a_photograph(), accepted=ALL, longest=LONGEST)

    kept = Image.open(BytesIO(checked.content))
    assert kept.size == (20, 40)
    assert dict(kept.getexif()) == {}


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x.pdf", "x.pdf"),
        ("CON", "CON"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("co\u00adop.pdf", "coop.pdf"),
        ('"; filename="x.pdf', '"; filename="x.pdf'),
        ("\U0001f600.pdf", "\U0001f600.pdf"),
        ("é" * 300 + ".pdf", "é" * 116 + ".pdf"),
        ("a.pdf\x00.html", "a.pdf.html"),
        ("", "document"),
        (None, "document"),
    ],
)
def test_a_name_is_shown_on_one_line_and_leads_nowhere(
    given: str | None, shown: str
) -> None:
    """E06: no path, no control character, no turned direction."""
    assert shown_name(given) == shown


def _documents(portal: PortalForTests, request: Request) -> list[Attachment]:
    with portal.services.database.reading() as session:
        return list(attachments_of(session, request.id))


def test_a_document_is_kept_although_the_form_has_errors(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """E10: nobody attaches the same file again because a field was wrong."""
    camille.get("/formulaires/318.632").attach("documents", "facture.pdf", a_pdf())

    camille.press("Continuer")

    assert camille.title.startswith("Erreur : ")
    assert "facture.pdf" in camille.text
    [kept] = _documents(portal, portal.requests()[0])
    content = portal.services.attachments.read(kept.stored_as)
    assert kept.sha256 == sha256(content).hexdigest()
    assert "facture" not in kept.stored_as


def test_a_refused_document_is_told_at_its_question(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """The others are kept; what was typed as well."""
    camille.get("/formulaires/318.632").fill_all({"decision_number": "320/1"})
    camille.attach("documents", "a.pdf", a_pdf())
    camille.attach("documents", "b.exe", b"MZ")

    camille.press("Enregistrer")

    assert _NO_TYPE.format("b.exe") in camille.text
    assert [kept.name for kept in _documents(portal, portal.requests()[0])] == ["a.pdf"]
    assert camille.value("decision_number") == "320/1"


def test_a_document_can_be_removed(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Its row and its file are gone."""
    camille.get("/formulaires/318.632").attach("documents", "a.pdf", a_pdf())
    camille.press("Enregistrer")
    [kept] = _documents(portal, portal.requests()[0])

    camille.press("Supprimer a.pdf")

    assert _documents(portal, portal.requests()[0]) == []
    assert not (portal.services.attachments.directory / kept.stored_as).exists()


def test_a_document_is_handed_out_as_a_file(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """E02, E06: downloaded, never run, under the name its owner knows."""
    camille.get("/formulaires/318.632").attach("documents", "reçu n° 1.pdf", a_pdf())
    camille.press("Enregistrer")
    [request] = portal.requests()
    [kept] = _documents(portal, request)

    answer = camille.client.get(f"/demandes/{request.id}/documents/{kept.id}")

    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="recu n 1.pdf"; '
        "filename*=UTF-8''re%C3%A7u%20n%C2%B0%201.pdf"
    )


def test_a_document_belongs_to_its_request_and_owner(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """E08: not even its owner reaches it through another request."""
    for _ in range(2):
        camille.get("/formulaires/318.632").attach("documents", "a.pdf", a_pdf())
        camille.press("Enregistrer")
    first, second = portal.requests()
    [kept] = _documents(portal, first)
    portal.account("autre@example.org")
    other = portal.signed_in("autre@example.org")

    answers = {
        camille.client.get(f"/demandes/{second.id}/documents/{kept.id}").status_code,
        other.client.get(f"/demandes/{first.id}/documents/{kept.id}").status_code,
    }

    assert answers == {404}


def test_a_request_has_so_many_documents_and_no_more(tmp_path: Path) -> None:
    """E03: the limit is told at the question; those below it are kept."""
    portal = make_portal(tmp_path, ATTACHMENTS_PER_REQUEST=1)
    portal.account()
    browser = portal.signed_in().get("/formulaires/318.632")
    browser.attach("documents", "a.pdf", a_pdf())
    browser.attach("documents", "b.pdf", a_pdf())

    browser.press("Enregistrer")

    assert "Une demande peut avoir 1 documents au plus." in browser.text
    assert [kept.name for kept in _documents(portal, portal.requests()[0])] == ["a.pdf"]
    portal.services.database.close()


def test_a_body_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    """E03: the limit counts the whole page; the answer says what to do."""
    portal = make_portal(tmp_path, FORM_PAGE_LENGTH=10_000)
    portal.account()
    browser = portal.signed_in().get("/formulaires/318.632")
    browser.attach("documents", "a.pdf", b"%PDF-" + b" " * 20_000)

    browser.press("Enregistrer")

    assert browser.status == 413
    assert "Votre envoi est trop grand" in browser.text
    portal.services.database.close()

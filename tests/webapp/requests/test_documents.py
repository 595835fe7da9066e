"""Documents on the pages of a request: kept, refused with a reason, handed out."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engine.storage.tables import Request
from tests.webapp.attachments.samples import an_image
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from webapp.attachments.tables import Attachment
from webapp.attachments.virus_scan import ScanError
from webapp.configuration import ConfigurationError
from webapp.requests.documents import attachments_of

_NO_TYPE = "Le document «{}» n'est pas un PDF, JPEG, PNG ou HEIC."


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
    content = portal.services.storage.read(kept.stored_as, kept.sha256)
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
    assert not portal.services.storage.has(kept.stored_as)


def test_a_press_that_comes_twice_keeps_its_document_once(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """The answer to the first one was lost: the second leads on, to the same page."""
    camille.get("/formulaires/318.632.1")
    camille.fill_all({"decision_number": "320/2022/1", "meals.days_5_8h": "5"})
    camille.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
    camille.attach("documents", "a.pdf", a_pdf())
    address, data = camille.pressed("Continuer")
    camille.client.post(address, data=data, content_type="multipart/form-data")

    camille.press("Continuer")

    assert camille.address.endswith("/verification")
    [draft] = portal.requests()
    assert [kept.name for kept in _documents(portal, draft)] == ["a.pdf"]


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


def _portal(folder: Path, **settings: Any) -> tuple[PortalForTests, PlainBrowser]:
    """Give a portal with other settings, and a new form open in a browser."""
    portal = make_portal(folder, **settings)
    portal.account()
    return portal, portal.signed_in().get("/formulaires/318.632")


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (
            {"ATTACHMENTS_PER_REQUEST": 1},
            (
                "Une demande peut avoir 1 document au plus. Réunissez plusieurs pages "
                "en un seul PDF, ou supprimez un document."
            ),
        ),
        (
            {"REQUEST_ATTACHMENTS_LENGTH": 1000},
            (
                "Le document «b.pdf» n'a plus de place: les documents d'une demande "
                "peuvent avoir 0 Mo ensemble. Joignez une copie plus petite, ou "
                "supprimez un autre document."
            ),
        ),
        (
            {"ACCOUNT_ATTACHMENTS_LENGTH": 1000},
            (
                "Le document «b.pdf» n'a plus de place: tous vos documents peuvent "
                "avoir 0 Mo ensemble. Supprimez des documents de vos brouillons, ou "
                "appelez-nous au +41 22 327 27 27."
            ),
        ),
    ],
)
def test_a_limit_says_itself_and_what_to_do(
    tmp_path: Path, settings: dict[str, int], words: str
) -> None:
    """E03: told at the question; the documents below the limit are kept."""
    portal, browser = _portal(tmp_path, **settings)
    browser.attach("documents", "a.pdf", a_pdf())
    browser.attach("documents", "b.pdf", a_pdf())

    browser.press("Enregistrer")

    assert words in browser.text
    assert [kept.name for kept in _documents(portal, portal.requests()[0])] == ["a.pdf"]
    portal.services.database.close()


def test_the_documents_of_all_requests_count_for_their_owner(tmp_path: Path) -> None:
    """E03: and nobody else's."""
    portal, browser = _portal(tmp_path, ACCOUNT_ATTACHMENTS_LENGTH=1000)
    browser.attach("documents", "a.pdf", a_pdf()).press("Enregistrer")
    browser.get("/formulaires/318.632.1").attach("documents", "b.pdf", a_pdf())
    portal.account("autre@example.org")
    other = portal.signed_in("autre@example.org").get("/formulaires/318.632")
    other.attach("documents", "c.pdf", a_pdf())

    assert "«b.pdf» n'a plus de place" in browser.press("Enregistrer").text
    assert "c.pdf" in other.press("Enregistrer").text
    assert "n'a plus de place" not in other.text
    portal.services.database.close()


def test_a_document_too_large_for_us_costs_nothing_that_was_typed(
    tmp_path: Path,
) -> None:
    """E03, E10: what came before and behind it in the body is saved."""
    portal, browser = _portal(tmp_path, ATTACHMENT_LENGTH=2000)
    browser.fill_all({"decision_number": "320/1"})
    browser.attach("documents", "a.pdf", b"%PDF-" + b" " * 3_000_000)
    browser.attach("documents", "b.pdf", a_pdf())

    browser.press("Enregistrer")

    assert (
        "Le document «a.pdf» dépasse 0 Mo. Joignez une copie plus petite, par "
        "exemple une photo moins grande."
    ) in browser.text
    assert browser.value("decision_number") == "320/1"
    assert [kept.name for kept in _documents(portal, portal.requests()[0])] == ["b.pdf"]
    portal.services.database.close()


def test_a_body_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    """E03: the limit counts the whole page; the answer says what to do."""
    portal, browser = _portal(tmp_path, FORM_PAGE_LENGTH=10_000)
    browser.attach("documents", "a.pdf", b"%PDF-" + b" " * 20_000)

    browser.press("Enregistrer")

    assert browser.status == 413
    assert "Votre envoi est trop grand" in browser.text
    portal.services.database.close()


class _Scanner:
    """Finds what a test says; fails where it says nothing."""

    def __init__(self, virus: str | None) -> None:
        self.virus = virus

    def virus_in(self, content: bytes) -> str:
        if self.virus is None:
            raise ScanError
        return self.virus


@pytest.mark.parametrize(
    ("virus", "words"),
    [
        (
            "Eicar-Signature",
            (
                "Le document «a.pdf» contient un virus (Eicar-Signature); il n'est pas "
                "joint."
            ),
        ),
        (
            None,
            (
                "Le document «a.pdf» n'a pas pu être contrôlé par notre antivirus; il "
                "n'est pas joint. Joignez-le encore une fois dans quelques minutes."
            ),
        ),
    ],
)
def test_what_is_infected_or_was_not_looked_at_is_not_kept(
    tmp_path: Path, virus: str | None, words: str
) -> None:
    """E07: fails closed; nothing of it reaches the disk, so nobody can download it."""
    portal, browser = _portal(tmp_path, VIRUS_SCANNER=_Scanner(virus))
    browser.fill_all({"decision_number": "320/1"})
    browser.attach("documents", "a.pdf", a_pdf())

    browser.press("Enregistrer")

    assert words in browser.text
    assert browser.value("decision_number") == "320/1"
    assert _documents(portal, portal.requests()[0]) == []
    assert list(portal.services.storage.objects()) == []
    portal.services.database.close()


def test_a_document_with_no_virus_is_kept(tmp_path: Path) -> None:
    portal, browser = _portal(tmp_path, VIRUS_SCANNER=_Scanner(""))
    browser.attach("documents", "a.pdf", a_pdf())

    browser.press("Enregistrer")

    assert [kept.name for kept in _documents(portal, portal.requests()[0])] == ["a.pdf"]
    portal.services.database.close()


def test_a_setting_that_names_no_scanner_stops_the_start(tmp_path: Path) -> None:
    """E07: a mistake in the address must not leave documents unscanned."""
    with pytest.raises(
        ConfigurationError,
        match=r"^PORTAL_AV names ClamAV's daemon: clamd://host:port or "
        r"clamd\+unix:///path\.$",
    ):
        make_portal(tmp_path, AV="true")


def test_a_disk_that_takes_nothing_is_told_at_the_question(tmp_path: Path) -> None:
    """R4: the answers are saved; the document is to be attached again."""
    in_the_way = tmp_path / "attachments"
    in_the_way.write_text("no folder")
    portal, browser = _portal(tmp_path, ATTACHMENTS_PATH=str(in_the_way))
    browser.fill_all({"decision_number": "320/1"})
    browser.attach("documents", "a.pdf", a_pdf())

    browser.press("Enregistrer")

    assert (
        "Le document «a.pdf» n'a pas pu être enregistré; il n'est pas joint. "
        "Joignez-le encore une fois dans quelques minutes."
    ) in browser.text
    assert browser.value("decision_number") == "320/1"
    portal.services.database.close()


def test_what_was_detached_is_not_handed_out(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """E08: its address leads nowhere any more."""
    camille.get("/formulaires/318.632").attach("documents", "a.pdf", a_pdf())
    camille.press("Enregistrer")
    [request] = portal.requests()
    [kept] = _documents(portal, request)
    camille.press("Supprimer a.pdf")

    answer = camille.client.get(f"/demandes/{request.id}/documents/{kept.id}")

    assert answer.status_code == 404


def test_a_picture_that_is_also_a_page_is_handed_out_as_a_picture(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """E02: drawn anew, with its own type, never sniffed."""
    both = an_image("PNG") + b"<script>alert(1)</script>"
    camille.get("/formulaires/318.632").attach("documents", "a.png", both)
    camille.press("Enregistrer")
    [request] = portal.requests()
    [kept] = _documents(portal, request)

    answer = camille.client.get(f"/demandes/{request.id}/documents/{kept.id}")

    assert b"<script>" not in answer.data
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"

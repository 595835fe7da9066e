"""Documents are sent when they are chosen, and refused before where possible."""

from pathlib import Path

from playwright.sync_api import Request, expect

from tests.browser.live_form import new_form
from tests.browser.visit import Visit
from tests.webapp.portal_for_tests import a_pdf


def test_a_document_is_sent_when_it_is_chosen(live: Visit, tmp_path: Path) -> None:
    """It is in the list, announced, stored, and can be removed again."""
    document = tmp_path / "billet.pdf"
    document.write_bytes(a_pdf())
    page = new_form(live)

    page.get_by_label("Documents", exact=True).set_input_files(document)

    link = page.get_by_role("link", name="billet.pdf")
    expect(link).to_be_visible()
    expect(page.locator("[data-announced]")).to_have_text(
        "billet.pdf est joint à la demande."
    )
    page.get_by_role("button", name="Supprimer billet.pdf").click()
    expect(link).to_be_hidden()


def test_a_document_that_cannot_be_taken_is_refused_before(
    live: Visit, tmp_path: Path
) -> None:
    """In the server's words, without sending it."""
    document = tmp_path / "lettre.txt"
    document.write_text("bonjour")
    page = new_form(live)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - it tells its name

    page.get_by_label("Documents", exact=True).set_input_files(document)

    words = "Le document «lettre.txt» n'est pas un PDF, JPEG, PNG ou HEIC."
    expect(page.get_by_text(words)).to_be_visible()
    assert [request for request in sent if request.method == "POST"] == []

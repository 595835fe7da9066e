"""The main job in a real browser, with and without scripts.

From signing in to the sent 318.632.1 with 159.50 and its PDF, by the words on the
page: what a person, a screen reader and a robot rely on.
"""

from pathlib import Path

import pytest

from tests.browser.visit import Visit
from tests.webapp.portal_for_tests import PortalForTests, a_pdf


def _fill_the_tutorials_request(visit: Visit, document: Path) -> None:
    page = visit.page
    page.get_by_role("link", name="318.632.1").click()
    page.get_by_label("Numéro de décision").fill("320/2022/123456/0")
    trip = page.get_by_role("group", name="Trajet 1")
    trip.get_by_label("Début").fill("06.06.2022")
    trip.get_by_label("Fin").fill("06.06.2022")
    trip.get_by_label("But du voyage / Type de mesure").fill("Hôpital")
    trip.get_by_label("Parcours de").fill("Genève")
    trip.get_by_role("textbox", name="à", exact=True).fill("Berne")
    trip.get_by_label("Type de billet").select_option("public_return")
    visit.calculate()
    page.get_by_role("group", name="Trajet 1").get_by_label("CHF").fill("102.00")
    page.locator("#period_from").fill("06.06.2022")
    page.locator("#period_to").fill("10.06.2022")
    page.get_by_label("5 à 8h par jour").fill("5")
    page.get_by_label("Documents", exact=True).set_input_files(document)
    visit.calculate()


def test_the_tutorials_request_is_sent(
    portal: PortalForTests, visit: Visit, tmp_path: Path
) -> None:
    """159.50 is shown, sent under a reference, listed, and printed."""
    document = tmp_path / "billet.pdf"
    document.write_bytes(a_pdf())
    visit.sign_in()

    _fill_the_tutorials_request(visit, document)
    assert "159.50" in visit.page.locator(".grand").inner_text()
    visit.press("Continuer")
    visit.press("Envoyer ma demande")

    [sent] = portal.requests()
    assert sent.reference is not None
    assert sent.reference in visit.page.locator("main").inner_text()
    assert str(sent.total) == "159.50"
    visit.page.get_by_role("link", name="Mes demandes").last.click()
    row = visit.page.get_by_role("row").filter(has_text=sent.reference)
    assert "En traitement" in row.inner_text()
    with visit.page.expect_download() as downloading:
        row.get_by_role("link", name="PDF").click()
    assert downloading.value.suggested_filename == f"318.632.1-{sent.reference}.pdf"
    assert (visit.violations, visit.strange) == ([], [])


@pytest.mark.parametrize("width", [320, 1280])
def test_pages_fit_their_window(visit: Visit, width: int) -> None:
    """WCAG 2.2, 1.4.10: nothing is to be scrolled sideways, at 320 pixels either."""
    visit.page.set_viewport_size({"width": width, "height": 640})
    visit.sign_in()
    too_wide = []
    for path in ("/", "/formulaires/318.632.1", "/formulaires/318.632.2", "/nowhere"):
        visit.open(path)
        if visit.is_too_wide():
            too_wide.append(path)

    assert too_wide == []
    assert (visit.violations, visit.strange) == ([], [])


def test_problems_lead_to_their_controls(visit: Visit) -> None:
    """The summary's link puts the reader at the field, which says the same words."""
    visit.sign_in()
    visit.open("/formulaires/318.632")
    visit.press("Continuer")

    words = "Le champ Numéro de décision est obligatoire."
    visit.page.get_by_role("link", name=words).click()

    field = visit.page.get_by_label("Numéro de décision")
    assert field.get_attribute("aria-invalid") == "true"
    assert visit.page.title().startswith("Erreur : ")
    assert visit.page.url.endswith("#decision_number")

"""The summary of what is to be corrected, with and without scripts."""

from tests.browser.visit import Visit


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

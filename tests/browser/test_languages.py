"""Every page in every language fits a narrow screen, and so would a longer language."""

import pytest
from playwright.sync_api import Page

from tests.browser.visit import Visit

# Every text half as long again as German is: no page may count on short words.
_LENGTHEN = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const texts = [];
  while (walker.nextNode()) texts.push(walker.currentNode);
  for (const text of texts) {
    const words = text.data.trim();
    if (!/\\p{L}{2}/u.test(words)) continue;
    const more = words.slice(0, Math.ceil(words.length * 0.4));
    text.data = `${text.data.trimEnd()} ${more} `;
  }
}"""
_OUTSIDE = """() => {
  const width = document.documentElement.clientWidth;
  const outside = [...document.querySelectorAll("body *")].filter((element) => {
    const { width: own, right } = element.getBoundingClientRect();
    return own && right > width + 1 && !element.closest(".vh, svg");
  });
  return document.documentElement.scrollWidth > width
    ? outside.slice(0, 5).map((element) => `${element.tagName}: ${element.textContent}`)
    : [];
}"""
_NAMES = {"de": "Deutsch", "fr": "Français", "it": "Italiano", "en": "English"}
_FOR_ANYONE = ("/connexion", "/inscription", "/mot-de-passe-oublie", "/nowhere")
_FOR_CAMILLE = (
    "/",
    "/informations-personnelles",
    "/informations-personnelles/modifier",
    "/formulaires/318.632.1",
    "/formulaires/318.632.2",
    "/formulaires/318.635-639",
    "/formulaires/318.536",
    "/formulaires/300.001",
)


def look(page: Page, origin: str, path: str) -> list[str]:
    """Give what does not fit, as the page is and with longer words."""
    page.goto(origin + path)
    found = page.evaluate(_OUTSIDE)
    page.evaluate(_LENGTHEN)
    return [f"{path} {each}" for each in (*found, *page.evaluate(_OUTSIDE))]


@pytest.mark.parametrize("language", _NAMES)
@pytest.mark.parametrize("visit", [True], indirect=True, ids=["scripts on"])
def test_no_page_is_wider_than_a_small_telephone(visit: Visit, language: str):
    """At 320 px, which is 1280 px at 400 % (WCAG 1.4.10)."""
    page = visit.page
    page.set_viewport_size({"width": 320, "height": 700})
    visit.open("/connexion")
    visit.press(_NAMES[language])
    outside = [each for path in _FOR_ANYONE for each in look(page, visit.origin, path)]
    visit.open("/connexion")
    visit.press("Français")
    visit.sign_in()
    visit.press(_NAMES[language])

    outside += [
        each for path in _FOR_CAMILLE for each in look(page, visit.origin, path)
    ]

    assert outside == []
    assert page.locator("html").get_attribute("lang") == language


def test_enter_presses_the_forms_own_button_and_no_language(visit: Visit):
    """The buttons of the switch stand before all others."""
    visit.open("/connexion")
    visit.press("Deutsch")
    visit.page.get_by_label("E-Mail").fill("camille.exemple@example.org")

    visit.page.get_by_label("Passwort").press("Enter")

    assert visit.page.locator("html").get_attribute("lang") == "de"
    assert visit.page.get_by_role("alert").is_visible()


def test_a_form_changes_its_language_with_what_was_typed(visit: Visit):
    """With and without scripts: nothing typed is lost, nothing is judged yet."""
    visit.sign_in()
    visit.open("/formulaires/318.632.1")
    visit.page.locator("[name=remarks]").fill("Deux mots")
    visit.page.locator("[name='meals.days_5_8h']").fill("5")

    visit.press("Italiano")

    page = visit.page
    assert page.locator("html").get_attribute("lang") == "it"
    assert page.locator("[name=remarks]").input_value() == "Deux mots"
    assert page.locator("[name='meals.days_5_8h']").input_value() == "5"
    assert not page.locator("#erreurs").is_visible()
    assert visit.violations == []

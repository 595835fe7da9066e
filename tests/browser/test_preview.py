"""`formengine preview` as a maintainer has it: a process, an editor, a browser."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, expect

FORM = """\
form: library
version: 1
title: Inscription
total: {field: fee, zero: allowed}
sections:
  - section: main
    title: Votre carte
    fields:
      - {field: months, type: integer, unit: month, min: 1, label: Nombre de mois}
      - {field: day, type: date, label: Premier jour}
      - field: fee
        type: money
        label: Total à payer
        compute: round(months * rate("cards.month", on=day), 0.05)
examples:
  cases:
    - example: trois mois
      day: 2025-01-01
      answers: {months: 3, day: 2025-02-01}
      expect: {values: {fee: "7.50"}, problems: []}
    - example: un mois trop cher
      day: 2025-01-01
      answers: {months: 1, day: 2025-02-01}
      expect: {values: {fee: "9.90"}}
"""
TARIFF = """\
tariff: cards
title: Cartes
keys: {month: {label: Mois, unit: CHF/month}}
values:
  - {from: 2024-01-01, source: "Règlement, art. 4", month: 2.50}
"""
SHARED = Path(__file__).parents[2] / "forms/shared"
BROKEN = """\
E301
forms/library.yaml:14:24

«monts» is not a field of this form

did you mean «months»?

14 |         compute: round(monts * rate("cards.month", on=day), 0.05)
   |                        ^^^^^"""


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A forms directory with one form and one tariff."""
    forms = tmp_path / "forms"
    for name in ("tariffs", "shared"):
        (forms / name).mkdir(parents=True)
    for name in ("applicant.yaml", "types.yaml"):
        shutil.copy(SHARED / name, forms / "shared")
    (forms / "tariffs/cards.yaml").write_text(TARIFF, "utf-8")
    (forms / "library.yaml").write_text(FORM, "utf-8")
    return forms


@pytest.fixture
def save(forms: Path) -> Callable[[str, str], None]:
    """Save the form as an editor does, with one text in place of another."""

    def save(old: str, new: str) -> None:
        assert old in FORM
        text = FORM.replace(old, new)
        (forms / "library.yaml").write_text(text, "utf-8")

    return save


@pytest.fixture
def address(forms: Path) -> Iterator[str]:
    """Start the command; give where it says that the form is shown."""
    with subprocess.Popen(
        [sys.executable, "-m", "engine", "preview", "library", "--port", "0"],
        cwd=forms.parent,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        yield re.findall(r"http://\S+", said)[0]
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(locale="fr-CH")
    page = context.new_page()
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text))
    page.goto(address)
    yield page
    context.close()
    assert refused == []


def form(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def test_a_save_is_seen_without_reloading(page: Page, save):
    """What was typed meanwhile stays, as do the frame's words and the PDF."""
    form(page).get_by_label("Nombre de mois").fill("4")
    form(page).get_by_label("Premier jour").fill("01.02.2025")
    expect(form(page).locator("[data-total]")).to_have_text("10.00")
    expect(form(page).locator("[data-saved]")).to_have_text(
        "Aperçu : rien n'est enregistré"
    )

    save("label: Nombre de mois", "label: Durée en mois")

    expect(form(page).get_by_label("Durée en mois")).to_have_value("4")
    expect(page.get_by_alt_text("Page 1 du PDF")).to_be_visible()


def test_a_broken_save_leaves_the_last_good_form(page: Page, save):
    """Its message stands above, at its line, and goes with the next good save."""
    save("months * rate", "monts * rate")

    expect(
        page.get_by_text("Le dernier état sans erreur reste affiché.")
    ).to_be_visible()
    assert page.locator(".diag li").all_inner_texts() == [BROKEN]
    expect(form(page).get_by_label("Nombre de mois")).to_be_visible()

    save("Inscription", "Abonnement")

    expect(page.get_by_role("heading", level=1)).to_have_text("Abonnement")
    expect(page.locator(".diag li")).to_have_count(0)


def test_an_example_fills_the_form_with_one_press(page: Page):
    """On its day, with the verdict, the rate that is asked and its source."""
    expect(page.get_by_text("1 exemple faux")).to_be_visible()
    expect(page.get_by_text("fee: expected 9.90, got 2.50")).to_be_visible()

    page.get_by_role("button", name="trois mois").click()

    expect(form(page).get_by_label("Nombre de mois")).to_have_value("3")
    expect(form(page).locator("[data-total]")).to_have_text("7.50")
    expect(page.get_by_label("Jour du calcul")).to_have_value("2025-01-01")
    expect(page.get_by_text("Règlement, art. 4, dès le 01.01.2024")).to_be_visible()
    expect(page.get_by_role("row", name="trois mois")).to_contain_text("Juste")


def test_the_form_speaks_four_languages(page: Page):
    """The page around it stays in the maintainer's."""
    for language, words in {
        "Deutsch": "Weiter",
        "Italiano": "Continuare",
        "English": "Continue",
        "Français": "Continuer",
    }.items():
        page.get_by_label("Langue du formulaire").select_option(label=language)

        button = form(page).get_by_role("button", name=words, exact=True)
        expect(button).to_be_visible()
        expect(page.get_by_role("heading", name="Exemples")).to_be_visible()


def test_the_form_is_shown_at_the_width_of_a_phone(page: Page):
    """By the keyboard too."""
    page.get_by_role("button", name="Téléphone (390 px)").press("Enter")

    box = page.locator("iframe").bounding_box()
    assert box is not None
    assert box["width"] == 390

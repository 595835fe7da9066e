"""Forms whose files change while the portal runs."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.definitions import Definitions

FORMS = Path(__file__).parent.parent.parent / "forms"


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A copy of the forms that a test may break."""
    return shutil.copytree(FORMS, tmp_path / "forms")


@pytest.fixture
def running(tmp_path: Path, forms: Path) -> Iterator[PortalForTests]:
    """A portal that serves the copy, with its beneficiary."""
    made = make_portal(tmp_path, FORMS_PATH=str(forms))
    made.account()
    yield made
    made.services.database.close()


def fill_meals(browser: PlainBrowser) -> PlainBrowser:
    """Fill five days of meals: 57.50, and nothing to confirm."""
    browser.get("/formulaires/318.632.1")
    browser.fill_all({"decision_number": "320/2022/1", "meals.days_5_8h": "5"})
    return browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})


def test_a_broken_file_keeps_the_last_good_form(
    running: PortalForTests, forms: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """R15: the fault is logged at its place; nobody filling the form notices."""
    browser = running.signed_in().get("/formulaires/318.632")
    path = forms / "318.632.yaml"
    text = path.read_text("utf-8")

    path.write_text(text[: len(text) // 2] + "\n  - {field: [", "utf-8")

    assert browser.get("/formulaires/318.632").status == 200
    assert f"{path}:" in caplog.text
    path.write_text(text.replace("title: Facture", "title: Note", 1), "utf-8")
    assert "Note" in browser.get("/formulaires/318.632").title


def test_nobody_sees_the_forms_before_they_are_read(
    running: PortalForTests, forms: Path
) -> None:
    """Who comes while another thread reads them for the first time waits for them."""
    services = running.services
    found = Definitions(forms, services.database, look_again_after_s=3600.0)
    path = forms / "318.632.yaml"
    path.write_text(path.read_text("utf-8") + "# compiled by nobody yet\n", "utf-8")
    together = Barrier(4)

    def ask(_: int) -> int:
        together.wait()
        return len(found.forms)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(ask, range(4))) == {6}


def test_a_broken_shared_file_breaks_no_form(
    running: PortalForTests, forms: Path
) -> None:
    """Every form that includes it stays as it was."""
    browser = running.signed_in()
    browser.get("/")

    (forms / "shared" / "decision.yaml").write_text("section: [", "utf-8")

    browser.get("/")
    assert len([h for h, _ in browser.links if "/formulaires/" in h]) == 6
    assert browser.get("/formulaires/318.536").status == 200


def test_a_removed_form_is_no_longer_offered(
    running: PortalForTests, forms: Path
) -> None:
    """A draft of it may still be read."""
    browser = running.signed_in().get("/formulaires/300.001").press("Enregistrer")
    draft = browser.address

    (forms / "300.001.yaml").unlink()

    assert browser.get("/formulaires/300.001").status == 404
    assert "Facture pour appareillage auditif" in browser.get("/").text
    assert browser.get(draft).status == 200


def test_a_changed_form_says_so_on_a_draft(
    running: PortalForTests, forms: Path
) -> None:
    """The draft keeps its answers and is judged by the form in force."""
    browser = running.signed_in().get("/formulaires/318.632")
    browser.fill_all({"decision_number": "320/1"}).press("Enregistrer")
    path = forms / "318.632.yaml"
    path.write_text(path.read_text("utf-8") + "# changed\n", "utf-8")

    browser.get(browser.address)

    assert "L'office a mis à jour ce formulaire" in browser.text
    assert browser.value("decision_number") == "320/1"


def take_away(forms: Path, question: str) -> None:
    """Write what closes each form without one of its questions."""
    path = forms / "shared" / "closing.yaml"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines if f"field: {question}," not in line]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), "utf-8")


def test_an_answer_that_is_not_asked_any_more_is_told_and_kept(
    running: PortalForTests, forms: Path
) -> None:
    """The draft keeps it through every saving; what is sent has it no more."""
    told = "Ces réponses ne sont plus demandées : Remarques/Compléments."
    browser = fill_meals(running.signed_in())
    browser.fill_all({"remarks": "Merci"}).press("Enregistrer")
    take_away(forms, "remarks")

    browser.get(browser.address)

    assert told in browser.text
    for _ in range(2):
        browser.fill_all({"meals.days_5_8h": "6"}).press("Enregistrer")
        assert told in browser.text
        [draft] = running.requests()
        [kept] = draft.answers["_no_longer_asked"]
        assert (kept["question"], kept["answers"]) == ("remarks", ["Merci"])
        assert "remarks" not in draft.answers
    browser.fill_all({"meals.days_5_8h": "5"}).press("Continuer")
    browser.press("Envoyer ma demande")
    [sent] = running.requests()
    assert (sent.status, sent.answers.keys() & {"remarks", "_no_longer_asked"}) == (
        "processing",
        set(),
    )


def test_a_blank_question_that_is_taken_away_is_not_told(
    running: PortalForTests, forms: Path
) -> None:
    """Nothing of the person's is lost."""
    browser = running.signed_in().get("/formulaires/318.632").press("Enregistrer")
    take_away(forms, "remarks")

    browser.get(browser.address)

    assert "L'office a mis à jour ce formulaire" in browser.text
    assert "ne sont plus demandées" not in browser.text


def test_what_is_sent_is_pinned_to_the_form_that_judged_it(
    running: PortalForTests, forms: Path
) -> None:
    """Also where the form changed after the last saving: a correction asks the same."""
    browser = fill_meals(running.signed_in()).press("Continuer")
    path = forms / "318.632.1.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("version: 1", "version: 2").replace("Total général", "Somme"),
        "utf-8",
    )
    [draft] = running.requests()

    browser.get(f"/demandes/{draft.id}/verification").press("Envoyer ma demande")

    [sent] = running.requests()
    now = running.services.definitions.forms["318.632.1"]
    assert (sent.status, sent.version) == ("processing", 2)
    assert sent.definition_hash == now.hash != draft.definition_hash
    path.write_text(text, "utf-8")
    assert "Somme CHF 57.50" in browser.get(f"/demandes/{sent.id}").text


def test_a_renamed_question_takes_its_answer_along(
    running: PortalForTests, forms: Path
) -> None:
    """So does what was typed in rows; the draft goes on under the new version."""
    browser = running.signed_in().get("/formulaires/318.632")
    browser.fill_all({"decision_number": "320/1", "remarks": "Merci"})
    browser.press("Enregistrer")
    closing = forms / "shared" / "closing.yaml"
    closing.write_text(
        closing.read_text("utf-8").replace("field: remarks", "field: comments"), "utf-8"
    )
    path = forms / "318.632.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "version: 1", "version: 2\nrenames: {remarks: comments}", 1
        ),
        "utf-8",
    )

    browser.get(browser.address)

    assert browser.value("comments") == "Merci"
    assert "À revoir :" in browser.text
    browser.press("Enregistrer")
    assert browser.value("comments") == "Merci"
    assert "L'office a mis à jour" not in browser.text

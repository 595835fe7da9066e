"""Forms whose files change while the portal runs."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webapp.portal_for_tests import PortalForTests, make_portal

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

"""«Voir comme le bénéficiaire»: what its owner reads, read only, and logged."""

from engine.storage.tables import Request
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.accounts.tables import Account
from webapp.office.tables import AuditEntry


def test_a_clerk_sees_what_the_beneficiary_sees(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """The same answers, history and notes, and nothing to press."""
    anne.get(f"/office/demandes/{sent.id}").fill_all(
        {"champ-0": "iban", "note-0": "Est-ce le bon compte?"}
    )
    anne.press("Demander une correction")

    anne.follow("Voir comme le bénéficiaire")

    assert "Lecture seule" in anne.text
    assert "IBAN Est-ce le bon compte?" in anne.text
    assert "Correction demandée 24.11.2026 à 13:00" in anne.text
    assert "Refaire comme la dernière fois" not in anne.text
    assert "Écrire une note" not in anne.text
    [line] = [e for e in desk.rows(AuditEntry) if e.action == "view_as_beneficiary"]
    assert line.subject == sent.id


def test_it_is_in_their_language(desk: Desk, anne: PlainBrowser, sent: Request) -> None:
    """Amounts and names of the form are read as its owner reads them."""
    with desk.database.writing() as session:
        session.get_one(Account, sent.owner_id).language = "de"

    anne.get(f"/office/demandes/{sent.id}/beneficiaire")

    assert '<html lang="de"' in anne.html
    assert "Rechnung für Reisekosten und Verpflegung" in anne.text


def test_a_draft_is_watched_by_nobody(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """What was not sent is answered like what does not exist."""
    camille.get("/formulaires/318.632.1")
    camille.fill_all({"decision_number": "320/2022/1"}).press("Enregistrer")
    [draft] = desk.portal.requests()

    assert anne.get(f"/office/demandes/{draft.id}/beneficiaire").status == 404

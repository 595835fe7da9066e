"""Corrections: only what was opened changes, and every round is kept."""

from datetime import timedelta
from typing import Any

import pytest

from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf
from webapp.accounts.tables import Account
from webapp.attachments.tables import Attachment
from webapp.storage.prints import content_of


def _ask(
    desk: Desk, anne: PlainBrowser, request: Request, *notes: tuple[str, str]
) -> None:
    """Ask for a correction with notes: the words of the choice «Champ», the text."""
    anne.get(f"/office/demandes/{request.id}")
    for _ in notes[1:]:
        anne.press("Ajouter une note")
    for index, (place, text) in enumerate(notes):
        anne.fill_all({f"champ-{index}": place, f"note-{index}": text})
    anne.press("Demander une correction")
    assert desk.request(request.id).status == "correction", anne.text
    desk.portal.clock.instant += timedelta(minutes=5)


def _row_ids(request: Request) -> list[str]:
    return [row["_id"] for row in request.answers["trips"]]


def _correct(
    desk: Desk, camille: PlainBrowser, request: Request, values: dict[str, str]
) -> Request:
    camille.get(f"/demandes/{request.id}")
    camille.fill_all(values)
    desk.send(camille)
    return desk.request(request.id)


def test_a_note_stands_at_its_field_and_the_rest_is_locked(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The page names the office's note beside the one control that is open."""
    sent = desk.send_trips(camille, ("51", "87"))
    place = f"trips[{_row_ids(sent)[1]}].fare"
    _ask(desk, anne, sent, (place, "Le billet indique 51.00."))

    camille.get(f"/demandes/{sent.id}")

    controls = {
        name
        for name in camille.names
        if not name.endswith("_id")
        and name not in ("csrf_token", "creation_key", "revision", "trips", "")
    }
    assert controls == {"trips-1-fare"}
    assert "Note de l'office, 24.11.2026 Le billet indique 51.00." in camille.text
    assert "Trajet 2 : Prix du billet" in camille.text
    assert 'aria-describedby="note-1"' in camille.html


def test_an_opened_field_is_corrected_and_sent_again(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The reference stays, the round is new, the clerk sees what changed."""
    sent = desk.send_trips(camille, ("51", "87"))
    place = f"trips[{_row_ids(sent)[1]}].fare"
    _ask(desk, anne, sent, (place, "Le billet indique 51.00."))

    again = _correct(desk, camille, sent, {"trips-1-fare": "51.00"})

    assert (again.reference, again.status) == (sent.reference, "processing")
    assert str(again.total) == "102.00"
    versions = desk.versions(sent.id)
    assert [str(v.version.total) for v in versions] == ["138.00", "102.00"]
    anne.get(f"/office/demandes/{sent.id}")
    assert "Trajet 2 : Prix du billet 87.00 51.00" in anne.text
    assert "Total général 138.00 102.00" in anne.text
    camille.get(f"/demandes/{sent.id}")
    assert "Trajet 2 : Prix du billet 87.00 51.00" in camille.text


def test_each_sending_keeps_its_pdf(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The PDF of the first sending is still the one that was frozen then."""
    sent = desk.send_trips(camille, ("51", "87"))
    first = anne.client.get(f"/office/demandes/{sent.id}/pdf/1").data
    _ask(desk, anne, sent, ("", "Corrigez tout."))
    _correct(desk, camille, sent, {"trips-1-fare": "51.00"})

    assert anne.client.get(f"/office/demandes/{sent.id}/pdf/1").data == first
    assert anne.client.get(f"/office/demandes/{sent.id}/pdf/2").data != first
    assert camille.client.get(f"/demandes/{sent.id}/pdf").data != first


_FORGED: dict[str, Any] = {
    "decision_number": "999/9999/9",
    "iban": "CH5604835012345678009",
    "remarks": "autre chose",
    "meals.days_5_8h": "300",
    "trips-0-fare": "9999.00",
    "trips-0-purpose": "autre chose",
}


@pytest.mark.parametrize("action", ["continue", "trips.add", "trips.0.remove"])
def test_locked_answers_keep_their_value_whatever_is_posted(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, action: str
) -> None:
    """The server, not the page, decides what may change (B04)."""
    sent = desk.send_trips(camille, ("51", "87"))
    place = f"trips[{_row_ids(sent)[1]}].fare"
    _ask(desk, anne, sent, (place, "Le billet indique 51.00."))
    camille.get(f"/demandes/{sent.id}")
    address, data = camille.fill_all({"trips-1-fare": "51"}).pressed("Continuer")
    for name, value in {**_FORGED, "action": action}.items():
        data[name] = value

    camille.client.post(address, data=data, content_type="multipart/form-data")

    stored = desk.request(sent.id).answers
    before = sent.answers
    expected = [before["trips"][0], {**before["trips"][1], "fare": "51"}]
    assert stored == {**before, "trips": expected}


def test_an_opened_list_takes_rows_and_gives_them_up(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """A note about a list opens its rows, and whether there are more."""
    sent = desk.send_trips(camille, ("51", "87"))
    _ask(desk, anne, sent, ("trips", "Le retour manque, le trajet 1 est en trop."))

    camille.get(f"/demandes/{sent.id}").press("Supprimer Trajet 1")

    [row] = desk.request(sent.id).answers["trips"]
    assert row["fare"] == "87.00"
    assert desk.versions(sent.id)[0].answers["trips"][0]["fare"] == "51.00"


def test_a_question_that_comes_up_can_be_answered(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Opening the kind of ticket also opens the distance that it then asks for."""
    sent = desk.send_trips(camille, ("51",))
    place = f"trips[{_row_ids(sent)[0]}].ticket"
    _ask(desk, anne, sent, (place, "C'était une voiture privée."))
    camille.get(f"/demandes/{sent.id}")
    camille.fill_all({"trips-0-ticket": "private_car"}).press("Calculer")

    assert "trips-0-distance_km" in camille.names
    again = _correct(desk, camille, sent, {"trips-0-distance_km": "100"})

    assert again.status == "processing"
    assert again.answers["trips"][0]["distance_km"] == "100"


def test_the_whole_form_can_be_opened(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """A note about everything locks nothing."""
    sent = desk.send_meals(camille)
    _ask(desk, anne, sent, ("", "Reprenez toute la demande."))

    again = _correct(desk, camille, sent, {"decision_number": "320/2022/2"})

    assert again.answers["decision_number"] == "320/2022/2"


@pytest.mark.parametrize("status", ["processing", "accepted", "refused"])
def test_nothing_changes_while_the_office_has_it(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, status: str
) -> None:
    """A page left open from before saves nothing any more (B04)."""
    camille.get("/formulaires/318.632.1")
    camille.fill_all(
        {
            "decision_number": "320/2022/1",
            "meals.days_5_8h": "5",
            "period_from": "06.06.2022",
            "period_to": "10.06.2022",
        }
    ).press("Calculer")
    address, data = camille.fill_all({"decision_number": "1"}).pressed("Continuer")
    sent = desk.send(camille.get(camille.address))
    anne.get(f"/office/demandes/{sent.id}").fill(motif="Non.")
    if status != "processing":
        anne.press("Accepter" if status == "accepted" else "Refuser")
    revision = desk.request(sent.id).revision
    data["revision"] = str(revision)

    camille.client.post(address, data=data, content_type="multipart/form-data")

    assert desk.request(sent.id).answers == sent.answers
    assert desk.request(sent.id).revision == revision


def test_a_document_taken_out_stays_with_what_was_sent(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The first round keeps its document, the second one has the new one."""
    camille.get("/formulaires/318.632.1")
    camille.attach("documents", "ancien.pdf", a_pdf())
    sent = desk.send_meals_on(camille)
    _ask(desk, anne, sent, ("documents", "Illisible."))
    camille.get(f"/demandes/{sent.id}")
    camille.press("Supprimer ancien.pdf")
    camille.attach("documents", "nouveau.pdf", a_pdf())
    desk.send(camille)

    names = [[a.name for a in v.attachments] for v in desk.versions(sent.id)]
    assert names == [["ancien.pdf"], ["nouveau.pdf"]]
    [old] = [a for a in desk.rows(Attachment) if a.name == "ancien.pdf"]
    assert desk.portal.services.storage.read(old.stored_as, old.sha256)


def test_a_locked_document_cannot_be_taken_out(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Nor can another one be added beside it."""
    camille.get("/formulaires/318.632.1")
    camille.attach("documents", "billet.pdf", a_pdf())
    sent = desk.send_meals_on(camille)
    _ask(desk, anne, sent, ("iban", "Quel compte?"))
    [attachment] = desk.rows(Attachment)
    camille.get(f"/demandes/{sent.id}")
    address, data = camille.pressed("Continuer")
    data["action"] = f"document.{attachment.id}.remove"

    camille.client.post(address, data=data, content_type="multipart/form-data")

    [attachment] = desk.rows(Attachment)
    assert attachment.removed_at is None


def test_a_correction_is_judged_as_of_the_first_sending(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """A claim in time does not lapse because the office asked a question."""
    sent = desk.send_meals(camille)
    _ask(desk, anne, sent, ("", "Corrigez."))
    desk.portal.clock.instant += timedelta(days=7 * 365)
    camille = desk.browser("camille.exemple@example.org")

    again = _correct(desk, camille, sent, {"decision_number": "320/2022/2"})

    assert again.record is not None
    assert sent.record is not None
    assert again.record["day"] == sent.record["day"]


def test_the_snapshot_of_the_person_stays(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Who moves between two rounds is still who sent the request."""
    sent = desk.send_meals(camille)
    _ask(desk, anne, sent, ("", "Corrigez."))
    with desk.database.writing() as session:
        account = session.get_one(Account, sent.owner_id)
        account.applicant = {**account.applicant, "city": "Lausanne"}

    again = _correct(desk, camille, sent, {"decision_number": "320/2022/2"})

    assert again.applicant == sent.applicant


def test_versions_are_read_in_their_order(desk: Desk, camille: PlainBrowser) -> None:
    """A request that was sent once has one version, with its PDF."""
    sent = desk.send_meals(camille)

    with desk.database.reading() as session:
        repository = RequestRepository(session)
        [version] = repository.versions(sent.id)
        frozen = repository.pdf_of(version)
    assert (version.round, version.record) == (1, sent.record)
    assert content_of(desk.portal.services.storage, frozen).startswith(b"%PDF")


def test_the_list_leads_to_the_correction(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Who is asked for a correction finds it from the home page."""
    sent = desk.send_meals(camille)
    _ask(desk, anne, sent, ("iban", "Quel compte?"))

    camille.get("/").follow("Corriger")

    assert camille.address == f"/demandes/{sent.id}"
    assert "Quel compte?" in camille.text
    assert "Frais de voyage" in camille.text
    assert camille.html.count('aria-label="verrouillé"') == 3

"""Sending: once, as checked, with warnings confirmed, readable for ever."""

import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from engine.compiler.library import load_archive
from engine.runtime.assess import assess
from engine.storage.definitions import archived_sources
from engine.storage.requests import RequestRepository
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal

_TOKEN = re.compile(r'(?<=name="csrf_token" value=")[^"]*')
FORMS = Path(__file__).parent.parent.parent / "forms"


def _meals(browser: PlainBrowser) -> PlainBrowser:
    """Fill five days of meals: 57.50, and nothing to confirm."""
    browser.get("/formulaires/318.632.1")
    browser.fill_all({"decision_number": "320/2022/1", "meals.days_5_8h": "5"})
    browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
    return browser.press("Continuer")


def _trip_without_ticket(browser: PlainBrowser) -> PlainBrowser:
    browser.get("/formulaires/318.632.1")
    browser.fill_all(
        {
            "decision_number": "320/2022/1",
            "trips-0-start": "06.06.2022",
            "trips-0-end": "06.06.2022",
            "trips-0-purpose": "Hôpital",
            "trips-0-origin": "Genève",
            "trips-0-destination": "Berne",
            "trips-0-ticket": "taxi",
        }
    )
    browser.press("Calculer")
    return browser.fill_all({"trips-0-fare": "102"}).press("Continuer")


def test_the_confirmation_says_reference_and_amount(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A reference on the page means that the request is stored under it."""
    _meals(camille).press("Envoyer ma demande")

    [sent] = portal.requests()
    assert sent.status == "processing"
    assert f"Votre référence {sent.reference}" in camille.text
    assert "Total général CHF 57.50" in camille.text


def test_the_list_shows_date_form_status_and_pdf(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """The list's row holds what the tutorial shows."""
    _meals(camille).press("Envoyer ma demande")

    camille.get("/")

    reference = portal.requests()[0].reference
    title = "Facture pour frais de voyage et nourriture"
    row = f"24.11.2026 {title} 318.632.1 · {reference} En traitement PDF"
    assert row in camille.text


def test_twenty_sendings_at_once_are_one(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A double click, or worse, makes one request, one event and one PDF."""
    address, data = _meals(camille).pressed("Envoyer ma demande")
    cookie = camille.client.get_cookie("session")
    assert cookie is not None

    def send(_: int) -> tuple[int, str]:
        client = portal.app.test_client()
        client.set_cookie("session", cookie.value)
        answer = client.post(address, data=data)
        return answer.status_code, answer.headers["Location"]

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(20)))

    [sent] = portal.requests()
    with portal.services.database.reading() as session:
        events = RequestRepository(session).events(sent.id)
    assert answers == {(303, f"/demandes/{sent.id}/confirmation")}
    assert [event.action for event in events] == ["send"]


def test_the_frozen_pdf_never_changes(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """What is downloaded later is byte for byte what was frozen at sending."""
    _meals(camille).press("Envoyer ma demande")
    [sent] = portal.requests()

    downloaded = camille.client.get(f"/demandes/{sent.id}/pdf")

    with portal.services.database.reading() as session:
        frozen = RequestRepository(session).frozen_pdf(sent.id)
    assert frozen is not None
    assert frozen.sha256 == sha256(downloaded.data).hexdigest()
    assert downloaded.headers["Content-Disposition"] == (
        f"attachment; filename=318.632.1-{sent.reference}.pdf"
    )


def test_a_draft_prints_as_a_draft(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """The PDF of a draft is to be had at any time."""
    _meals(camille)
    [draft] = portal.requests()

    printed = camille.client.get(f"/demandes/{draft.id}/pdf")

    assert printed.data.startswith(b"%PDF-")
    assert "318.632.1-brouillon.pdf" in printed.headers["Content-Disposition"]


def test_a_sent_request_is_read_and_not_changed(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Its page shows the answers; a page left open from before changes nothing."""
    _meals(camille)
    [draft] = portal.requests()
    address, data = camille.get(f"/demandes/{draft.id}").pressed("Enregistrer")
    camille.get(f"/demandes/{draft.id}/verification").press("Envoyer ma demande")

    camille.client.post(address, data={**data, "decision_number": "autre"})

    assert "320/2022/1" in camille.get(f"/demandes/{draft.id}").text
    assert portal.requests()[0].answers["decision_number"] == "320/2022/1"


def test_a_warning_asks_for_a_reason(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Without a reason nothing is sent; with one it is kept in the record."""
    _trip_without_ticket(camille).press("Envoyer ma demande")
    assert portal.requests()[0].status == "draft"
    assert camille.title.startswith("Erreur : ")

    camille.fill_all({"reason-fare_without_document": "Le billet est perdu."})
    camille.press("Envoyer ma demande")

    [sent] = portal.requests()
    assert sent.record is not None
    assert sent.record["warnings"] == [
        {
            "code": "fare_without_document",
            "path": "documents",
            "reason": "Le billet est perdu.",
        }
    ]
    assert sent.confirmations["fare_without_document"]["places"] == [["documents", ""]]


def test_a_document_takes_the_warning_away(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A confirmation lapses with what it spoke of."""
    _trip_without_ticket(camille)
    camille.get(f"/demandes/{portal.requests()[0].id}")
    camille.attach("documents", "billet.pdf", a_pdf()).press("Continuer")

    camille.press("Envoyer ma demande")

    [sent] = portal.requests()
    assert (sent.status, sent.confirmations) == ("processing", {})


def test_what_the_check_page_showed_is_what_is_sent(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A draft that was changed after the check is shown again before it is sent."""
    _meals(camille)
    other = portal.signed_in().get(f"/demandes/{portal.requests()[0].id}")
    other.fill_all({"meals.days_5_8h": "4"}).press("Enregistrer")

    camille.press("Envoyer ma demande")

    assert camille.address.endswith("/verification")
    assert "La demande a changé entre-temps." in camille.text
    assert portal.requests()[0].status == "draft"


def test_computed_values_and_columns_cannot_be_sent(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """The server computes amounts; a posted total, owner or status counts nothing."""
    _meals(camille)
    [draft] = portal.requests()
    address, data = camille.get(f"/demandes/{draft.id}").pressed("Continuer")
    forged = {"grand_total": "9999", "meals_total": "9999", "status": "accepted"}

    camille.client.post(address, data={**data.to_dict(), **forged, "owner_id": "x"})
    camille.get(f"/demandes/{draft.id}/verification").press("Envoyer ma demande")

    [sent] = portal.requests()
    assert (str(sent.total), sent.status) == ("57.50", "processing")
    assert sent.owner_id == draft.owner_id


def test_an_old_request_keeps_its_definition(tmp_path: Path) -> None:
    """After the YAML changed it is shown, printed and judged as it was sent."""
    forms = shutil.copytree(FORMS, tmp_path / "forms")
    portal = make_portal(tmp_path, FORMS_PATH=str(forms))
    portal.account()
    browser = portal.signed_in()
    _meals(browser).press("Envoyer ma demande")
    [sent] = portal.requests()
    before = browser.client.get(f"/demandes/{sent.id}/pdf").data

    rates = forms / "tariffs" / "meals.yaml"
    rates.write_text(rates.read_text("utf-8").replace("11.50", "99.00"), "utf-8")
    text = (forms / "318.632.1.yaml").read_text("utf-8")
    (forms / "318.632.1.yaml").write_text(
        text.replace("Total général", "Somme"), "utf-8"
    )

    page = browser.get(f"/demandes/{sent.id}")
    assert "Total général CHF 57.50" in page.text
    assert browser.client.get(f"/demandes/{sent.id}/pdf").data == before
    with portal.services.database.reading() as session:
        sources = archived_sources(session, sent.definition_hash)
    archived = load_archive("318.632.1", sources)
    judged = assess(archived, sent.answers, sent.applicant, portal.services.today())
    assert str(judged.values["grand_total"]) == "57.50"
    assert "5 à 8h par jour 99.00" in browser.get("/formulaires/318.632.1").text
    portal.services.database.close()


@pytest.mark.parametrize("page", ["", "/verification", "/confirmation", "/pdf"])
def test_someone_elses_request_does_not_exist(
    portal: PortalForTests, camille: PlainBrowser, page: str
) -> None:
    """It is answered exactly like a request that nobody made."""

    def asked(request_id: str) -> tuple[int, str]:
        answer = other.client.get(f"/demandes/{request_id}{page}")
        # The token of the page's forms tells the second in which it was made.
        return answer.status_code, _TOKEN.sub("", answer.text)

    _meals(camille).press("Envoyer ma demande")
    portal.account("autre@example.org")
    other = portal.signed_in("autre@example.org")

    theirs = asked(portal.requests()[0].id)

    assert theirs == asked("AAAAAAAAAAAAAAAAAAAAAA")
    assert theirs[0] == 404


def test_a_request_of_nobody_is_found_by_no_reference(portal: PortalForTests) -> None:
    """References are for reading out; addresses carry 128 random bits."""
    assert portal.browser().get("/demandes/7KX4-9QMT").address == "/connexion"

"""«Statistiques»: how many, how long, and which questions are sent back."""

from datetime import timedelta

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, SOPHIE, Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.accounts.directory import Role

ADDRESS = "/office/statistiques"


def _later(desk: Desk, days: int) -> None:
    desk.portal.clock.instant += timedelta(days=days)


def _decide(anne: PlainBrowser, request: Request, words: str, **typed: str) -> None:
    anne.get(f"/office/demandes/{request.id}").fill_all(typed).press(words)
    assert anne.status == 200, anne.text


def _send_back(anne: PlainBrowser, request: Request, *places: str) -> None:
    anne.get(f"/office/demandes/{request.id}")
    for _ in places[1:]:
        anne.press("Ajouter une note")
    for index, place in enumerate(places):
        anne.fill_all({f"champ-{index}": place, f"note-{index}": "À revoir."})
    anne.press("Demander une correction")
    assert anne.status == 200, anne.text


def test_nothing_sent_is_said(sophie: PlainBrowser) -> None:
    sophie.get("/office/").follow("Statistiques")

    assert "Aucune demande n'a été envoyée pendant cette période." in sophie.text


def test_a_form_tells_how_many_and_how_long(desk: Desk, camille: PlainBrowser) -> None:
    """Days are those between sending and decision; what waits has none."""
    quick, slow, late, _ = (desk.send_meals(camille) for _ in range(4))
    _later(desk, 2)
    _decide(desk.browser(ANNE), quick, "Accepter")
    _later(desk, 3)
    _decide(desk.browser(ANNE), slow, "Accepter")
    _later(desk, 4)
    _decide(desk.browser(ANNE), late, "Refuser", motif="Hors délai.")
    desk.person(SOPHIE, Role.SUPERVISOR)

    page = desk.browser(SOPHIE).get(ADDRESS)

    row = "318.632.1 Facture pour frais de voyage et nourriture 4 1 2 1 0 (0 %) 5 9"
    assert row in page.text
    assert "Aucune demande n'a été renvoyée pour correction." in page.text


def test_the_questions_that_are_sent_back_are_told(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sophie: PlainBrowser
) -> None:
    """Each once per request, whichever row it was; the most frequent first."""
    trips = [desk.send_trips(camille, ("51", "87")) for _ in range(2)]
    desk.send_meals(camille)
    for request in trips:
        rows = [row["_id"] for row in request.answers["trips"]]
        places = [f"trips[{row}].fare" for row in rows]
        others = ["decision_number"] if request is trips[0] else []
        _send_back(anne, request, *places, *others)

    sophie.get(ADDRESS)

    assert "3 3 0 0 2 (67 %) – –" in sophie.text
    assert (
        "Trajet : Prix du billet 318.632.1 2 67 % Numéro de décision 318.632.1 1 33 %"
    ) in sophie.text


def test_a_period_is_chosen(
    desk: Desk, camille: PlainBrowser, sophie: PlainBrowser
) -> None:
    """What was sent before it is not counted; anything unknown is the usual one."""
    desk.send_meals(camille)
    _later(desk, 40)
    sophie = desk.browser(SOPHIE)
    row = "318.632.1 Facture pour frais de voyage et nourriture 1 1"

    assert row in sophie.get(ADDRESS).text
    assert row not in sophie.get(f"{ADDRESS}?jours=30").text
    assert row in sophie.get(f"{ADDRESS}?jours=365").text
    assert "dans les 90 derniers jours" in sophie.get(f"{ADDRESS}?jours=<1>").text

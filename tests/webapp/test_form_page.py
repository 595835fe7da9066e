"""The page of a form: drafts, rows, calculations, problems, other tabs."""

import re

import pytest

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests

_TRIP = {
    "decision_number": "320/2022/123456/0",
    "trips-0-start": "06.06.2022",
    "trips-0-end": "06.06.2022",
    "trips-0-purpose": "Hôpital",
    "trips-0-origin": "Genève",
    "trips-0-destination": "Berne",
    "trips-0-ticket": "public_return",
}


@pytest.fixture
def travel(camille: PlainBrowser) -> PlainBrowser:
    """The travel form, opened and not begun."""
    return camille.get("/formulaires/318.632.1")


def test_looking_at_a_form_stores_nothing(
    portal: PortalForTests, travel: PlainBrowser
) -> None:
    """Opening a form is safe: the draft begins with the first press of a button."""
    assert portal.requests() == []
    assert "Brouillon – pas encore envoyé" in travel.text


def test_the_account_fills_what_it_knows(travel: PlainBrowser) -> None:
    """What the account says is not typed again."""
    assert travel.value("iban") == "CH93 0076 2011 6238 5295 7"


def test_a_draft_keeps_what_was_typed_as_typed(
    portal: PortalForTests, travel: PlainBrowser
) -> None:
    """What is not understood stays as it is, to be corrected and not typed anew."""
    travel.fill_all({"decision_number": "?!", "trips-0-start": "32.13.2022"})

    travel.press("Enregistrer le brouillon")

    resumed = portal.signed_in().follow("Continuer")
    assert resumed.value("decision_number") == "?!"
    assert resumed.value("trips-0-start") == "32.13.2022"


def test_a_question_appears_when_its_condition_holds(travel: PlainBrowser) -> None:
    """Without scripts, «Calculer» shows what an answer has made necessary."""
    assert "trips-0-distance_km" not in travel.names
    travel.fill_all({**_TRIP, "trips-0-ticket": "private_car"})

    travel.press("Calculer")

    assert "trips-0-distance_km" in travel.names
    assert "trips-0-fare" not in travel.names


def test_calculating_asks_for_nothing_that_is_missing(travel: PlainBrowser) -> None:
    """Amounts may be tried out before everything is filled in."""
    travel.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
    travel.fill_all({"meals.days_5_8h": "5"})

    travel.press("Calculer")

    assert "Total général CHF 57.50" in travel.text
    assert "obligatoire." not in travel.text


def test_a_malformed_amount_makes_totals_unavailable(travel: PlainBrowser) -> None:
    """«—» is shown, never 0.00, for what cannot be computed."""
    travel.fill_all(_TRIP)
    travel.press("Calculer")
    travel.fill_all({"trips-0-fare": "cent"})

    travel.press("Calculer")

    assert "Total général CHF —" in travel.text
    assert travel.value("trips-0-fare") == "cent"


def test_the_rates_of_today_stand_until_the_day_is_given(travel: PlainBrowser) -> None:
    """A person sees what a meal pays before typing a date."""
    assert "5 à 8h par jour 11.50" in travel.text


def test_all_problems_are_shown_at_once(travel: PlainBrowser) -> None:
    """Summary, title, and each control name the problem; the input is kept."""
    travel.fill_all({**_TRIP, "decision_number": "", "trips-0-end": "01.06.2022"})

    travel.press("Continuer")

    assert travel.title.startswith("Erreur : ")
    assert 'href="#decision_number"' in travel.html
    assert 'href="#trips-0-end"' in travel.html
    assert travel.value("trips-0-end") == "01.06.2022"
    field = re.search(r'<input[^>]* id="decision_number"[^>]*>', travel.html)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert "decision_number-said" in field[0]
    assert 'id="decision_number-error-1"' in travel.html


def test_every_id_that_is_named_is_there_once(travel: PlainBrowser) -> None:
    """Labels, descriptions and summary links lead somewhere, and to one place."""
    travel.fill_all({**_TRIP, "decision_number": "", "trips-0-end": "01.06.2022"})
    travel.press("Continuer")

    ids = re.findall(r'\sid="([^"]+)"', travel.html)
    named = re.findall(
        r'\s(?:for|aria-describedby|aria-labelledby)="([^"]+)"', travel.html
    )
    linked = re.findall(r'href="#([^"]+)"', travel.html)

    assert len(ids) == len(set(ids))
    assert {name for words in (*named, *linked) for name in words.split()} <= set(ids)


def test_rows_are_added_duplicated_and_removed(travel: PlainBrowser) -> None:
    """The buttons of a list work without scripts; other rows keep their answers."""
    travel.fill_all(_TRIP).press("Ajouter une entrée")
    travel.fill_all({"trips-1-purpose": "Thérapie"}).press("Dupliquer Trajet 2")
    assert travel.value("trips-2-purpose") == "Thérapie"

    travel.press("Supprimer Trajet 1")

    assert travel.value("trips-0-purpose") == "Thérapie"
    assert travel.value("trips-1-purpose") == "Thérapie"
    assert "trips-2-_id" not in travel.names


def test_a_row_left_blank_is_none(travel: PlainBrowser) -> None:
    """The blank row that stands ready does not keep a person from continuing."""
    travel.fill_all({"decision_number": "320/2022/123456/0", "meals.days_5_8h": "5"})
    travel.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})

    travel.press("Continuer")

    assert travel.address.endswith("/verification")


def test_a_double_click_changes_once(
    portal: PortalForTests, travel: PlainBrowser
) -> None:
    """The same press twice begins one draft and adds one row."""
    address, data = travel.fill_all(_TRIP).pressed("Ajouter une entrée")

    for _ in range(2):
        travel.client.post(address, data=data)

    [draft] = portal.requests()
    assert [row.get("purpose") for row in draft.answers["trips"]] == ["Hôpital", None]


def test_another_tab_overwrites_nothing(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Who saves an overtaken page is told, keeps what was typed, and decides."""
    camille.get("/formulaires/318.632.1").fill_all(_TRIP).press("Enregistrer")
    other = portal.signed_in().get(camille.address)
    other.fill_all({"decision_number": "de l'autre"}).press("Enregistrer")

    camille.fill_all({"decision_number": "d'ici"}).press("Enregistrer")

    assert camille.status == 409
    assert camille.value("decision_number") == "d'ici"
    assert portal.requests()[0].answers["decision_number"] == "de l'autre"
    camille.press("Enregistrer")
    assert portal.requests()[0].answers["decision_number"] == "d'ici"


def test_a_draft_is_offered_before_a_second_one(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """Opening the form again shows the draft that waits."""
    camille.get("/formulaires/318.632.1").fill_all(_TRIP).press("Enregistrer")
    draft = portal.requests()[0]

    camille.get("/formulaires/318.632.1")

    assert (f"/demandes/{draft.id}", "Continuer le brouillon du 24.11.2026") in (
        camille.links
    )


def test_a_form_that_does_not_exist_is_no_page(camille: PlainBrowser) -> None:
    """An unknown form is answered like any unknown address."""
    assert camille.get("/formulaires/999").status == 404

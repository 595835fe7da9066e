"""The page of a form where scripts run: it computes, saves itself and loses nothing."""

import re

from playwright.sync_api import expect

from tests.browser.live_form import SAVED, answers, fill_trip, focused, new_form, total
from tests.browser.visit import Visit


def test_totals_follow_what_is_typed_without_a_round_trip(live: Visit) -> None:
    """The tutorial's 159.50, line by line, from answers that no server has seen."""
    page = new_form(live)
    page.route("**/formulaires/318.632.1", lambda route: route.abort())

    fill_trip(page)
    expect(page.locator("[data-total]")).to_have_text("102.00")
    page.locator("#period_from").fill("06.06.2022")
    page.locator("#period_to").fill("10.06.2022")
    page.get_by_label("5 à 8h par jour").fill("5")

    expect(page.locator("[data-total]")).to_have_text("159.50")
    expect(page.locator(".grand output")).to_have_text("159.50")
    assert live.portal.requests() == []
    assert (live.violations, live.strange) == ([], [])


def test_the_server_computes_what_the_page_showed(live: Visit) -> None:
    """Total, lines and explanation are the same before and after «Continuer»."""
    page = new_form(live)
    fill_trip(page)
    page.locator("#period_from").fill("06.06.2022")
    page.locator("#period_to").fill("10.06.2022")
    page.get_by_label("5 à 8h par jour").fill("5")
    page.get_by_text("Comment ce montant est calculé").last.click()
    shown = page.locator("details[open] li").all_inner_texts()
    shown_total = total(page)

    page.get_by_role("button", name="Continuer").click()

    expect(page.locator("#erreurs")).to_be_focused()
    assert page.title().startswith("Erreur : ")
    assert total(page) == shown_total == "159.50"
    page.get_by_text("Comment ce montant est calculé").last.click()
    assert page.locator("details[open] li").all_inner_texts() == shown


def test_a_total_is_read_out_once_per_burst(live: Visit) -> None:
    """WCAG 2.2, 4.1.3: one polite message, with its unit, after the last key."""
    page = new_form(live)
    page.locator("#period_from").fill("06.06.2022")
    page.locator("#period_to").fill("30.06.2022")
    page.evaluate(
        """() => {
          window.heard = [];
          const place = document.querySelector("[data-announced]");
          new MutationObserver(() => window.heard.push(place.textContent))
            .observe(place, {childList: true, characterData: true, subtree: true});
        }"""
    )

    page.get_by_label("5 à 8h par jour").clear()
    page.get_by_label("5 à 8h par jour").press_sequentially("12", delay=30)

    expect(page.locator("[data-announced]")).to_have_text("Total général CHF 138.00")
    assert page.evaluate("window.heard") == ["Total général CHF 138.00"]


def test_questions_come_and_go_with_the_answers_and_keep_theirs(live: Visit) -> None:
    """What a car needs is asked for a car only; a fare typed before is still there."""
    page = new_form(live)
    fill_trip(page)
    trip = page.get_by_role("group", name="Trajet 1")

    trip.get_by_label("Type de billet").select_option("private_car")
    expect(trip.get_by_label("CHF")).to_be_hidden()
    distance = page.locator("#trips-0-distance_km")
    expect(distance).to_be_visible()
    expect(distance).to_have_attribute("required", "")

    trip.get_by_label("Type de billet").select_option("public_return")
    expect(distance).to_be_hidden()
    expect(trip.get_by_label("CHF")).to_have_value("102")


def test_a_problem_is_told_after_its_field_was_left(live: Visit) -> None:
    """Not while typing, and nothing that is only missing; solved, it goes at once."""
    page = new_form(live)
    end = page.locator("#trips-0-end")
    page.locator("#trips-0-start").fill("06.06.2022")
    end.fill("05.06.2022")
    said = page.locator("#trips-0-end-said")
    expect(said).to_be_empty()

    end.press("Tab")
    expect(said).to_have_text("Erreur : La fin ne peut pas être avant le début.")
    expect(end).to_have_attribute("aria-invalid", "true")
    assert page.get_by_text("est obligatoire.").all() == []

    end.fill("06.06.2022")
    expect(said).to_be_empty()
    expect(end).not_to_have_attribute("aria-invalid", "true")


def test_rows_come_and_go_with_the_focus(live: Visit) -> None:
    """GUIDE: after adding the new row's first field, after removing the next row's."""
    page = new_form(live)
    fill_trip(page)
    page.get_by_role("button", name="Ajouter une entrée").click()
    assert focused(page) == "trips-1-start"
    page.locator("#trips-1-purpose").fill("Thérapie")

    page.get_by_role("button", name="Dupliquer Trajet 1").click()
    assert focused(page) == "trips-1-start"
    purposes = [f"#trips-{index}-purpose" for index in range(3)]
    assert [page.locator(each).input_value() for each in purposes] == [
        "Hôpital",
        "Hôpital",
        "Thérapie",
    ]
    expect(page.locator("[data-total]")).to_have_text("—")

    page.get_by_role("button", name="Supprimer Trajet 2").click()
    assert focused(page) == "trips-1-start"
    expect(page.locator("#trips-1-purpose")).to_have_value("Thérapie")

    page.get_by_role("button", name="Supprimer Trajet 2").click()
    expect(page.get_by_role("button", name="Ajouter une entrée")).to_be_focused()
    expect(page.locator("[data-total]")).to_have_text("102.00")


def test_a_removed_row_can_be_put_back(live: Visit) -> None:
    """At its place, with its answers; what was removed is told as a status."""
    page = new_form(live)
    fill_trip(page)
    page.get_by_role("button", name="Ajouter une entrée").click()

    page.get_by_role("button", name="Supprimer Trajet 1").click()
    expect(page.get_by_role("status").get_by_text("Trajet 1 supprimé.")).to_be_visible()
    page.get_by_role("button", name="Annuler la suppression").click()

    expect(page.locator("#trips-0-purpose")).to_have_value("Hôpital")
    assert page.locator("[data-row] legend").all_inner_texts() == [
        "Trajet 1",
        "Trajet 2",
    ]
    expect(page.get_by_text("Trajet 1 supprimé.")).to_be_hidden()


def test_rows_are_stored_as_the_buttons_of_the_server_store_them(live: Visit) -> None:
    """In their order, each under an identifier of its own."""
    page = new_form(live)
    fill_trip(page)
    page.get_by_role("button", name="Dupliquer Trajet 1").click()
    page.locator("#trips-1-purpose").fill("Thérapie")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_load_state()

    rows = answers(live.portal)["trips"]
    assert [row["purpose"] for row in rows] == ["Hôpital", "Thérapie"]
    ids = [row["_id"] for row in rows]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", each) for each in ids)

"""The page of a form where scripts run: it computes, saves itself and loses nothing."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Request, Route, expect

from tests.browser.pages import stored_draft
from tests.browser.visit import Visit
from tests.webapp.portal_for_tests import PortalForTests, a_pdf

_SAVED = re.compile(r"Brouillon enregistré à \d\d:\d\d")


def _new_form(visit: Visit, form_id: str = "318.632.1") -> Page:
    visit.open(f"/formulaires/{form_id}")
    return _ready(visit.page)


def _ready(page: Page) -> Page:
    """Wait until the page computes by itself: its list of sections is marked then."""
    expect(page.locator("[data-state][data-is]").first).to_be_attached()
    return page


def _fill_trip(page: Page, number: int = 1, fare: str = "102") -> None:
    trip = page.get_by_role("group", name=f"Trajet {number}")
    trip.get_by_label("Début").fill("06.06.2022")
    trip.get_by_label("Fin").fill("06.06.2022")
    trip.get_by_label("But du voyage / Type de mesure").fill("Hôpital")
    trip.get_by_label("Parcours de").fill("Genève")
    trip.get_by_role("textbox", name="à", exact=True).fill("Berne")
    trip.get_by_label("Type de billet").select_option("public_return")
    trip.get_by_label("CHF").fill(fare)


def _total(page: Page) -> str:
    return page.locator("[data-total]").inner_text()


def _answers(portal: PortalForTests) -> dict[str, Any]:
    [stored] = portal.requests()
    return dict(stored.answers)


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def test_totals_follow_what_is_typed_without_a_round_trip(live: Visit) -> None:
    """The tutorial's 159.50, line by line, from answers that no server has seen."""
    page = _new_form(live)
    page.route("**/formulaires/318.632.1", lambda route: route.abort())

    _fill_trip(page)
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
    page = _new_form(live)
    _fill_trip(page)
    page.locator("#period_from").fill("06.06.2022")
    page.locator("#period_to").fill("10.06.2022")
    page.get_by_label("5 à 8h par jour").fill("5")
    page.get_by_text("Comment ce montant est calculé").last.click()
    shown = page.locator("details[open] li").all_inner_texts()
    total = _total(page)

    page.get_by_role("button", name="Continuer").click()

    expect(page.locator("#erreurs")).to_be_focused()
    assert page.title().startswith("Erreur : ")
    assert _total(page) == total == "159.50"
    page.get_by_text("Comment ce montant est calculé").last.click()
    assert page.locator("details[open] li").all_inner_texts() == shown


def test_a_total_is_read_out_once_per_burst(live: Visit) -> None:
    """WCAG 2.2, 4.1.3: one polite message, with its unit, after the last key."""
    page = _new_form(live)
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
    page = _new_form(live)
    _fill_trip(page)
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
    page = _new_form(live)
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
    page = _new_form(live)
    _fill_trip(page)
    page.get_by_role("button", name="Ajouter une entrée").click()
    assert _focused(page) == "trips-1-start"
    page.locator("#trips-1-purpose").fill("Thérapie")

    page.get_by_role("button", name="Dupliquer Trajet 1").click()
    assert _focused(page) == "trips-1-start"
    purposes = [f"#trips-{index}-purpose" for index in range(3)]
    assert [page.locator(each).input_value() for each in purposes] == [
        "Hôpital",
        "Hôpital",
        "Thérapie",
    ]
    expect(page.locator("[data-total]")).to_have_text("—")

    page.get_by_role("button", name="Supprimer Trajet 2").click()
    assert _focused(page) == "trips-1-start"
    expect(page.locator("#trips-1-purpose")).to_have_value("Thérapie")

    page.get_by_role("button", name="Supprimer Trajet 2").click()
    expect(page.get_by_role("button", name="Ajouter une entrée")).to_be_focused()
    expect(page.locator("[data-total]")).to_have_text("102.00")


def test_a_removed_row_can_be_put_back(live: Visit) -> None:
    """At its place, with its answers; what was removed is told as a status."""
    page = _new_form(live)
    _fill_trip(page)
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
    page = _new_form(live)
    _fill_trip(page)
    page.get_by_role("button", name="Dupliquer Trajet 1").click()
    page.locator("#trips-1-purpose").fill("Thérapie")
    expect(page.locator("[data-saved]")).to_have_text(_SAVED)
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    page.get_by_role("button", name="Continuer").click()
    page.wait_for_load_state()

    rows = _answers(live.portal)["trips"]
    assert [row["purpose"] for row in rows] == ["Hôpital", "Thérapie"]
    ids = [row["_id"] for row in rows]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", each) for each in ids)


def test_a_draft_is_saved_by_itself_and_found_again(live: Visit) -> None:
    """The address becomes the draft's, so that reloading leads to it."""
    page = _new_form(live)
    expect(page.locator("[data-saved]")).to_be_empty()
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(page.locator("[data-saved]")).to_have_text(_SAVED)

    page.reload()

    expect(page.get_by_label("Numéro de décision")).to_have_value("320/2022/1/0")
    assert live.path.startswith("/demandes/")
    assert len(live.portal.requests()) == 1


def test_leaving_the_page_saves_what_was_typed_last(live: Visit) -> None:
    """Going away and back again within the same second loses nothing."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = _ready(live.page)
    page.get_by_label("Remarques/Compléments").fill("tapé en partant")

    live.open("/")
    live.until(lambda: live.portal.requests()[0].revision > 1)
    page.go_back()

    expect(page.get_by_label("Remarques/Compléments")).to_have_value("tapé en partant")


def test_a_failed_saving_is_told_and_tried_again(live: Visit) -> None:
    """An alert that stays, a button, and the answers as they were typed."""
    page = _new_form(live)
    failed = page.get_by_role("alert")
    page.route("**/formulaires/318.632.1", lambda route: route.abort())
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(failed.get_by_text("Rien n'est perdu")).to_be_visible()

    page.unroute("**/formulaires/318.632.1")
    page.get_by_role("button", name="Réessayer").click()

    expect(page.locator("[data-saved]")).to_have_text(_SAVED)
    expect(failed.get_by_text("Rien n'est perdu")).to_be_hidden()
    assert _answers(live.portal)["decision_number"] == "320/2022/1/0"


def test_a_saving_whose_answer_was_lost_is_no_conflict(live: Visit) -> None:
    """The server has it already: sent once more, it is known again."""
    page = _new_form(live)

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/formulaires/318.632.1", lose, times=1)
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
    page.get_by_label("Numéro de décision").fill("320/2022/2/0")

    expect(page.locator("[name=revision]")).to_have_value("3")
    expect(page.locator("[data-conflict]")).to_be_empty()
    assert _answers(live.portal)["decision_number"] == "320/2022/2/0"


def test_two_tabs_are_told_of_each_other(live: Visit) -> None:
    """Both versions are shown; the one that is kept is the one that was chosen."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = _ready(live.page)
    other = page.context.new_page()
    other.goto(live.origin + draft.path)
    _ready(other).get_by_label("Numéro de décision").fill("autre/1")
    other.get_by_role("button", name="Enregistrer le brouillon").click()
    expect(other.locator("[data-failed]")).to_be_empty()
    expect(other.locator("[name=revision]")).to_have_value("2")

    page.get_by_label("Numéro de décision").fill("ici/1")

    row = page.locator("[data-conflict] tbody tr")
    expect(row.locator("th")).to_have_text("Numéro de décision")
    assert row.locator("td").all_inner_texts() == ["ici/1", "autre/1"]
    page.get_by_role("button", name="Garder ce qui est ici").click()
    expect(page.locator("[data-conflict]")).to_be_empty()
    expect(page.locator("[name=revision]")).to_have_value("3")
    assert _answers(live.portal)["decision_number"] == "ici/1"


def test_a_session_that_ends_meanwhile_loses_nothing(live: Visit) -> None:
    """Signing in in another tab is enough: the page saves what it holds."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = _ready(live.page)
    idle_s = live.portal.services.settings.session_idle_s
    live.portal.clock.instant += timedelta(seconds=idle_s + 60)

    page.get_by_label("Remarques/Compléments").fill("tapé trop tard")
    link = page.get_by_role("link", name="Se connecter (nouvel onglet)")
    with page.context.expect_page() as opening:
        link.click()
    other = Visit(opening.value, live.origin, live.portal)
    other.sign_in_here()
    other.page.close()
    page.bring_to_front()
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(page.locator("[data-failed]")).to_be_empty()
    page.get_by_label("Remarques/Compléments").fill("et encore après")
    page.get_by_role("button", name="Enregistrer le brouillon").click()
    live.until(lambda: _answers(live.portal)["remarks"] == "et encore après")
    expect(page.locator("[data-conflict]")).to_be_empty()
    page.reload()
    expect(page.get_by_label("Remarques/Compléments")).to_have_value("et encore après")


def test_nothing_is_kept_in_the_browser(live: Visit) -> None:
    """A shared computer tells the next person nothing."""
    page = _new_form(live)
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(page.locator("[data-saved]")).to_have_text(_SAVED)

    kept = page.evaluate("[localStorage.length, sessionStorage.length]")

    assert kept == [0, 0]


def test_a_document_is_sent_when_it_is_chosen(live: Visit, tmp_path: Path) -> None:
    """It is in the list, announced, stored, and can be removed again."""
    document = tmp_path / "billet.pdf"
    document.write_bytes(a_pdf())
    page = _new_form(live)

    page.get_by_label("Documents", exact=True).set_input_files(document)

    link = page.get_by_role("link", name="billet.pdf")
    expect(link).to_be_visible()
    expect(page.locator("[data-announced]")).to_have_text(
        "billet.pdf est joint à la demande."
    )
    page.get_by_role("button", name="Supprimer billet.pdf").click()
    expect(link).to_be_hidden()


def test_a_document_that_cannot_be_taken_is_refused_before(
    live: Visit, tmp_path: Path
) -> None:
    """In the server's words, without sending it."""
    document = tmp_path / "lettre.txt"
    document.write_text("bonjour")
    page = _new_form(live)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))  # noqa: PLW0108 - it tells its name

    page.get_by_label("Documents", exact=True).set_input_files(document)

    words = "Le document «lettre.txt» n'est pas un PDF, JPEG, PNG ou HEIC."
    expect(page.get_by_text(words)).to_be_visible()
    assert [request for request in sent if request.method == "POST"] == []


@pytest.mark.parametrize("key", ["Enter", "Escape"])
def test_one_key_prolongs_a_session_that_is_about_to_end(live: Visit, key: str) -> None:
    """WCAG 2.2, 2.2.1: a warning two minutes before at least, told in the title too."""
    page = live.page
    page.clock.install()
    live.open("/")
    idle_s = int(page.locator("html").get_attribute("data-idle-seconds") or 0)
    page.clock.fast_forward((idle_s - 140) * 1000)
    dialog = page.get_by_role("alertdialog")
    expect(dialog).to_be_visible()
    assert page.title().startswith("Votre session se termine dans 2 min.")

    page.keyboard.press(key)

    expect(dialog).to_be_hidden()
    assert page.title().startswith("Accueil") or "session" not in page.title()


def test_the_end_of_a_session_is_told(live: Visit) -> None:
    """The draft is saved, and a link leads to signing in and back."""
    draft = stored_draft(live.portal)
    page = live.page
    page.clock.install()
    live.open(draft.path)
    _ready(page)
    live.portal.clock.instant += timedelta(days=1)
    page.clock.fast_forward(24 * 60 * 60 * 1000)

    dialog = page.get_by_role("alertdialog")
    expect(dialog.get_by_text("Votre session a pris fin.")).to_be_visible()
    link = dialog.get_by_role("link", name="Se connecter à nouveau")
    expect(link).to_have_attribute("href", draft.path)


def test_the_page_weighs_little(live: Visit) -> None:
    """Quality: at most 150 kB go over the wire, with 200 rows too."""
    draft = stored_draft(live.portal, trips=200)
    weights = {}
    for path in ("/formulaires/318.632.1", draft.path):
        protocol = live.page.context.new_cdp_session(live.page)
        protocol.send("Network.enable")
        protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})
        received: list[float] = []
        protocol.on(
            "Network.loadingFinished",
            lambda event, got=received: got.append(event["encodedDataLength"]),
        )
        live.open(path)
        _ready(live.page)
        live.page.wait_for_load_state("networkidle")
        weights[path] = sum(received)
        protocol.detach()

    assert {path: weight for path, weight in weights.items() if weight > 150_000} == {}


def test_one_change_touches_what_it_changes(live: Visit) -> None:
    """Of 200 rows one amount changes: the page rewrites that, not its rows."""
    draft = stored_draft(live.portal, trips=200)
    live.open(draft.path)
    page = _ready(live.page)
    page.evaluate(
        """() => {
          window.touched = new Set();
          new MutationObserver((records) => {
            for (const {target} of records) {
              const row = (target.parentElement ?? target).closest("[data-row]");
              if (row) window.touched.add(row.dataset.row);
            }
          }).observe(document.querySelector("form.request"),
            {childList: true, characterData: true, subtree: true, attributes: true});
        }"""
    )

    page.locator("#trips-100-fare").fill("61.00")

    expect(page.locator("#trips-100-amount output")).to_have_text("61.00")
    assert page.evaluate("[...window.touched]") == ["100"]

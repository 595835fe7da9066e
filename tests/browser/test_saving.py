"""A form saves itself: on leaving, beside another tab, after a lost session."""

from datetime import timedelta

from playwright.sync_api import Route, expect

from engine.storage.requests import RequestRepository
from tests.browser.live_form import SAVED, answers, new_form, ready
from tests.browser.pages import stored_draft
from tests.browser.visit import Visit
from webapp.requests.statuses import Status


def test_a_draft_is_saved_by_itself_and_found_again(live: Visit) -> None:
    """The address becomes the draft's, so that reloading leads to it."""
    page = new_form(live)
    expect(page.locator("[data-saved]")).to_be_empty()
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)

    page.reload()

    expect(page.get_by_label("Numéro de décision")).to_have_value("320/2022/1/0")
    assert live.path.startswith("/demandes/")
    assert len(live.portal.requests()) == 1


def test_leaving_the_page_saves_what_was_typed_last(live: Visit) -> None:
    """Going away and back again within the same second loses nothing."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    page.get_by_label("Remarques/Compléments").fill("tapé en partant")

    live.open("/")
    live.until(lambda: live.portal.requests()[0].revision > 1)
    page.go_back()

    expect(page.get_by_label("Remarques/Compléments")).to_have_value("tapé en partant")


def test_a_reload_in_the_instant_of_a_saving_shows_what_was_typed(live: Visit) -> None:
    """The page may come before the saving has arrived: it looks again."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    page.get_by_label("Remarques/Compléments").fill("tapé juste avant")

    page.reload()

    remarks = page.get_by_label("Remarques/Compléments")
    expect(remarks).to_have_value("tapé juste avant", timeout=10_000)
    remarks.fill("et après")
    expect(page.locator("[name=revision]")).to_have_value("3")
    expect(page.locator("[data-conflict]")).to_be_empty()


def test_a_saving_may_be_answered_before_the_page_that_came_too_early(
    live: Visit,
) -> None:
    """The page read first and shown last is drawn anew as well."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    held: dict[str, Route] = {}

    def hold(route: Route) -> None:
        if held.setdefault(route.request.method, route) is not route:
            route.continue_()

    page.route(f"**{draft.path}", hold)
    page.get_by_label("Remarques/Compléments").fill("tapé juste avant")

    page.evaluate("() => { location.reload(); }")
    live.until(lambda: len(held) == 2)
    early = held["GET"].fetch()
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        held["POST"].continue_()
    saved.value.finished()
    held["GET"].fulfill(response=early)

    remarks = page.get_by_label("Remarques/Compléments")
    expect(remarks).to_have_value("tapé juste avant", timeout=10_000)


def test_a_page_that_came_too_early_is_drawn_anew(live: Visit) -> None:
    """It remembers which revision it had left, and waits for the next one."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    page.evaluate("path => sessionStorage.setItem('left', `1 ${path}`)", draft.path)
    page.reload()

    with live.portal.services.database.writing() as session:
        RequestRepository(session).change(
            draft.id,
            {"answers": {"remarks": "arrivé ensuite"}, "change_key": "late"},
            revision=1,
            status=Status.DRAFT,
        )

    remarks = page.get_by_label("Remarques/Compléments")
    expect(remarks).to_have_value("arrivé ensuite", timeout=10_000)
    assert page.evaluate("sessionStorage.length") == 0


def test_leaving_while_a_saving_is_under_way_keeps_the_newest(live: Visit) -> None:
    """The last saving follows the one whose answer nobody waits for."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(f"**{draft.path}", hold, times=1)
    page.get_by_label("Remarques/Compléments").fill("d'abord")
    live.until(lambda: len(held) == 1)
    page.get_by_label("Remarques/Compléments").fill("enfin")
    held[0].continue_()

    live.open("/")

    live.until(lambda: answers(live.portal).get("remarks") == "enfin")


def test_nothing_is_saved_beside_the_form_that_is_being_sent(live: Visit) -> None:
    """Two at once would collide; who has stopped the sending is saved later again."""
    draft = stored_draft(live.portal)
    live.page.clock.install()
    live.open(draft.path)
    page = ready(live.page)
    savings: list[str] = []
    page.on("request", lambda sent: savings.append(sent.method))
    page.evaluate(
        "document.querySelector('form.request')"
        ".addEventListener('submit', (event) => event.preventDefault())"
    )
    page.get_by_label("Remarques/Compléments").fill("tapé juste avant")

    page.get_by_role("button", name="Continuer").click()
    page.clock.fast_forward(10_000)

    assert savings == []
    page.clock.fast_forward(10_000)
    live.until(lambda: answers(live.portal).get("remarks") == "tapé juste avant")


def test_a_failed_saving_is_told_and_tried_again(live: Visit) -> None:
    """An alert that stays, a button, and the answers as they were typed."""
    page = new_form(live)
    failed = page.get_by_role("alert")
    page.route("**/formulaires/318.632.1", lambda route: route.abort())
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(failed.get_by_text("Rien n'est perdu")).to_be_visible()

    page.unroute("**/formulaires/318.632.1")
    page.get_by_role("button", name="Réessayer").click()

    expect(page.locator("[data-saved]")).to_have_text(SAVED)
    expect(failed.get_by_text("Rien n'est perdu")).to_be_hidden()
    assert answers(live.portal)["decision_number"] == "320/2022/1/0"


def test_a_saving_whose_answer_was_lost_is_no_conflict(live: Visit) -> None:
    """The server has it already: sent once more, it is known again."""
    page = new_form(live)

    def lose(route: Route) -> None:
        route.fetch(max_redirects=0)
        route.abort()

    page.route("**/formulaires/318.632.1", lose, times=1)
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(page.get_by_role("button", name="Réessayer")).to_be_visible()
    page.get_by_label("Numéro de décision").fill("320/2022/2/0")

    expect(page.locator("[name=revision]")).to_have_value("3")
    expect(page.locator("[data-conflict]")).to_be_empty()
    assert answers(live.portal)["decision_number"] == "320/2022/2/0"


def test_two_tabs_are_told_of_each_other(live: Visit) -> None:
    """Both versions are shown; the one that is kept is the one that was chosen."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
    other = page.context.new_page()
    other.goto(live.origin + draft.path)
    ready(other).get_by_label("Numéro de décision").fill("autre/1")
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
    assert answers(live.portal)["decision_number"] == "ici/1"


def test_a_session_that_ends_meanwhile_loses_nothing(live: Visit) -> None:
    """Signing in in another tab is enough: the page saves what it holds."""
    draft = stored_draft(live.portal)
    live.open(draft.path)
    page = ready(live.page)
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
    live.until(lambda: answers(live.portal)["remarks"] == "et encore après")
    expect(page.locator("[data-conflict]")).to_be_empty()
    page.reload()
    expect(page.get_by_label("Remarques/Compléments")).to_have_value("et encore après")


def test_nothing_is_kept_in_the_browser(live: Visit) -> None:
    """A shared computer tells the next person nothing."""
    page = new_form(live)
    page.get_by_label("Numéro de décision").fill("320/2022/1/0")
    expect(page.locator("[data-saved]")).to_have_text(SAVED)

    kept = page.evaluate("[localStorage.length, sessionStorage.length]")

    assert kept == [0, 0]

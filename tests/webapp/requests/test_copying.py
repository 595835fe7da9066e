"""«Refaire comme la dernière fois»."""

from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf


def test_a_copy_keeps_answers_and_leaves_documents(
    desk: Desk, camille: PlainBrowser
) -> None:
    """The new draft has the old answers; documents and remarks are asked again."""
    camille.get("/formulaires/318.632.1")
    camille.attach("documents", "billet.pdf", a_pdf())
    sent = desk.send_meals_on(camille, remarks="Pour juin.")

    camille.get(f"/demandes/{sent.id}").press("Refaire comme la dernière fois")

    copied = desk.request(camille.address.split("/")[2])
    assert (copied.status, copied.reference) == ("draft", None)
    assert camille.value("decision_number") == "320/2022/1"
    assert camille.value("meals.days_5_8h") == "5"
    assert camille.value("remarks") == ""
    assert "billet.pdf" not in camille.text


def test_pressing_twice_makes_one_copy(desk: Desk, camille: PlainBrowser) -> None:
    """The page that was pressed names the draft that it begins."""
    sent = desk.send_meals(camille)
    address, data = camille.get(f"/demandes/{sent.id}").pressed("Refaire")

    places = {camille.client.post(address, data=data).location for _ in range(2)}

    assert len(places) == 1
    assert len(desk.portal.requests()) == 2


def test_nobody_copies_what_is_not_theirs(desk: Desk, camille: PlainBrowser) -> None:
    """Somebody else's request is answered like one that does not exist."""
    sent = desk.send_meals(camille)
    desk.person("autre@example.org")
    other = desk.browser("autre@example.org")
    token = other.get("/").value("csrf_token")

    codes = [
        other.client.post(
            f"/demandes/{request_id}/copie",
            data={"csrf_token": token, "creation_key": "k" * 20},
        ).status_code
        for request_id in (sent.id, "nobody")
    ]

    assert codes == [404, 404]

"""How often pages ask the database: a number that does not grow with what they show."""

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.statements import statements_of

_MOST_OF_THE_QUEUE = 13
"""The audit log's lock among them, which PostgreSQL is asked for."""


def _asked_by(desk: Desk, browser: PlainBrowser, address: str) -> int:
    """Give how many statements opening a page takes."""
    with statements_of(desk.database.engine) as asked:
        browser.get(address)
    assert browser.status == 200
    return len(asked)


def test_the_pages_of_a_beneficiary_ask_as_often_however_much_there_is(
    desk: Desk, camille: PlainBrowser, sent: Request
) -> None:
    """Who it is, and what the page shows: nothing is asked for each request or row."""
    draft = camille.get("/formulaires/318.632.1").press("Enregistrer").address
    statements = {"/": 2, draft: 3, f"/demandes/{sent.id}": 6}
    few = {page: _asked_by(desk, camille, page) for page in statements}

    desk.send_meals(camille)
    desk.send_meals(camille)
    for _ in range(3):
        camille.get(draft).press("Ajouter une entrée")

    many = {page: _asked_by(desk, camille, page) for page in statements}
    assert (few, many) == (statements, statements)


def test_saving_a_draft_asks_five_times(desk: Desk, camille: PlainBrowser) -> None:
    """Session, request and documents; then definition and change, in one go."""
    camille.get("/formulaires/318.632.1").press("Enregistrer")
    address, data = camille.fill(decision_number="320/2022/1").pressed("Enregistrer")

    with statements_of(desk.database.engine) as asked:
        answer = camille.client.post(address, data=data)

    assert answer.status_code == 303
    assert len(asked) == 5


@pytest.mark.parametrize(
    "address", ["/office/", "/office/?q=Exemple&statut=processing"]
)
def test_the_queue_asks_as_often_however_many_wait(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request, address: str
) -> None:
    """Its rows, counts, findings and assignments are asked for together."""
    few = _asked_by(desk, anne, address)

    desk.send_meals(camille)
    desk.send_meals(camille)

    assert few == _asked_by(desk, anne, address) <= _MOST_OF_THE_QUEUE


def test_a_request_at_the_desk_asks_as_often_however_many_claim_its_days(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """The other requests for the same days are found together."""
    desk.send_meals(camille)
    address = f"/office/demandes/{sent.id}"
    anne.get(address)
    few = _asked_by(desk, anne, address)

    desk.send_meals(camille)
    desk.send_meals(camille)

    assert few == _asked_by(desk, anne, address)


def test_a_decision_asks_as_often_however_many_requests_there_are(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Only those that claim the same days are looked at, whose findings may change."""
    found: list[int] = []
    for months in ((1, 2), (3, 4, 5)):
        sent = [
            desk.send_meals(
                camille,
                period_from=f"06.{month:02}.2022",
                period_to=f"10.{month:02}.2022",
            )
            for month in months
        ]
        address, data = anne.get(f"/office/demandes/{sent[0].id}").pressed("Accepter")
        with statements_of(desk.database.engine) as asked:
            answer = anne.client.post(address, data=data)
        assert answer.status_code == 303
        found.append(len(asked))

    assert found[0] == found[1]

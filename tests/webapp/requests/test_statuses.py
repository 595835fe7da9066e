"""The life of a request: every status, every action, every role."""

from itertools import product

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, BRUNO, CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.accounts.directory import Role
from webapp.requests.statuses import TRANSITIONS, Action, Status, status_after

_DESK = (Role.CLERK, Role.SUPERVISOR)
_EXPECTED = {
    (Status.DRAFT, Action.SEND): (Status.PROCESSING, (Role.BENEFICIARY,)),
    (Status.CORRECTION, Action.SEND): (Status.PROCESSING, (Role.BENEFICIARY,)),
    (Status.PROCESSING, Action.ACCEPT): (Status.ACCEPTED, _DESK),
    (Status.PROCESSING, Action.ASK_CORRECTION): (Status.CORRECTION, _DESK),
    (Status.PROCESSING, Action.REFUSE): (Status.REFUSED, _DESK),
    (Status.ACCEPTED, Action.TRANSMIT): (Status.TRANSMITTED, _DESK),
}
"""portal.md, «Statuses»: what follows, and whose business it is."""


@pytest.mark.parametrize(
    ("status", "action", "role"), list(product(Status, Action, Role))
)
def test_only_what_the_office_agreed_on_follows(
    status: Status, action: Action, role: Role
) -> None:
    """Any status, action and role that is not in the agreement is refused."""
    after, roles = _EXPECTED.get((status, action), (None, ()))

    assert status_after(status, action, role) is (after if role in roles else None)


def test_every_status_can_be_reached() -> None:
    """No status is a word only."""
    assert {Status.DRAFT, *TRANSITIONS.values()} == set(Status)


_PEOPLE = {
    Role.BENEFICIARY: CAMILLE,
    Role.CLERK: ANNE,
    Role.SUPERVISOR: "chef@example.org",
    Role.ADMINISTRATOR: "admin@example.org",
}
_DECISIONS = (Action.ACCEPT, Action.ASK_CORRECTION, Action.REFUSE)


def _request_in(desk: Desk, status: Status) -> Request:
    """Bring a request to a status on the pages, as people do."""
    camille, bruno = desk.browser(CAMILLE), desk.browser(BRUNO)
    if status is Status.DRAFT:
        camille.get("/formulaires/318.632.1")
        camille.fill_all({"decision_number": "320/2022/1"}).press("Enregistrer")
        return desk.portal.requests()[0]
    sent = desk.send_meals(camille)
    bruno.get(f"/office/demandes/{sent.id}")
    match status:
        case Status.CORRECTION:
            bruno.fill_all({"note-0": "Corrigez."}).press("Demander une correction")
        case Status.REFUSED:
            bruno.fill(motif="Non.").press("Refuser")
        case Status.ACCEPTED | Status.TRANSMITTED:
            bruno.press("Accepter")
        case _:
            pass
    if status is Status.TRANSMITTED:
        bruno.get("/office/paiements").press("Transmettre pour paiement")
    return desk.request(sent.id)


def _try(
    desk: Desk, browser: PlainBrowser, request: Request, action: Action, token: str
) -> int:
    """Post an action as a browser with an old page would; give the answer's code."""
    versions = desk.versions(request.id)
    data = {
        "csrf_token": token,
        "revision": str(request.revision),
        "content": versions[-1].version.content_hash if versions else "",
        "definition": request.definition_hash,
        "action": action.value,
        "note-0": "Corrigez.",
        "champ-0": "",
        "motif": "Non.",
    }
    address = {
        Action.SEND: f"/demandes/{request.id}/envoi",
        Action.TRANSMIT: "/office/paiements",
    }.get(action, f"/office/demandes/{request.id}")
    return browser.client.post(address, data=data).status_code


@pytest.mark.parametrize("status", list(Status))
def test_the_pages_keep_to_the_table(desk: Desk, status: Status) -> None:
    """Posted by each role, each action does what the table says, and nothing else."""
    request = _request_in(desk, status)
    assert request.status == status
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        desk.person(_PEOPLE[role], role)
    refused = [
        (action, role)
        for action, role in product(Action, Role)
        if status_after(status, action, role) is None
    ]

    for action, role in refused:
        browser = desk.browser(_PEOPLE[role])
        token = browser.get("/").value("csrf_token")
        _try(desk, browser, request, action, token)
        assert desk.request(request.id).status == status, (action, role)

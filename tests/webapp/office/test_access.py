"""Who may open the desk, and what is logged of it."""

import re
from typing import Any

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, a_pdf
from webapp.access import Audience, audience_of
from webapp.accounts.directory import Role
from webapp.accounts.limits import keyed_hash
from webapp.attachments.tables import Attachment
from webapp.office.tables import AuditEntry


def _office_routes(
    portal: PortalForTests, audience: Audience | None = None
) -> list[tuple[str, str]]:
    """Give method and address of every view of the desk, or of those for some."""
    found = []
    for rule in portal.app.url_map.iter_rules():
        asked = audience in (None, audience_of(portal.app, rule.endpoint))
        if rule.endpoint.startswith("office.") and asked:
            methods = (rule.methods or set()) & {"GET", "POST"}
            address = re.sub(r"<int:[a-z_]+>", "1", rule.rule)
            address = re.sub(r"<[a-z_]+>", "unknown", address)
            found += [(method, address) for method in sorted(methods)]
    return found


def test_every_view_of_the_desk_is_for_the_desk(desk: Desk) -> None:
    """No view is open by oversight."""
    app = desk.portal.app
    audiences = {
        rule.endpoint: audience_of(app, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("office.")
    }

    assert len(audiences) >= 10
    assert set(audiences.values()) == {Audience.DESK, Audience.SUPERVISORS}


@pytest.mark.parametrize(
    ("role", "audience", "expected"),
    [
        (Role.BENEFICIARY, None, {403}),
        (Role.ADMINISTRATOR, None, {403}),
        (Role.CLERK, Audience.DESK, {200, 303, 404}),
        (Role.CLERK, Audience.SUPERVISORS, {403}),
        (Role.SUPERVISOR, None, {200, 303, 404}),
    ],
)
def test_roles(
    desk: Desk, role: Role, audience: Audience | None, expected: set[int]
) -> None:
    """Beneficiaries and administrators are refused everywhere (B03)."""
    desk.person("somebody@example.org", role)
    browser = desk.browser("somebody@example.org")
    token = browser.get("/").value("csrf_token")

    codes = {
        (method, address): browser.client.open(
            address, method=method, data={"csrf_token": token}
        ).status_code
        for method, address in _office_routes(desk.portal, audience)
    }

    assert set(codes.values()) <= expected, codes


def test_nobody_is_led_to_the_entry(desk: Desk) -> None:
    """Who is not signed in learns nothing but where to sign in."""
    client = desk.portal.app.test_client()

    answers = {
        client.get(address).status_code
        for method, address in _office_routes(desk.portal)
        if method == "GET"
    }

    assert answers == {303}


def test_a_decision_without_token_is_refused(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """Another site cannot decide in a clerk's name (CSRF)."""
    address, data = anne.get(f"/office/demandes/{sent.id}").pressed("Accepter")
    del data["csrf_token"]

    assert anne.client.post(address, data=data).status_code == 400
    assert desk.request(sent.id).status == "processing"


def test_a_draft_is_answered_like_nothing(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """The desk sees what was sent, and learns of nothing else."""
    camille.get("/formulaires/318.632.1").attach("documents", "a.pdf", a_pdf())
    camille.fill_all({"decision_number": "320/2022/1"}).press("Enregistrer")
    [draft] = desk.portal.requests()
    [attachment] = desk.rows(Attachment)
    base = f"/office/demandes/{draft.id}"

    addresses = (
        base,
        f"{base}/documents/{attachment.id}",
        f"{base}/documents/{attachment.id}/apercu",
        f"{base}/pdf/1",
        "/office/demandes/nobody",
    )
    assert [anne.client.get(each).status_code for each in addresses] == [404] * 5


def test_a_document_is_found_with_its_own_request_only(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """Ids of two requests do not combine."""
    camille.get("/formulaires/318.632.1").attach("documents", "a.pdf", a_pdf())
    other = desk.send_meals_on(camille)
    [attachment] = desk.rows(Attachment)
    right = f"/office/demandes/{other.id}/documents/{attachment.id}"
    wrong = f"/office/demandes/{sent.id}/documents/{attachment.id}"

    assert anne.client.get(right).status_code == 200
    assert anne.client.get(wrong).status_code == 404


def test_the_correction_in_work_is_not_shown(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser, sent: Request
) -> None:
    """The desk reads what was sent, not what its owner is just typing."""
    anne.get(f"/office/demandes/{sent.id}").fill_all({"note-0": "Corrigez."})
    anne.press("Demander une correction")
    camille.get(f"/demandes/{sent.id}")
    camille.fill_all({"decision_number": "320/2022/77"}).press("Enregistrer")

    assert "320/2022/77" not in anne.get(f"/office/demandes/{sent.id}").text


def test_what_staff_does_is_logged(
    desk: Desk, camille: PlainBrowser, anne: PlainBrowser
) -> None:
    """Reading the queue, a request, its document and its PDF leaves a line each."""
    camille.get("/formulaires/318.632.1").attach("documents", "a.pdf", a_pdf())
    sent = desk.send_meals_on(camille)
    [attachment] = desk.rows(Attachment)
    base = f"/office/demandes/{sent.id}"

    anne.get("/office/?q=exemple")
    anne.get(base)
    anne.client.get(f"{base}/documents/{attachment.id}")
    anne.client.get(f"{base}/documents/{attachment.id}/apercu")
    anne.client.get(f"{base}/pdf/1")

    document = {"document": attachment.id}
    with desk.portal.app.app_context():
        # A name would stay in the log for ever.
        looked_for = keyed_hash("search", "exemple")
    lines: list[tuple[str, str, dict[str, Any]]] = [
        (e.action, e.subject, e.details) for e in desk.rows(AuditEntry)
    ]
    assert lines == [
        ("queue", "", {"filters": {"q": looked_for}}),
        ("read", sent.id, {}),
        ("download", sent.id, document),
        ("read_document", sent.id, document),
        ("download_pdf", sent.id, {"round": 1}),
    ]


def test_home_of_a_clerk_is_the_desk(desk: Desk, anne: PlainBrowser) -> None:
    """After signing in a clerk is where the work is."""
    assert anne.get("/").address == "/office/"
    assert desk.browser(CAMILLE).get("/").address == "/"
    assert ANNE in anne.text

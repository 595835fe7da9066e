"""Who works on a request, and who has it open."""

from datetime import timedelta

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, Desk
from tests.webapp.plain_browser import PlainBrowser
from webapp.accounts.directory import find_account
from webapp.office.tables import AuditEntry, DeskPresence


def _open(browser: PlainBrowser, request: Request) -> PlainBrowser:
    return browser.get(f"/office/demandes/{request.id}")


def _id(desk: Desk, email: str) -> str:
    with desk.database.reading() as session:
        found = find_account(session, email)
        assert found is not None
        return found.id


def _holders(desk: Desk) -> list[str]:
    return [each.holder_id for each in desk.rows(Request)]


def test_a_request_is_taken_handed_over_and_released(
    desk: Desk, anne: PlainBrowser, bruno: PlainBrowser, sent: Request
) -> None:
    """The page and the queue say who works on it; each step is in the log."""
    said: list[str] = []
    _open(anne, sent).press("Prendre")
    said.append(anne.text)
    anne.press("bruno.rossi")
    said += [anne.text, bruno.get("/office/").text]
    _open(bruno, sent).press("Libérer")
    said.append(bruno.text)

    assert "Attribuée à anne.keller" in said[0]
    assert "Attribuée à bruno.rossi" in said[1]
    assert "1 avertissement bruno.rossi 57.50" in said[2]
    assert "Attribuée à personne" in said[3]
    people = {_id(desk, ANNE): "anne", _id(desk, "bruno.rossi@example.org"): "bruno"}
    logged = [e for e in desk.rows(AuditEntry) if e.action == "assign"]
    assert [
        [people.get(each, "") for each in (e.details["from"], e.details["to"])]
        for e in logged
    ] == [["", "anne"], ["anne", "bruno"], ["bruno", ""]]


@pytest.mark.parametrize("first", ["Prendre", "anne.keller"])
def test_who_is_late_takes_nothing_away(
    desk: Desk, anne: PlainBrowser, bruno: PlainBrowser, sent: Request, first: str
) -> None:
    """Whoever saw another holder is told the present one."""
    _open(anne, sent)
    _open(bruno, sent).press(first)

    anne.press("Prendre")

    holder = "bruno.rossi" if first == "Prendre" else "anne.keller"
    words = f"Rien n'a été changé: entre-temps la demande est attribuée à {holder}."
    assert words in anne.text
    assert _holders(desk) == [_id(desk, f"{holder}@example.org")]


def test_a_request_is_given_to_staff_only(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """Neither a beneficiary nor an unknown account works on requests."""
    address, data = _open(anne, sent).pressed("Prendre")

    for account_id in (sent.owner_id, "nobody"):
        data["a"] = account_id
        assert anne.client.post(address, data=data).status_code == 400
    assert _holders(desk) == [""]


def test_the_queue_is_filtered_by_who_works_on_it(
    desk: Desk, anne: PlainBrowser, sent: Request
) -> None:
    """One's own, nobody's; the filter stays in the request's address."""
    _open(anne, sent).press("Prendre")
    own = f"/office/?attribuee={_id(desk, ANNE)}"

    assert sent.reference in [said for _, said in anne.get(own).links]
    anne.follow(sent.reference or "")
    assert own in [href for href, _ in anne.links]
    assert sent.reference not in anne.get("/office/?attribuee=personne").text


def test_who_has_a_request_open_is_told(
    desk: Desk, anne: PlainBrowser, bruno: PlainBrowser, sent: Request
) -> None:
    """With the hour when it was opened, until something else is opened."""
    _open(bruno, sent)
    desk.portal.clock.instant += timedelta(minutes=12)
    _open(bruno, sent)

    words = "Ouverte par bruno.rossi depuis 13:00"
    assert words in _open(anne, sent).text
    assert "Ouverte par" not in _open(anne, sent).text.replace(words, "")
    bruno.get("/office/")
    assert "Ouverte par" not in _open(anne, sent).text


def test_a_page_left_open_for_long_counts_no_more(
    desk: Desk, anne: PlainBrowser, bruno: PlainBrowser, sent: Request
) -> None:
    """After half an hour without a sign of life nobody is announced."""
    _open(bruno, sent)
    desk.portal.clock.instant += timedelta(minutes=14)
    assert "Ouverte par bruno.rossi" in _open(anne, sent).text
    with desk.database.writing() as session:
        presence = session.get_one(DeskPresence, _id(desk, "bruno.rossi@example.org"))
        presence.seen_at -= timedelta(minutes=17)

    assert "Ouverte par" not in _open(anne, sent).text

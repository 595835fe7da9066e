"""What is over goes, with its files; what is not, stays. Somebody was told before."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import update

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from tests.webapp.privacy.people import (
    Life,
    account_of,
    begin,
    command,
    live,
    rows_about,
    wait,
)
from webapp.accounts.tables import Account, LoginSession
from webapp.attachments.tables import Attachment
from webapp.delivery.letter import State
from webapp.delivery.tables import OutboxMessage
from webapp.office import audit
from webapp.office.tables import AuditEntry, PaymentBatch
from webapp.privacy.retention import follow_retention
from webapp.privacy.rules import FILE

FORMS = Path(__file__).parent.parent.parent.parent / "forms"


@pytest.fixture
def life(desk: Desk) -> Life:
    return live(desk)


@pytest.fixture
def draft(desk: Desk) -> str:
    """The id of a draft with a document."""
    return begin(desk)


def _run(desk: Desk) -> list[str]:
    """Let the worker do its chore, and give what it announced and erased."""
    before = {entry.number for entry in desk.rows(AuditEntry)}
    follow_retention(desk.portal.app)
    log = [entry for entry in desk.rows(AuditEntry) if entry.number not in before]
    return [f"{entry.action} {entry.subject}" for entry in log]


def _subjects(desk: Desk) -> list[str]:
    return [mail.subject for mail in desk.portal.mails()]


def _stored(desk: Desk) -> set[str]:
    return {found.name for found in desk.portal.services.storage.objects()}


def test_a_draft_is_announced_and_then_removed(desk: Desk, draft: str) -> None:
    """F12: fourteen days before, in a mail that leads to it; its file goes too."""
    [document] = desk.rows(Attachment)
    wait(desk, 165.9)
    assert _run(desk) == []
    wait(desk, 0.2)
    assert _run(desk) == []
    assert _subjects(desk)[-1] == "Votre brouillon sera supprimé le 23.05.2027"
    assert f"/demandes/{draft}\n" in desk.portal.mails()[-1].text
    wait(desk, 13.9)
    assert _run(desk) == []

    wait(desk, 0.2)

    assert _run(desk) == [f"erased_request {draft}"]
    assert rows_about(desk, [draft]) == {}
    assert document.stored_as not in _stored(desk)
    assert f"draft:{draft}:" not in "".join(
        message.dedupe_key for message in desk.rows(OutboxMessage)
    )


def test_a_draft_that_was_touched_again_stays(desk: Desk, draft: str) -> None:
    """And is announced anew when its time comes again."""
    wait(desk, 170)
    _run(desk)
    browser = desk.browser(CAMILLE).get(f"/demandes/{draft}")
    browser.fill_all({"decision_number": "320/2022/1"}).press("Enregistrer")

    wait(desk, 20)

    assert _run(desk) == []
    wait(desk, 150)
    assert _run(desk) == []
    assert len([s for s in _subjects(desk) if "sera supprimé" in s]) == 2


def test_a_draft_of_who_cannot_be_told_is_removed_in_time(
    desk: Desk, draft: str
) -> None:
    with desk.database.writing() as session:
        session.execute(update(Account).values(email_confirmed_at=None))
    wait(desk, 179.9)
    assert _run(desk) == []

    wait(desk, 0.2)

    assert _run(desk) == [f"erased_request {draft}"]
    assert not any("sera supprimé" in subject for subject in _subjects(desk))


def test_closed_requests_go_after_the_offices_time(desk: Desk, life: Life) -> None:
    """F12: the log stays whole; what is being worked on stays whatever its age."""
    before = _stored(desk)
    wait(desk, 3649)
    _run(desk)
    assert rows_about(desk, [life.refused, life.paid])

    wait(desk, 2)

    assert _run(desk) == [
        f"erased_request {life.refused}",
        f"erased_request {life.paid}",
    ]
    assert rows_about(desk, [life.refused, life.paid]) == {}
    assert len(before - _stored(desk)) == 2
    assert desk.rows(PaymentBatch) == []
    assert rows_about(desk, [life.open])["request_versions"] == 1
    with desk.database.reading() as session:
        assert audit.verify(session).fault is None


def test_a_payment_batch_goes_as_a_whole(desk: Desk) -> None:
    """A payment stays while another one of its file has to."""
    camille, anne = desk.browser(CAMILLE), desk.browser(ANNE)
    first, second = desk.send_meals(camille).id, desk.send_meals(camille, "4").id
    for each in (first, second):
        anne.get(f"/office/demandes/{each}").press("Accepter")
    anne.get("/office/paiements").press("Transmettre pour paiement")
    wait(desk, 3651)
    with desk.database.writing() as session:
        session.execute(
            update(Request)
            .where(Request.id == second)
            .values(updated_at=desk.portal.clock())
        )

    assert _run(desk) == []
    wait(desk, 3651)
    assert set(_run(desk)) == {f"erased_request {first}", f"erased_request {second}"}


def test_what_is_noted_by_the_way_goes_too(desk: Desk, draft: str) -> None:
    """Sign-ins after a year; words of messages after a month, the rest after two."""
    desk.send_meals(desk.browser(CAMILLE))
    with desk.database.writing() as session:
        session.execute(update(OutboxMessage).values(state=State.SENT))
    messages = len(desk.rows(OutboxMessage))
    wait(desk, 31)
    _run(desk)

    assert {(m.text, m.html) for m in desk.rows(OutboxMessage)} == {("", "")}
    assert len(desk.rows(OutboxMessage)) == messages
    assert desk.rows(LoginSession)

    wait(desk, 335)
    _run(desk)

    assert desk.rows(LoginSession) == []


def test_a_message_that_waits_keeps_its_words(desk: Desk, draft: str) -> None:
    """However long the mail server is down."""
    desk.send_meals(desk.browser(CAMILLE))
    wait(desk, 1000)
    follow_retention(desk.portal.app)

    assert all(message.text for message in desk.rows(OutboxMessage))


def test_an_account_that_nobody_confirmed_goes(desk: Desk) -> None:
    """Without a request, after a month; others stay."""
    email = "passing@example.org"
    forgotten = desk.person(email)
    with desk.database.writing() as session:
        account = session.get_one(Account, forgotten)
        account.email_confirmed_at = account.mobile_confirmed_at = None
    wait(desk, 29)
    assert _run(desk) == []

    wait(desk, 2)

    assert _run(desk) == [f"erased_account {forgotten}"]
    assert rows_about(desk, [forgotten]) == {}
    assert account_of(desk) is not None


def test_a_dry_run_tells_and_removes_nothing(desk: Desk, life: Life) -> None:
    """Each with the reason; what is then removed is just that."""
    wait(desk, 3651)
    before = rows_about(desk, life.requests)
    sent = {life_id: desk.request(life_id).reference for life_id in life.requests}

    told = command(desk, "retention", "--dry-run").splitlines()

    assert rows_about(desk, life.requests) == before
    assert told[:3] == [
        f"announce draft {life.draft} of 318.632",
        (
            f"remove request {sent[life.refused]} of 318.632.1: "
            "refused on 24.11.2026, kept 3650 days"
        ),
        (
            f"remove request {sent[life.paid]} of 318.632.1: "
            "transmitted on 24.11.2026, kept 3650 days"
        ),
    ]
    done = command(desk, "retention").splitlines()
    assert done[1:] == [line.removeprefix("remove ") for line in told[1:]]
    assert command(desk, "retention", "--dry-run") == "nothing is over\n"


def test_rules_with_a_fault_remove_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The worker logs it at its place; the command says it and fails."""
    forms = shutil.copytree(FORMS, tmp_path / "forms")
    made = make_portal(tmp_path / "office", FORMS_PATH=str(forms))
    desk = desk_of(made)
    draft = begin(desk)
    wait(desk, 9999)
    (forms / FILE).write_text("drafts: {untouched: 1}\n", "utf-8")

    assert _run(desk) == []
    done = made.app.test_cli_runner().invoke(args=["retention"])

    words = f"{forms / FILE}:1:1: «drafts» must say «announced»"
    assert f"nothing is removed: {words}" in caplog.text
    assert (done.exit_code, done.output) == (1, f"Error: {words}\n")
    assert rows_about(desk, [draft])
    made.services.database.close()


def test_a_portal_without_people_has_nothing_to_remove(portal: PortalForTests) -> None:
    done = portal.app.test_cli_runner().invoke(args=["retention", "--dry-run"])

    assert (done.exit_code, done.output) == (0, "nothing is over\n")

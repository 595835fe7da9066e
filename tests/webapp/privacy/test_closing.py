"""Who wants to be forgotten is, as far as the law lets the office."""

import pytest
from sqlalchemy import select

from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.privacy.people import (
    Life,
    account_of,
    begin,
    command,
    live,
    rows_about,
    wait,
)
from webapp.attachments.tables import Attachment
from webapp.delivery.tables import OutboxMessage
from webapp.office import audit
from webapp.privacy.retention import follow_retention


def test_who_sent_nothing_is_forgotten_at_once(desk: Desk) -> None:
    """F12: rows, messages and files; the log has the id, and is whole."""
    draft, account = begin(desk), account_of(desk)
    assert account is not None
    [document] = desk.rows(Attachment)

    said = command(desk, "person", "erase", CAMILLE)

    assert said == (
        f"draft {draft}: is erased\naccount {account.id}: is erased\ndone\n"
    )
    assert rows_about(desk, [account.id, draft]) == {}
    assert not desk.portal.services.storage.has(document.stored_as)
    assert CAMILLE not in {message.recipient for message in desk.rows(OutboxMessage)}
    with desk.database.reading() as session:
        assert audit.verify(session).fault is None
    assert desk.portal.browser().get("/connexion").status == 200


@pytest.fixture
def life(desk: Desk) -> Life:
    return live(desk)


def _references(desk: Desk, life: Life) -> dict[str, str | None]:
    return {each: desk.request(each).reference for each in life.requests}


def test_what_must_stay_is_told_with_its_day(desk: Desk, life: Life) -> None:
    """And a dry run changes nothing."""
    account, names = account_of(desk), _references(desk, life)
    assert account is not None
    before = rows_about(desk, [account.id, *life.requests])

    said = command(desk, "person", "erase", CAMILLE, "--dry-run").splitlines()

    assert said[-1] == (
        f"account {account.id}: is shut, and erased with the last request"
    )
    open_words = "is not decided, or not yet handed over for payment"
    assert set(said[:-1]) == {
        f"draft {life.draft}: is erased",
        f"{names[life.refused]} {life.refused}: is kept until 21.11.2036",
        f"{names[life.paid]} {life.paid}: is kept until 21.11.2036",
        f"{names[life.open]} {life.open}: {open_words}",
    }
    assert rows_about(desk, [account.id, *life.requests]) == before


def test_an_account_is_shut_until_its_last_request_goes(desk: Desk, life: Life) -> None:
    """Then retention erases it by itself."""
    browser, account = desk.browser(CAMILLE), account_of(desk)
    assert account is not None

    command(desk, "person", "erase", CAMILLE)

    assert rows_about(desk, [life.draft]) == {}
    assert rows_about(desk, [life.open])["request_versions"] == 1
    assert browser.get("/").address == "/connexion"
    anne = desk.browser("anne.keller@example.org")
    anne.get(f"/office/demandes/{life.open}").fill(motif="Retirée.").press("Refuser")
    wait(desk, 3651)
    follow_retention(desk.portal.app)
    assert rows_about(desk, [account.id, *life.requests]) == {}
    with desk.database.reading() as session:
        kept = session.scalars(select(OutboxMessage.recipient)).all()
    assert CAMILLE not in kept

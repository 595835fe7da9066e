"""Chores and commands word messages in production too, where hosts are named."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine.storage.definitions import archive
from engine.storage.requests import RequestRepository
from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.accounts.directory import find_account
from webapp.privacy.retention import follow_retention
from webapp.requests.reminders import remind_of_drafts


@pytest.fixture(params=["guichet.example.org", ".example.org"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PortalForTests]:
    """A portal with the settings of production, and a draft."""
    made = make_portal(
        tmp_path,
        MODE="production",
        TRUSTED_HOSTS=[request.param],
        BASE_URL="https://guichet.example.org",
        MAIL_HOST="mail.example.org",
        MAIL_SENDER="guichet@example.org",
        SMS_URL="https://sms.example.org/send",
    )
    yield made
    made.services.database.close()


def _links(office: PortalForTests) -> list[str]:
    return [
        line
        for mail in office.mails()
        for line in mail.text.splitlines()
        if line.startswith("https://guichet.example.org/")
    ]


def test_staff_is_added(office: PortalForTests) -> None:
    """A29: the first account of an office is made by this command."""
    said = office.app.test_cli_runner().invoke(
        args=["staff", "add", "anne@example.org", "--role", "supervisor"]
    )

    assert said.exit_code == 0, said.output
    [link] = _links(office)
    assert link in said.output


def test_drafts_are_told_and_announced(office: PortalForTests) -> None:
    """Both lead to the draft."""
    Desk(office).person(CAMILLE)
    with office.services.database.writing() as session:
        form = office.services.definitions.forms["318.632"]
        archive(session, form, at=office.clock())
        account = find_account(session, CAMILLE)
        assert account is not None
        draft = RequestRepository(session).begin(
            form,
            owner_id=account.id,
            creation_key="k",
            language="fr",
            status="draft",
            answers={},
            at=office.clock(),
        )

    office.clock.instant += timedelta(days=3)
    assert remind_of_drafts(office.app) == 1
    office.clock.instant += timedelta(days=170)
    follow_retention(office.app)

    address = f"https://guichet.example.org/demandes/{draft.id}"
    assert _links(office) == [address, address]

"""A draft that nobody sent is told once, in its owner's language."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.tables import Account
from webapp.requests.reminders import remind_of_drafts


@pytest.fixture
def draft(portal: PortalForTests, camille: PlainBrowser) -> str:
    """Give the id of a draft that was saved at the clock's instant."""
    camille.get("/formulaires/318.632").fill_all({"decision_number": "320/1"})
    camille.press("Enregistrer")
    return portal.requests()[0].id


def _after(portal: PortalForTests, **time: float) -> int:
    portal.clock.instant += timedelta(**time)
    return remind_of_drafts(portal.app)


def test_a_draft_is_told_after_three_days(portal: PortalForTests, draft: str) -> None:
    """Not before, and with the link straight to it."""
    assert _after(portal, days=2, hours=23) == 0
    assert _after(portal, hours=1) == 1

    [mail] = portal.mails()
    assert mail.subject == "Votre demande n'est pas envoyée"
    assert f"http://127.0.0.1:8000/demandes/{draft}\n" in mail.text


def test_a_draft_is_told_once(portal: PortalForTests, draft: str) -> None:
    assert [_after(portal, days=days) for days in (4, 0, 5)] == [1, 0, 0]
    assert len(portal.mails()) == 1


def test_each_draft_is_told(
    portal: PortalForTests, draft: str, camille: PlainBrowser
) -> None:
    camille.get("/formulaires/318.632.1").press("Enregistrer")

    assert _after(portal, days=3) == 2


def test_a_draft_is_told_in_its_owners_language(
    portal: PortalForTests, draft: str
) -> None:
    with portal.services.database.writing() as session:
        session.execute(update(Account).values(language="de"))

    _after(portal, days=3)

    [mail] = portal.mails()
    assert mail.subject == "Ihr Antrag ist nicht gesendet"


def test_a_draft_given_up_long_ago_is_not_told(
    portal: PortalForTests, draft: str
) -> None:
    assert _after(portal, days=30) == 0


@pytest.mark.parametrize("field", ["email_confirmed_at", "disabled_at"])
def test_who_cannot_be_written_to_is_not(
    portal: PortalForTests, draft: str, field: str
) -> None:
    """Neither an address that nobody confirmed, nor a closed account."""
    value = portal.clock() if field == "disabled_at" else None
    with portal.services.database.writing() as session:
        session.execute(update(Account).values({field: value}))

    assert _after(portal, days=3) == 0

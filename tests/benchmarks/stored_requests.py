"""A portal with one beneficiary whose draft has many trips."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.storage.definitions import archive
from engine.storage.requests import RequestRepository
from tests.benchmarks.trips import DAY, answers
from tests.webapp.portal_for_tests import PortalForTests, make_portal
from webapp.requests.statuses import Status

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.webapp.plain_browser import PlainBrowser

__all__ = ["StoredDraft", "draft_in", "drafts_of", "portal_in", "signed_in_context"]

_FORM = "318.632.1"


@dataclass(frozen=True, slots=True)
class StoredDraft:
    """The draft, and the browser in which its owner has signed in."""

    id: str
    browser: PlainBrowser

    @property
    def address(self) -> str:
        """Where the draft is shown and sent."""
        return f"/demandes/{self.id}"

    @property
    def cookie(self) -> str:
        """What the browser sends to be known."""
        cookie = self.browser.client.get_cookie("session")
        assert cookie is not None
        return f"session={cookie.value}"


@contextmanager
def portal_in(folder: Path) -> Generator[PortalForTests]:
    """Give a portal on the day of the benchmarks, and close it."""
    portal = make_portal(folder, LOOK_AGAIN_AFTER_S=3600.0)
    portal.clock.set_day(DAY)
    try:
        yield portal
    finally:
        portal.services.database.close()


def draft_in(portal: PortalForTests, trips: int) -> StoredDraft:
    """Store a draft of a new person's."""
    owner = portal.account()
    (draft,) = drafts_of(portal, owner, trips, 1)
    return StoredDraft(draft, portal.signed_in())


def drafts_of(
    portal: PortalForTests, owner_id: str, trips: int, count: int
) -> list[str]:
    """Store drafts of a person's; give their ids."""
    services, now = portal.services, portal.clock()
    form = services.definitions.forms[_FORM]
    stored = answers(trips)
    for index, trip in enumerate(stored["trips"]):
        trip["_id"] = f"trip-{index}"
    with services.database.writing() as session:
        archive(session, form, at=now)
        repository = RequestRepository(session)
        drafts = [
            repository.begin(
                form,
                owner_id=owner_id,
                creation_key=f"key {number} of benchmarks",
                language="fr",
                status=Status.DRAFT,
                answers=stored,
                at=now,
            )
            for number in range(count)
        ]
        return [draft.id for draft in drafts]


@contextmanager
def signed_in_context(portal: PortalForTests, draft: StoredDraft) -> Generator[None]:
    """Be in a request for the draft's page, its owner being signed in."""
    headers = {"Cookie": draft.cookie}
    with portal.app.test_request_context(draft.address, headers=headers):
        portal.app.preprocess_request()
        yield

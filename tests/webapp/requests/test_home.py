"""The person's own page: all requests, fifty at a time, the newest first."""

from datetime import timedelta

from engine.storage.definitions import archive
from engine.storage.requests import RequestRepository
from tests.webapp.portal_for_tests import PortalForTests


def test_a_long_list_comes_by_pages(portal: PortalForTests) -> None:
    """Behind fifty requests «Suite» leads on, and «Revenir au début» back."""
    owner = portal.account()
    form = portal.services.definitions.forms["318.536"]
    with portal.services.database.writing() as session:
        archive(session, form, at=portal.clock())
        made = [
            RequestRepository(session)
            .begin(
                form,
                owner_id=owner,
                creation_key=f"key {number}",
                language="fr",
                status="draft",
                answers={},
                at=portal.clock() + timedelta(seconds=number),
            )
            .id
            for number in range(120)
        ]
    browser = portal.signed_in()

    pages = []
    for words in ("Suite", "Suite", "Revenir au début"):
        pages.append([href for href, _ in browser.links if "/pdf" in href])
        browser.follow(words)

    shown = [href.split("/")[2] for page in pages for href in page]
    assert shown == made[::-1]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert "Suite" in [words for _, words in browser.links]
    assert "Revenir au début" not in browser.text

"""The language of pages: guessed, chosen, kept, and changed without losing a word."""

import pytest

from tests.webapp.portal_for_tests import PortalForTests


def language(browser) -> str:
    """Give the language that the page says it is in."""
    return browser.page.partition('<html lang="')[2][:2]


@pytest.mark.parametrize(
    ("asked", "spoken"),
    [
        ("", "fr"),
        ("de-CH,de;q=0.9,fr;q=0.5", "de"),
        ("it", "it"),
        ("en-US,en;q=0.9", "fr"),
        ("en, de;q=0.3", "de"),
        ("pt", "fr"),
    ],
)
def test_a_first_visit_follows_the_browser_but_english_is_never_guessed(
    portal: PortalForTests, asked: str, spoken: str
):
    """Many browsers ask for English without anybody having chosen it."""
    page = portal.app.test_client().get(
        "/connexion", headers={"Accept-Language": asked}
    )

    assert f'<html lang="{spoken}"' in page.text

"""The portal that a test uses; its SQLite file is new for each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests, make_portal


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[PortalForTests]:
    made = make_portal(tmp_path)
    yield made
    made.services.database.close()


@pytest.fixture
def camille(portal: PortalForTests) -> PlainBrowser:
    """The browser of a beneficiary who has signed in."""
    portal.account()
    return portal.signed_in()

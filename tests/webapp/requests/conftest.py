"""A beneficiary and a clerk who takes requests back and forth."""

import pytest

from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)


@pytest.fixture
def camille(desk: Desk) -> PlainBrowser:
    """The beneficiary's browser."""
    return desk.browser(CAMILLE)


@pytest.fixture
def anne(desk: Desk) -> PlainBrowser:
    """A clerk's browser."""
    return desk.browser(ANNE)

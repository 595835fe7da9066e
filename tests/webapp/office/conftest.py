"""The desk with its people, new for each test."""

import pytest

from engine.storage.tables import Request
from tests.webapp.office.desk import ANNE, BRUNO, CAMILLE, SOPHIE, Desk, desk_of
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.directory import Role


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


@pytest.fixture
def bruno(desk: Desk) -> PlainBrowser:
    """Another clerk's browser."""
    return desk.browser(BRUNO)


@pytest.fixture
def sent(desk: Desk, camille: PlainBrowser) -> Request:
    """Five days of meals, 57.50, sent by Camille."""
    return desk.send_meals(camille)


@pytest.fixture
def sophie(desk: Desk) -> PlainBrowser:
    """The browser of a supervisor."""
    desk.person(SOPHIE, Role.SUPERVISOR)
    return desk.browser(SOPHIE)

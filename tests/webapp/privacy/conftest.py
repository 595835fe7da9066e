"""The desk that a test uses, with Camille, and Anne and Bruno of the office."""

import pytest

from tests.webapp.office.desk import Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)

"""The outbox that a test uses, and the servers at the other end."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webapp.delivery.mail_server import MailServer
from tests.webapp.delivery.rig import Rig
from tests.webapp.delivery.sms_provider import SmsProvider


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    made = Rig(tmp_path)
    yield made
    made.database.close()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def provider() -> Iterator[SmsProvider]:
    with SmsProvider() as made:
        yield made

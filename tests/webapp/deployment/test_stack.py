"""The whole stack at once, as `compose.yaml` puts it together, each part a real one.

Gunicorn serves the pages and `flask --app webapp worker` delivers, both with the
settings of production; PostgreSQL, an object storage, Redis and a mail server answer.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy import select

from engine.storage.tables import FrozenPdf
from tests import databases
from tests.peers.object_storage import ObjectStorage
from tests.peers.redis_server import RedisServer
from tests.webapp.backups.offices import documents_fit
from tests.webapp.delivery.mail_server import MailServer
from tests.webapp.delivery.worker_process import WorkerProcess, until
from tests.webapp.deployment.served import served
from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.portal_for_tests import PortalForTests, a_pdf, make_portal
from tests.webapp.two_workers import pressing
from webapp.attachments.tables import Attachment
from webapp.clock import system_clock

ROOT = Path(__file__).parent.parent.parent.parent
HOST = "guichet.example.org"
SECRET = "a secret of tests, long enough for everybody"


@dataclass
class Stack:
    """The parts, and a portal of the test's own process on the same ones."""

    portal: PortalForTests
    port: int
    storage: ObjectStorage
    counter: RedisServer
    mail: MailServer

    def press(self, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        """Post to the server as the proxy passes it on; give status and location."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        own = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": HOST,
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{HOST}{path}",
        }
        connection.request("POST", path, body, headers | own)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status, answer.headers["Location"] or ""


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    kind = databases.KINDS[-1]
    with ExitStack() as parts:
        storage = parts.enter_context(ObjectStorage())
        counter = parts.enter_context(RedisServer())
        mail = MailServer()
        mail.start()
        parts.callback(mail.stop)
        settings = {
            **storage.settings,
            "DATABASE_URL": databases.address_of(tmp_path, kind=kind),
            "REDIS_URL": counter.url,
            "MODE": "production",
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": str(mail.port),
            "MAIL_SECURITY": "none",
            "MAIL_SENDER": "guichet@example.org",
            "SMS_URL": "https://127.0.0.1/sms",
            "SMS_TOKEN": "t",
            "INSTANCE_PATH": str(tmp_path / "instance"),
            "SECRET_KEY": SECRET,
            "BASE_URL": f"https://{HOST}",
            "TRUSTED_HOSTS": f'["{HOST}"]',
            "PROXIES": "1",
            "EMBEDDED_WORKER": "false",
        }
        port = parts.enter_context(served(tmp_path, settings, site=ROOT))
        worker = WorkerProcess(tmp_path, mail.port, **settings)
        parts.enter_context(worker)
        portal = make_portal(
            tmp_path,
            DATABASE_URL=settings["DATABASE_URL"],
            SECRET_KEY=SECRET,
            BASE_URL=settings["BASE_URL"],
            **storage.settings,
        )
        portal.clock.instant = system_clock()
        parts.callback(portal.services.database.close)
        yield Stack(portal, port, storage, counter, mail)


def test_a_request_goes_through_every_part(stack: Stack) -> None:
    """Sent over HTTP: in the database, its files in the storage, counted, and told."""
    desk = Desk(stack.portal)
    desk.person(CAMILLE)
    browser = desk.browser(CAMILLE).get("/formulaires/318.632.1")
    browser.fill_all({"decision_number": "320/1", "meals.days_5_8h": "5"})
    browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
    browser.attach("documents", "a.pdf", a_pdf()).press("Continuer")
    press = pressing(browser, "Envoyer ma demande")
    cookie = press.headers["Cookie"].replace("session=", "__Host-session=", 1)

    status, location = stack.press(
        press.address, press.body, press.headers | {"Cookie": cookie}
    )

    assert (status, location.endswith("/confirmation")) == (303, True)
    with stack.portal.services.database.reading() as session:
        names = {
            *session.scalars(select(Attachment.stored_as)),
            *session.scalars(select(FrozenPdf.stored_as)),
        }
    assert {f"portal/{name}" for name in names} == set(stack.storage.contents())
    assert documents_fit(stack.portal)
    stack.press("/connexion", b"", {})
    assert stack.counter.keys(), "nobody counted the knock at the door"
    until(lambda: bool(stack.mail.script.received))
    [letter] = stack.mail.script.received
    [sent] = stack.portal.requests()
    assert (sent.reference or "").encode() in letter

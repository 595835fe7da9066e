"""A page answers at once, whatever mail server and SMS provider do."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import perf_counter

import pytest

from tests.webapp.delivery.mail_server import SILENCE, MailServer
from tests.webapp.delivery.sms_provider import Answer, SmsProvider
from tests.webapp.office.desk import CAMILLE, Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, make_portal
from webapp.delivery.service import EXTENSION
from webapp.delivery.tables import OutboxMessage

AT_ONCE_S = 3
"""The servers are waited for longer: 4 and 5 s. A loaded machine needs some room."""


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    with ExitStack() as made:
        yield made


def _portal(folder: Path, mail_port: int, sms_url: str) -> PortalForTests:
    return make_portal(
        folder,
        EMBEDDED_WORKER=True,
        MAIL_HOST="127.0.0.1",
        MAIL_PORT=mail_port,
        MAIL_SECURITY="none",
        MAIL_TIMEOUT_S=4,
        MAIL_SENDER="guichet@example.org",
        SMS_URL=sms_url,
    )


def _mail_port(mode: str, servers: ExitStack) -> int:
    if mode == "refuses connections":
        with socket.create_server(("127.0.0.1", 0)) as server:
            return server.getsockname()[1]
    if mode == "never greets":
        server = servers.enter_context(socket.create_server(("127.0.0.1", 0)))
        return server.getsockname()[1]
    mail = MailServer()
    mail.script.recipients = ["451 4.7.1 later"] * 9 if mode == "grey list" else []
    mail.script.contents = [SILENCE] * 9 if mode == "falls silent" else []
    mail.start()
    servers.callback(mail.stop)
    return mail.port


def _press(browser: PlainBrowser, words: str) -> float:
    """Press a button; give how long the answer took."""
    begin = perf_counter()
    browser.press(words)
    return perf_counter() - begin


@pytest.mark.parametrize(
    "mode", ["refuses connections", "never greets", "grey list", "falls silent"]
)
def test_a_request_is_sent_at_once(
    tmp_path: Path, servers: ExitStack, mode: str
) -> None:
    """R7: its confirmation waits in the outbox, where its failure is visible."""
    portal = _portal(tmp_path, _mail_port(mode, servers), "http://127.0.0.1:9/")
    servers.callback(portal.services.database.close)
    servers.callback(portal.app.extensions[EXTENSION].worker.stop)
    desk = Desk(portal)
    desk.person(CAMILLE)
    browser = desk.browser(CAMILLE).get("/formulaires/318.632.1")
    browser.fill_all(
        {
            "decision_number": "320/2022/1",
            "meals.days_5_8h": "5",
            "period_from": "06.06.2022",
            "period_to": "10.06.2022",
        }
    )
    browser.press("Continuer")

    took = _press(browser, "Envoyer ma demande")

    assert browser.address.endswith("/confirmation")
    assert took < AT_ONCE_S
    [mail] = desk.rows(OutboxMessage)
    assert mail.state == "waiting"


@pytest.mark.parametrize(
    "answer",
    [Answer(500), Answer(429), Answer(is_silent=True), None],
    ids=["500", "429", "silent", "down"],
)
def test_the_page_of_the_code_is_there_at_once(
    tmp_path: Path, servers: ExitStack, answer: Answer | None
) -> None:
    """R8: it does not wait for the SMS; the same code comes when the provider is back.

    Until then it can be asked for again, and the page names the telephone.
    """
    provider = servers.enter_context(SmsProvider())
    provider.answers = [answer] * 9 if answer else []
    url = provider.url if answer else "http://127.0.0.1:9/"
    portal = _portal(tmp_path, 9, url)
    servers.callback(portal.services.database.close)
    servers.callback(portal.app.extensions[EXTENSION].worker.stop)
    servers.callback(provider.closing.set)
    portal.account()
    browser = portal.browser().get("/connexion")
    browser.fill(email=CAMILLE, password=PASSWORD)

    took = _press(browser, "Se connecter")

    assert took < AT_ONCE_S
    assert "code" in browser.names
    assert "+41 22 327 27 27" in browser.text
    browser.fill(code=portal.code(CAMILLE)).press("Envoyer")
    assert browser.address == "/"

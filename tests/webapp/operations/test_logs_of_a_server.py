"""F11: all that gunicorn and its workers write while people go through the portal."""

import json
import re
from pathlib import Path
from typing import Any

from tests.faults.wire import Wire, browser_at
from tests.webapp.office.desk import ANNE
from tests.webapp.operations import served
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests
from tests.webapp.two_workers import two_workers
from tests.webapp.whole_journey import walk
from webapp.accounts.directory import Role

_OF_GUNICORN = re.compile(r"\[[0-9: +-]+\] \[\d+\] \[INFO\] [\w .:/()-]+")
_PERSONAL = re.compile(
    r"756\D?\d{4}\D?\d{4}\D?\d{2}|\bCH\d{2}[ 0-9A-Z]{10,}|[\w.]+@[\w.]+|\+41\d+"
)


def test_a_server_writes_json_without_anything_personal(tmp_path: Path) -> None:
    """At DEBUG, with messages that do not leave, a decision, and a fault of ours."""
    settings: dict[str, Any] = {
        "MODE": "production",
        "TRUSTED_HOSTS": ["localhost"],
        "BASE_URL": "https://localhost",
        "LOG_LEVEL": "DEBUG",
        "EMBEDDED_WORKER": True,
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": 9,
        "MAIL_SECURITY": "none",
        "MAIL_SENDER": "guichet@example.org",
        "SMS_URL": "http://127.0.0.1:9/sms",
    }
    with two_workers(tmp_path, served=served.__name__, **settings) as server:
        wire = Wire(server.port)
        secrets = walk(server.portal, browser_at(wire))
        _decide(server.portal, wire)
        anybody = browser_at(wire).client
        fault = anybody.get("/broken", headers={"User-Agent": served.WORDS})
        anybody.get("/nowhere/7561234567897", headers={"X-Request-ID": "+41791234567"})
    written = server.log.read_text("utf-8")

    lines = [json.loads(each) for each in written.splitlines() if each[:1] == "{"]
    others = [each for each in written.splitlines() if each[:1] != "{"]
    assert [each for each in others if not _OF_GUNICORN.fullmatch(each)] == []
    assert len(secrets) > 20
    assert sorted(secret for secret in secrets if secret in written) == []
    assert _PERSONAL.findall(written) == []
    assert "\x1b" not in written
    of_fault = [
        line
        for line in lines
        if line.get("request_id") == fault.headers["X-Request-ID"]
    ]
    assert [line["event"].split()[0] for line in of_fault] == ["fault", "GET"]
    assert of_fault[0]["fault"][0] == "builtins.ValueError"
    endpoints = {line.get("endpoint") for line in lines}
    assert {
        "accounts.try_access_code",
        "office.decide_request",
        "broken",
        "none",
    } <= endpoints
    assert any(line["logger"] == "webapp.delivery.dispatch" for line in lines)


def _decide(portal: PortalForTests, wire: Wire) -> None:
    """Let a clerk sign in, read what was sent, and accept it."""
    portal.account(ANNE, Role.CLERK, {})
    clerk = browser_at(wire).get("/connexion").fill(email=ANNE, password=PASSWORD)
    clerk.press("Se connecter").fill(code=portal.code(ANNE)).press("Envoyer")
    [request] = [each for each in portal.requests() if each.reference]
    clerk.get(f"/office/demandes/{request.id}").press("Accepter")

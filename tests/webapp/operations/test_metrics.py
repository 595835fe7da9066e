"""Metrics: for whoever shows the token; nothing of persons in them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.webapp.delivery.rig import CODE, NOTICE
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, make_portal
from webapp.delivery import outbox
from webapp.operations.metrics import Happening, counted

TOKEN = "a token for the office's Prometheus"


@pytest.fixture
def watched(tmp_path: Path) -> PortalForTests:
    return make_portal(tmp_path, METRICS_TOKEN=TOKEN)


def _figures(portal: PortalForTests) -> dict[str, float]:
    answer = portal.app.test_client().get(
        "/metrics", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {
        name: float(value) for name, value in (each.rsplit(" ", 1) for each in lines)
    }


def test_without_a_token_there_are_no_metrics(portal: PortalForTests) -> None:
    """F06: off unless the office has set one."""
    answer = portal.app.test_client().get(
        "/metrics", headers={"Authorization": "Bearer "}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    "shown", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": TOKEN}]
)
def test_another_token_opens_nothing(
    watched: PortalForTests, shown: dict[str, str]
) -> None:
    answer = watched.app.test_client().get("/metrics", headers=shown)

    assert (answer.status_code, answer.text) == (401, "")
    watched.services.database.close()


def test_the_outbox_is_told_by_kind(watched: PortalForTests) -> None:
    with watched.services.database.writing() as session:
        outbox.write(session, NOTICE, at=watched.clock(), domain="example.org")
        outbox.write(session, CODE, at=watched.clock(), domain="example.org")
    watched.clock.instant = watched.clock.instant.replace(minute=2)

    figures = _figures(watched)

    assert {name: value for name, value in figures.items() if "outbox" in name} == {
        'portal_outbox_waiting{kind="mail"}': 1,
        'portal_outbox_waiting{kind="sms"}': 1,
        'portal_outbox_oldest_seconds{kind="mail"}': 120,
        'portal_outbox_oldest_seconds{kind="sms"}': 120,
        'portal_outbox_dead{kind="mail"}': 0,
        'portal_outbox_dead{kind="sms"}': 0,
    }
    assert figures["portal_forms"] == 6
    assert figures["portal_database_answers"] == 1
    watched.services.database.close()


def test_without_a_database_the_other_figures_are_told(
    watched: PortalForTests,
) -> None:
    with watched.services.database.writing() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO away"))

    figures = _figures(watched)

    assert figures["portal_database_answers"] == 0
    assert not [name for name in figures if "outbox" in name]
    watched.services.database.close()


def test_requests_are_timed_by_view_and_never_by_address(
    watched: PortalForTests,
) -> None:
    watched.account()
    name = 'portal_request_seconds_count{endpoint="accounts.confirmation",status="2xx"}'
    before = _figures(watched).get(name, 0)

    watched.app.test_client().get("/confirmation/a-token-that-nobody-should-see")

    after = _figures(watched)
    counts = {n: v for n, v in after.items() if n.startswith("portal_request")}
    assert after.get(name, 0) + after.get(name.replace("2xx", "4xx"), 0) > before
    assert "a-token" not in "".join(counts)
    assert {re.sub(r'"[a-z_.0-9+In]+?"|"[1-5]xx"', '""', n) for n in counts} == {
        'portal_request_seconds_bucket{endpoint="",le="",status=""}',
        'portal_request_seconds_count{endpoint="",status=""}',
        'portal_request_seconds_created{endpoint="",status=""}',
        'portal_request_seconds_sum{endpoint="",status=""}',
    }
    watched.services.database.close()


def test_wrong_passwords_and_codes_are_counted(portal: PortalForTests) -> None:
    portal.account()
    before = counted(Happening.FAILED_SIGN_IN)
    browser = portal.browser().get("/connexion")
    browser.fill(email="camille.exemple@example.org", password="wrong")
    browser.press("Se connecter")
    browser.fill(email="camille.exemple@example.org", password=PASSWORD)
    browser.press("Se connecter").fill(code="000-000").press("Envoyer")

    assert counted(Happening.FAILED_SIGN_IN) - before == 2


def test_processes_of_a_machine_are_counted_together(tmp_path: Path) -> None:
    """Whichever worker answers tells of all."""
    program = (
        "from webapp.operations.metrics import *\n"
        "count(Happening.SENDING)\n"
        "time_request('requests.home', 200, 0.02)\n"
        "print(of_processes().decode())\n"
    )
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    told = ""
    for _ in range(2):
        told = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert "portal_sendings_total 2.0" in told
    assert (
        'portal_request_seconds_count{endpoint="requests.home",status="2xx"} 2.0'
    ) in told

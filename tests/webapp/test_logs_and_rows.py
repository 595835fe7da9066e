"""What a journey leaves behind: nothing personal in logs, no row after looking."""

import logging
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.portal_for_tests import PortalForTests, a_pdf
from tests.webapp.whole_journey import walk
from webapp.access import Audience, open_to
from webapp.accounts.tables import Account
from webapp.tables import METADATA

LOGS_OF_READING = {"audit_log", "audit_head", "desk_presences"}
"""What reading writes: that it was read, and who has what open."""


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)


def test_no_log_tells_anything_personal(
    portal: PortalForTests, caplog: pytest.LogCaptureFixture
) -> None:
    """F11, A17: no AVS number, IBAN, password, code, token, phone, name or address."""
    caplog.set_level(logging.DEBUG)

    secrets = walk(portal, portal.browser())

    assert len(secrets) > 20
    assert sorted(secret for secret in secrets if secret in caplog.text) == []


def test_a_fault_of_the_database_tells_no_values(
    portal: PortalForTests, caplog: pytest.LogCaptureFixture
) -> None:
    """F11: the log has the trace and the statement, not what was to be written."""

    @portal.app.get("/broken")
    @open_to(Audience.ANYONE)
    def broken() -> str:
        with portal.services.database.writing() as session:
            forgotten = {"id": "x", "email": "pierre.dupont@example.org"}
            session.execute(insert(Account).values(forgotten))
        return ""

    assert portal.browser().get("/broken").status == 500
    assert IntegrityError.__name__ in caplog.text
    assert "pierre.dupont" not in caplog.text


def _rows(portal: PortalForTests) -> dict[str, str]:
    """Give each table's content as a hash; the log of what staff reads aside."""
    with portal.services.database.reading() as session:
        return {
            name: sha256(
                repr(session.execute(text(f"SELECT * FROM {name}")).all()).encode()  # noqa: S608 - names of our own tables
            ).hexdigest()
            for name in METADATA.tables
            if name not in LOGS_OF_READING
        }


def _addresses(app: Flask, values: dict[str, Any]) -> list[str]:
    """Give every address that takes GET, with ids that exist where there are some."""
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint != "static":
            known = {name: values.get(name, "1") for name in rule.arguments}
            with app.test_request_context():
                built = rule.build(known)
            assert built is not None
            found.append(built[1])
    return found


@pytest.mark.parametrize("email", [CAMILLE, ANNE, ""])
def test_looking_changes_nothing(
    portal: PortalForTests, desk: Desk, email: str
) -> None:
    """C02: GET and HEAD of every address and every link, as either side and nobody."""
    camille = desk.browser(CAMILLE)
    camille.get("/formulaires/318.632.1").attach("documents", "a.pdf", a_pdf())
    sent = desk.send_meals_on(camille)
    camille.get("/formulaires/318.632.1").press("Enregistrer")
    with portal.services.database.reading() as session:
        document = session.execute(text("SELECT id FROM attachments")).scalars().first()
    browser = desk.browser(email) if email else portal.browser()
    values = {
        "form_id": "318.632.1",
        "request_id": sent.id,
        "document_id": document,
        "definition_hash": sent.definition_hash,
        "language": "fr",
    }
    addresses = [*_addresses(portal.app, values), "/"]
    if email:
        start = "/office/" if email == ANNE else "/"
        links = {href for href, _ in browser.get(start).links if href.startswith("/")}
        addresses += sorted(links)
    portal.clock.instant += timedelta(seconds=30)
    before = _rows(portal)

    for address in addresses:
        for method in ("GET", "HEAD"):
            with browser.client.open(address, method=method) as answer:
                assert answer.status_code < 500, address

    changed = {name for name, rows in _rows(portal).items() if rows != before[name]}
    assert changed == set()

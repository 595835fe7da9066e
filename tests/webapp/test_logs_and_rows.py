"""What a journey leaves behind: nothing personal in logs, no row after looking."""

import logging
import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import insert, text
from sqlalchemy.exc import IntegrityError

from tests.webapp.office.desk import ANNE, CAMILLE, Desk, desk_of
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import CAMILLE as DATA
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf
from webapp.access import Audience, open_to
from webapp.accounts.codes import spelled
from webapp.accounts.tables import Account
from webapp.tables import METADATA

NEW = "cinq-bateaux-sur-le-lac"
LOGS_OF_READING = {"audit_log", "audit_head", "desk_presences"}
"""What reading writes: that it was read, and who has what open."""


@pytest.fixture
def desk(portal: PortalForTests) -> Desk:
    return desk_of(portal)


def _secrets_of(portal: PortalForTests, browser: PlainBrowser) -> set[str]:
    """Give every code, link, cookie and form token that there was."""
    texts = [*portal.sms(), *(mail.text for mail in portal.mails())]
    found = {code for text in texts for code in re.findall(r"\d{3}-\d{3}", text)}
    found |= {spelled(code) for code in found}
    found |= {t for text in texts for t in re.findall(r"[A-Za-z0-9_-]{40,}", text)}
    for name in ("session", "device"):
        cookie = browser.client.get_cookie(name)
        if cookie is not None:
            found |= {cookie.value}
    return found | {browser.value("csrf_token")}


def _journey(portal: PortalForTests) -> set[str]:
    """Register, mistype, send, change, forget; give what must be in no log."""
    email = "pierre.dupont@example.org"
    person = {**DATA, "email": email, "birth_date": "12.03.1984"}
    typed = {key: str(value) for key, value in person.items() if value is not False}
    browser = portal.browser().get("/inscription")
    browser.fill_all({**typed, "mobile": "079 123 45 67", "iban": "CH93 0076"})
    browser.fill(password=PASSWORD, password2=PASSWORD, confirmed="true")
    browser.press("S'inscrire")
    browser.fill(password=PASSWORD, password2=PASSWORD, iban=DATA["iban"])
    browser.press("S'inscrire")
    browser.fill(code="000-000").press("Envoyer")
    browser.fill(code=portal.code(email)).press("Envoyer")
    secrets = _secrets_of(portal, browser)
    link = re.search(r"/confirmation/\S+", portal.mails()[-1].text)
    assert link is not None
    browser.get(link[0]).press("Confirmer")
    Desk(portal).send_meals(browser, days="4")
    browser.get("/informations-personnelles/modifier")
    browser.fill(iban="CH56 0483 5012 3456 7800 9").press("Enregistrer")
    browser.fill(code=portal.code(email)).press("Envoyer")
    browser.get("/informations-personnelles/application")
    key = re.search(r'class="secret">([A-Z2-7]{32})<', browser.html)
    assert key is not None
    code = TOTP(key[1]).at(portal.clock())
    browser.fill(code=code, current="not the password").press("Relier l'application")
    secrets |= _secrets_of(portal, browser) | {key[1], code}
    browser.press("Se déconnecter")
    browser.fill(email=email, password="not the password").press("Se connecter")
    browser.get("/mot-de-passe-oublie").fill(email=email).press("Envoyer")
    link = re.search(r"/nouveau-mot-de-passe/\S+", portal.mails()[-1].text)
    assert link is not None
    browser.get(link[0]).fill(password=NEW, password2=NEW).press("Continuer")
    secrets |= _secrets_of(portal, browser)
    browser.client.post(browser.address, data={"csrf_token": "of another", "code": "1"})
    return secrets | {
        *(email, PASSWORD, NEW, "not the password", "Exemple", "Rue des Exemples 1"),
        *("756.1234.5678.97", "7561234567897", "+41791234567", "079 123 45 67"),
        *("CH9300762011623852957", "CH5604835012345678009"),
        *("CH56 0483 5012 3456 7800 9", "320/2022/1"),
    }


def test_no_log_tells_anything_personal(
    portal: PortalForTests, caplog: pytest.LogCaptureFixture
) -> None:
    """F11, A17: no AVS number, IBAN, password, code, token, phone, name or address."""
    caplog.set_level(logging.DEBUG)

    secrets = _journey(portal)

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

"""One person's way through the portal, with slips, and what is secret of it."""

import re

from pyotp.totp import TOTP

from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import CAMILLE as DATA
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf
from webapp.accounts.codes import spelled

__all__ = ["NEW", "secrets_of", "walk"]

NEW = "cinq-bateaux-sur-le-lac"
HOSTILE = "a\x1b[31m ERROR forged.pdf"
"""The name of a document, which wants to be a line of a log by itself."""


def secrets_of(portal: PortalForTests, browser: PlainBrowser) -> set[str]:
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


def walk(portal: PortalForTests, browser: PlainBrowser) -> set[str]:
    """Register, mistype, send, change, forget; give what must be in no log.

    Args:
        portal: Tells what was sent to people.
        browser: Of the same portal, wherever it is served.
    """
    email = "pierre.dupont@example.org"
    person = {**DATA, "email": email, "birth_date": "12.03.1984"}
    typed = {key: str(value) for key, value in person.items() if value is not False}
    browser.get("/inscription")
    browser.fill_all({**typed, "mobile": "079 123 45 67", "iban": "CH93 0076"})
    browser.fill(password=PASSWORD, password2=PASSWORD, confirmed="true")
    browser.press("S'inscrire")
    browser.fill(password=PASSWORD, password2=PASSWORD, iban=DATA["iban"])
    browser.press("S'inscrire")
    browser.fill(code="000-000").press("Envoyer")
    browser.fill(code=portal.code(email)).press("Envoyer")
    secrets = secrets_of(portal, browser)
    link = re.search(r"/confirmation/\S+", portal.mails()[-1].text)
    assert link is not None
    browser.get(link[0]).press("Confirmer")
    browser.get("/formulaires/318.632.1").attach("documents", HOSTILE, a_pdf())
    sent = Desk(portal).send_meals_on(browser)
    browser.get(f"/demandes/{sent.id}?avs=7561234567897")
    browser.get("/informations-personnelles/modifier")
    browser.fill(iban="CH56 0483 5012 3456 7800 9").press("Enregistrer")
    browser.fill(code=portal.code(email)).press("Envoyer")
    browser.get("/informations-personnelles/application")
    key = re.search(r'class="secret">([A-Z2-7]{32})<', browser.html)
    assert key is not None
    code = TOTP(key[1]).at(portal.clock())
    browser.fill(code=code, current="not the password").press("Relier l'application")
    secrets |= secrets_of(portal, browser) | {key[1], code}
    browser.press("Se déconnecter")
    browser.fill(email=email, password="not the password").press("Se connecter")
    browser.get("/mot-de-passe-oublie").fill(email=email).press("Envoyer")
    link = re.search(r"/nouveau-mot-de-passe/\S+", portal.mails()[-1].text)
    assert link is not None
    browser.get(link[0]).fill(password=NEW, password2=NEW).press("Continuer")
    secrets |= secrets_of(portal, browser)
    browser.client.post(browser.address, data={"csrf_token": "of another", "code": "1"})
    return secrets | {
        *(email, PASSWORD, NEW, "not the password", "Exemple", "Rue des Exemples 1"),
        *("756.1234.5678.97", "7561234567897", "+41791234567", "079 123 45 67"),
        *("CH9300762011623852957", "CH5604835012345678009"),
        *("CH56 0483 5012 3456 7800 9", "320/2022/1", "forged.pdf"),
    }

"""What was typed while the session ended: kept, told, and found again after sign-in."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, a_pdf
from webapp.accounts.sessions import LATE_FOR, end_sessions
from webapp.accounts.tables import Account, LoginSession
from webapp.attachments.tables import Attachment

EMAIL = "camille.exemple@example.org"
FORM = "/formulaires/318.632.1"
KEPT = "Votre session a pris fin. Ce que vous avez tapé est enregistré"


def _sign_in_again(portal: PortalForTests, browser: PlainBrowser) -> PlainBrowser:
    browser.fill(email=EMAIL, password=PASSWORD).press("Se connecter")
    return browser.fill(code=portal.code(EMAIL)).press("Envoyer")


def _draft(browser: PlainBrowser) -> PlainBrowser:
    return browser.get(FORM).fill_all({"decision_number": "1"}).press("Enregistrer")


def test_a_draft_typed_too_long_is_saved(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C04, A22: signing in leads back to that very draft, with what was typed."""
    address = _draft(camille).address
    camille.fill_all({"decision_number": "320/2022/7"})
    portal.clock.instant += timedelta(minutes=16)

    camille.press("Enregistrer")

    assert camille.address == "/connexion"
    assert KEPT in camille.text
    assert EMAIL not in camille.html
    assert "320/2022/7" not in camille.html
    _sign_in_again(portal, camille)
    assert camille.address == address
    assert camille.value("decision_number") == "320/2022/7"


def test_a_form_begun_too_long_ago_becomes_a_draft(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C04: with its documents, though nothing had been saved before."""
    camille.get(FORM).fill_all({"decision_number": "320/2022/7"})
    camille.attach("documents", "a.pdf", a_pdf())
    portal.clock.instant += timedelta(hours=20)

    _sign_in_again(portal, camille.press("Calculer"))

    [draft] = portal.requests()
    assert camille.address == f"/demandes/{draft.id}"
    assert camille.value("decision_number") == "320/2022/7"
    assert "a.pdf" in camille.text


def test_a_page_of_another_tab_is_saved_after_signing_in_again(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C04: its form's token is still taken, from the same person in this browser."""
    address, data = (
        _draft(camille).fill_all({"decision_number": "2"}).pressed("Enregistrer")
    )
    portal.clock.instant += timedelta(minutes=16)
    _sign_in_again(portal, camille.get("/"))

    assert camille.client.post(address, data=data).status_code == 303
    assert portal.requests()[0].answers["decision_number"] == "2"


def test_a_page_of_another_persons_session_is_not_taken(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C01: nor one from before signing out."""
    portal.account("autre@example.org")
    address, data = camille.get(FORM).pressed("Enregistrer")
    portal.clock.instant += timedelta(minutes=16)
    camille.get("/").fill(email="autre@example.org", password=PASSWORD)
    camille.press("Se connecter")
    camille.fill(code=portal.code("autre@example.org")).press("Envoyer")

    assert camille.client.post(address, data=data).status_code == 400

    address, data = camille.get(FORM).pressed("Enregistrer")
    camille.get("/").press("Se déconnecter")
    camille.fill(email="autre@example.org", password=PASSWORD).press("Se connecter")
    camille.fill(code=portal.code("autre@example.org")).press("Envoyer")

    assert camille.client.post(address, data=data).status_code == 400


def test_what_another_device_saved_meanwhile_is_kept_too(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C04: nothing may be shown, so what was typed becomes a draft of its own."""
    first = _draft(camille).address
    camille.fill_all({"decision_number": "320/2022/7"})
    portal.clock.instant += timedelta(minutes=16)
    other = portal.signed_in().get(first)
    other.fill_all({"decision_number": "320/2022/8"}).press("Enregistrer")

    _sign_in_again(portal, camille.press("Enregistrer"))

    assert camille.address != first
    assert camille.value("decision_number") == "320/2022/7"
    assert camille.get(first).value("decision_number") == "320/2022/8"


def test_nothing_is_sent_late(portal: PortalForTests, camille: PlainBrowser) -> None:
    """C04: the press leads back to the check page, where it can be made again."""
    camille.get(FORM)
    camille.fill_all({"decision_number": "320/2022/1", "meals.days_5_8h": "5"})
    camille.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
    camille.press("Continuer")
    portal.clock.instant += timedelta(minutes=16)

    camille.press("Envoyer ma demande")

    assert camille.address == "/connexion"
    assert portal.requests()[0].status == "draft"
    assert _sign_in_again(portal, camille).address.endswith("/verification")


def _ended(portal: PortalForTests) -> None:
    with portal.services.database.writing() as session:
        account = session.scalars(select(Account)).one()
        end_sessions(session, account.id, at=portal.clock())


def _disabled(portal: PortalForTests) -> None:
    portal.clock.instant += timedelta(minutes=16)
    with portal.services.database.writing() as session:
        session.scalars(select(Account)).one().disabled_at = portal.clock()


def _too_late(portal: PortalForTests) -> None:
    portal.clock.instant += timedelta(hours=12) + LATE_FOR


@pytest.mark.parametrize("happens", [_ended, _disabled, _too_late])
def test_a_session_that_was_ended_takes_nothing(
    portal: PortalForTests, camille: PlainBrowser, happens: object
) -> None:
    """A24, A26: nor one whose end is long past, nor that of a disabled account."""
    _draft(camille).fill_all({"decision_number": "2"})
    assert callable(happens)
    happens(portal)

    camille.press("Enregistrer")

    assert camille.address == "/connexion"
    assert KEPT not in camille.text
    assert portal.requests()[0].answers["decision_number"] == "1"


def test_a_late_change_needs_its_sessions_token(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C01: without it, nothing is changed."""
    _draft(camille)
    portal.clock.instant += timedelta(minutes=16)
    address, data = camille.fill_all({"decision_number": "2"}).pressed("Enregistrer")
    data["csrf_token"] = portal.browser().get("/connexion").value("csrf_token")

    assert camille.client.post(address, data=data).status_code == 400
    assert portal.requests()[0].answers["decision_number"] == "1"


def test_a_late_change_reaches_no_other_persons_draft(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """B01: it is answered like any page for those signed in."""
    address = _draft(camille).address
    portal.account("autre@example.org")
    other = portal.signed_in("autre@example.org")
    _, data = _draft(other).fill_all({"decision_number": "2"}).pressed("Enregistrer")
    portal.clock.instant += timedelta(minutes=16)

    answer = other.client.post(address, data=data)

    assert (answer.status_code, answer.location) == (303, "/connexion?next=/")
    assert portal.requests()[0].answers["decision_number"] == "1"


def test_a_late_change_opens_nothing(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """A22: the session stays ended, and every page asks for signing in."""
    _draft(camille).fill_all({"decision_number": "2"})
    portal.clock.instant += timedelta(minutes=16)

    camille.press("Enregistrer")

    assert camille.client.get("/").status_code == 303
    _sign_in_again(portal, camille)
    with portal.services.database.reading() as session:
        rows = session.scalars(select(LoginSession)).all()
    assert sorted(row.ended_at is None for row in rows) == [False, True]


def test_a_late_document_is_there_once(
    portal: PortalForTests, camille: PlainBrowser
) -> None:
    """C04: pressing again, or going back, adds nothing twice."""
    _draft(camille).attach("documents", "a.pdf", a_pdf())
    address, data = camille.pressed("Enregistrer")
    portal.clock.instant += timedelta(minutes=16)
    camille.client.post(address, data=data, content_type="multipart/form-data")
    camille.attach("documents", "a.pdf", a_pdf())
    again = camille.pressed("Enregistrer")[1]

    camille.client.post(address, data=again, content_type="multipart/form-data")

    with portal.services.database.reading() as session:
        assert len(session.scalars(select(Attachment)).all()) == 1

"""The desk in tests: people of both sides, and requests that have been sent."""

from dataclasses import dataclass
from typing import Any

from flask import session as cookie
from sqlalchemy import select

from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import CAMILLE as DATA
from tests.webapp.portal_for_tests import PortalForTests
from webapp.accounts.directory import Role, find_account
from webapp.accounts.sessions import begin_session
from webapp.accounts.tables import Account
from webapp.delivery.tables import OutboxMessage
from webapp.requests.versions import SentVersion, sent_versions

CAMILLE = "camille.exemple@example.org"
ANNE = "anne.keller@example.org"
BRUNO = "bruno.rossi@example.org"
SOPHIE = "sophie.meier@example.org"
"""A supervisor; nobody until somebody makes her account."""


@dataclass
class Desk:
    """The portal with a beneficiary and two clerks."""

    portal: PortalForTests

    @property
    def database(self) -> Any:
        return self.portal.services.database

    def person(
        self, email: str, role: Role = Role.BENEFICIARY, **applicant: Any
    ) -> str:
        """Make an account with a confirmed address; give its id."""
        data = {**DATA, **applicant} if role is Role.BENEFICIARY else {}
        account_id = self.portal.account(email, role, data)
        with self.database.writing() as session:
            account = session.get_one(Account, account_id)
            account.email_confirmed_at = self.portal.clock()
        return account_id

    def browser(self, email: str) -> PlainBrowser:
        """Give a browser with a session of somebody, as after signing in."""
        app = self.portal.app
        with app.test_request_context():
            with self.database.writing() as session:
                account = find_account(session, email)
                assert account is not None
                begin_session(session, account)
            kept = dict(cookie)
        client = app.test_client()
        with client.session_transaction() as own:
            own.update(kept)
        return PlainBrowser(client)

    def send_meals(
        self, browser: PlainBrowser, days: str = "5", **more: str
    ) -> Request:
        """Fill 318.632.1 with days of meals at 11.50, and send it."""
        browser.get("/formulaires/318.632.1")
        return self.send_meals_on(browser, **{"meals.days_5_8h": days, **more})

    def send_meals_on(self, browser: PlainBrowser, **more: str) -> Request:
        """Fill the page that is open, and send it."""
        values = {
            "decision_number": "320/2022/1",
            "meals.days_5_8h": "5",
            "period_from": "06.06.2022",
            "period_to": "10.06.2022",
            **more,
        }
        browser.fill_all(values)
        return self.send(browser)

    def send_trips(
        self, browser: PlainBrowser, fares: tuple[str, ...], **more: str
    ) -> Request:
        """Fill 318.632.1 with a journey by taxi for each fare, and send it."""
        browser.get("/formulaires/318.632.1")
        browser.fill_all({"decision_number": "320/2022/1"})
        for index, fare in enumerate(fares):
            if index:
                browser.press("Ajouter une entrée")
            browser.fill_all(
                {
                    f"trips-{index}-start": f"{6 + index:02}.06.2022",
                    f"trips-{index}-end": f"{6 + index:02}.06.2022",
                    f"trips-{index}-purpose": "Hôpital",
                    f"trips-{index}-origin": "Genève",
                    f"trips-{index}-destination": "Berne",
                    f"trips-{index}-ticket": "taxi",
                }
            )
            browser.press("Calculer")
            browser.fill_all({f"trips-{index}-fare": fare})
        browser.fill_all(more)
        return self.send(browser)

    def send(self, browser: PlainBrowser) -> Request:
        """Go on from a filled page to the confirmation; give the request."""
        browser.press("Continuer")
        assert browser.address.endswith("/verification"), browser.text
        reasons = {name for name in browser.names if name.startswith("reason-")}
        browser.fill_all(dict.fromkeys(reasons, "C'est ainsi."))
        browser.press("Envoyer ma demande")
        assert browser.address.endswith("/confirmation"), browser.text
        return self.request(browser.address.split("/")[2])

    def request(self, request_id: str) -> Request:
        with self.database.reading() as session:
            return session.get_one(Request, request_id)

    def versions(self, request_id: str) -> tuple[SentVersion, ...]:
        with (
            self.portal.app.test_request_context(),
            self.database.reading() as session,
        ):
            return sent_versions(session, session.get_one(Request, request_id))

    def events(self, request_id: str) -> list[tuple[str, str, str]]:
        """Give action, new status and note of everything that happened."""
        with self.database.reading() as session:
            events = RequestRepository(session).events(request_id)
            return [(each.action, each.to_status, each.note) for each in events]

    def messages(self) -> list[OutboxMessage]:
        """Give what was written to people, in order."""
        with self.database.reading() as session:
            asked = select(OutboxMessage).order_by(OutboxMessage.created_at)
            return list(session.scalars(asked))

    def rows(self, table: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.scalars(select(table)))


def desk_of(portal: PortalForTests) -> Desk:
    """Make the people."""
    made = Desk(portal)
    made.person(CAMILLE)
    made.person(ANNE, Role.CLERK)
    made.person(BRUNO, Role.CLERK)
    return made

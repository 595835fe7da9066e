"""The real portal on a new database, with a clock that stands still."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from flask import Flask
from pyotp.totp import TOTP
from sqlalchemy import select, text

from engine.storage.tables import Request
from tests import databases
from tests.webapp.compiled_templates import share_compiled_templates
from tests.webapp.plain_browser import PlainBrowser
from webapp import create_app
from webapp.accounts.authenticators import app_secret, set_app_up
from webapp.accounts.directory import NewAccount, Role, create_account, find_account
from webapp.accounts.tables import Authenticator
from webapp.delivery.tables import OutboxMessage
from webapp.portal import EXTENSION, Portal

PASSWORD = "trois-pommes-et-un-train"
CAMILLE: dict[str, Any] = {
    "email": "camille.exemple@example.org",
    "mobile": "+41791234567",
    "avs_number": "756.1234.5678.97",
    "salutation": "mrs",
    "last_name": "Exemple",
    "first_name": "Camille",
    "street": "Rue des Exemples 1",
    "postcode": "1201",
    "city": "Genève",
    "country": "CH",
    "birth_date": "1984-03-12",
    "iban": "CH9300762011623852957",
    "represented": False,
}


@dataclass
class StandingClock:
    """Gives the same instant until it is moved."""

    instant: datetime = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.instant

    def set_day(self, day: date) -> None:
        self.instant = datetime.combine(day, time(12, 0), UTC)


@dataclass
class PortalForTests:
    """The application with its services, and people who use it."""

    app: Flask
    clock: StandingClock
    accounts: list[str] = field(default_factory=list)

    @property
    def services(self) -> Portal:
        return self.app.extensions[EXTENSION]

    def browser(self) -> PlainBrowser:
        return PlainBrowser(self.app.test_client())

    def account(
        self,
        email: str = "camille.exemple@example.org",
        role: Role = Role.BENEFICIARY,
        applicant: dict[str, Any] | None = None,
    ) -> str:
        """Make an account, its password being `PASSWORD`; give its id."""
        data = dict(CAMILLE if applicant is None else applicant)
        new = NewAccount(
            email=email,
            password_hash=self.services.passwords.hash(PASSWORD),
            role=role,
            applicant={**data, "email": email},
            is_confirmed=True,
        )
        with self.services.database.writing() as session:
            account = create_account(session, new, at=self.clock())
            if role is not Role.BENEFICIARY:
                set_app_up(session, account.id, "n", timecode=0, at=self.clock())
            return account.id

    def signed_in(self, email: str = "camille.exemple@example.org") -> PlainBrowser:
        """Give a browser in which somebody has signed in."""
        browser = self.browser()
        browser.get("/connexion")
        browser.fill(email=email, password=PASSWORD)
        browser.press("Se connecter")
        browser.fill(code=self.code(email)).press("Envoyer")
        return browser

    def code(self, email: str) -> str:
        """Give the code that this person would type now: from the SMS, or the app."""
        with self.services.database.writing() as session:
            account = find_account(session, email)
            assert account is not None
            app = session.get(Authenticator, account.id)
            if app is not None:
                # A clock that stands still would show the same code twice.
                app.last_timecode = 0
        if app is not None:
            with self.app.app_context():
                secret = app_secret(account.id, app.nonce)
            return TOTP(secret).at(self.clock())
        return self.sms()[-1].removeprefix("Votre code d'accès au Guichet: ")

    def sms(self) -> list[str]:
        """Give the text of every SMS that waits, in the order of writing."""
        with self.services.database.reading() as session:
            found = session.scalars(
                select(OutboxMessage.text)
                .where(OutboxMessage.kind == "sms")
                .order_by(text("rowid"))
            )
            return list(found)

    def mails(self) -> list[OutboxMessage]:
        """Give every e-mail of the outbox, in the order of writing."""
        with self.services.database.reading() as session:
            found = session.scalars(
                select(OutboxMessage)
                .where(OutboxMessage.kind == "mail")
                .order_by(text("rowid"))
            )
            return list(found)

    def requests(self) -> list[Request]:
        """Give every stored request, in the order of their making."""
        with self.services.database.reading() as session:
            return list(session.scalars(select(Request).order_by(Request.created_at)))


def make_portal(folder: Path, **settings: Any) -> PortalForTests:
    """Put a portal together whose files are all in one folder."""
    clock = StandingClock()
    if "DATABASE_URL" not in settings:
        settings["DATABASE_URL"] = databases.address_of(folder)
    app = create_app(
        {
            "MODE": "development",
            "SECRET_KEY": "a secret of tests, long enough for everybody",
            "INSTANCE_PATH": str(folder),
            "CLOCK": clock,
            "PASSWORDS": PasswordHasher.from_parameters(CHEAPEST),
            "LOOK_AGAIN_AFTER_S": 0.0,
            "EMBEDDED_WORKER": False,
            **settings,
        }
    )
    share_compiled_templates(app)
    return PortalForTests(app, clock)


def a_pdf() -> bytes:
    """Give a PDF of one empty page."""
    written = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(written)
    return written.getvalue()

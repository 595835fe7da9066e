"""An office that is to fail: real processes, real peers, people, and their history.

    with office(folder) as rig:
        person = rig.beneficiary()
        paper = person.save(person.open())
        … a fault …
        person.send(paper)
        rig.settle()
        assert rig.lies() == []

Everything is spoken to over 127.0.0.1, as by a browser without scripts. The office's
files are in `instance`, where a test may put another file system; logs and the clock
stay outside of it.
"""

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from tests import databases
from tests.faults.history import History
from tests.faults.invariants import Stored, lies, lost
from tests.faults.people import Beneficiary, Clerk
from tests.faults.processes import Outbox, Server, until
from tests.faults.served import MovableClock, ProcessSettings
from tests.faults.stored import read_stored
from tests.faults.tally import Tally
from tests.faults.wire import Wire, browser_at
from tests.webapp.delivery.mail_server import MailServer
from tests.webapp.delivery.sms_provider import SmsProvider
from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import PASSWORD, PortalForTests, make_portal
from webapp.accounts.directory import Role
from webapp.delivery.dispatch import deliver_due
from webapp.delivery.letter import Kind, State
from webapp.delivery.service import EXTENSION as DELIVERY
from webapp.delivery.service import Delivery
from webapp.delivery.tables import ChoreLease

__all__ = ["Rig", "office"]

LEASE_S = 2


@dataclass
class Rig:
    """The office; made by `office`."""

    folder: Path
    clock: MovableClock
    portal: PortalForTests
    """An application of the test's own process on the same database: it looks."""
    mail: MailServer
    sms: SmsProvider
    wire: Wire
    settings: dict[str, object]
    chance: Random
    tally: Tally
    stack: ExitStack
    history: History = field(default_factory=History)
    server: Server = field(init=False)
    _numbers: Any = field(default_factory=lambda: count(1))

    @property
    def instance(self) -> Path:
        return self.folder / "instance"

    @property
    def desk(self) -> Desk:
        return Desk(self.portal)

    def serve(
        self,
        *,
        workers: int = 2,
        options: tuple[str, ...] = (),
        skew_s: float = 0.0,
    ) -> Server:
        """Start a web server; the wire leads to it from now on."""
        self.server = self.stack.enter_context(
            Server(
                self.told(skew_s=skew_s),
                self.folder / f"server.{next(self._numbers)}.log",
                workers=workers,
                options=options,
            )
        )
        self.wire.port = self.server.port
        return self.server

    def deliver(self, *, skew_s: float = 0.0, **settings: object) -> Outbox:
        """Start a worker of the outbox."""
        told = self.told(skew_s=skew_s, **settings)
        log = self.folder / f"outbox.{next(self._numbers)}.log"
        return self.stack.enter_context(Outbox(told, log))

    def told(self, *, skew_s: float = 0.0, **settings: object) -> ProcessSettings:
        return ProcessSettings(
            clock_file=str(self.clock.file),
            skew_s=skew_s,
            portal={**self.settings, **settings},
        )

    def beneficiary(self) -> Beneficiary:
        """Make a person with an account, who signs in."""
        email = f"person.{next(self._numbers)}@example.org"
        self.desk.person(email)
        return Beneficiary(
            email, self.signed_in(email), self.history, self._numbers, self.chance
        )

    def clerk(self) -> Clerk:
        """Make somebody of the office, who signs in."""
        email = f"clerk.{next(self._numbers)}@example.org"
        self.desk.person(email, Role.CLERK)
        return Clerk(email, self.signed_in(email), self.history, self._numbers)

    def browser(self) -> PlainBrowser:
        return browser_at(self.wire)

    def signed_in(self, email: str) -> PlainBrowser:
        """Sign in as people do: password, then the code of SMS or app."""
        browser = self.browser().get("/connexion")
        browser.fill(email=email, password=PASSWORD).press("Se connecter")
        self.portal.clock.instant = self.clock()
        browser.fill(code=self.portal.code(email)).press("Envoyer")
        assert browser.status == 200, browser.text
        return browser

    def settle(self) -> None:
        """Let every message leave that can, whatever waits it has earned by faults.

        This process does what the outbox's worker does, hour by hour.
        """
        delivery: Delivery = self.portal.app.extensions[DELIVERY]
        for _ in range(200):
            if self.is_all_sent:
                return
            for kind in Kind:
                while deliver_due(delivery.dispatch, kind).sent:
                    pass
            self.clock.move(600)

    @property
    def is_all_sent(self) -> bool:
        return not any(row.state == State.WAITING for row in self.desk.messages())

    def has_done(self, chore: str) -> bool:
        """Tell whether an outbox's worker has come to the end of a chore."""
        with self.portal.services.database.reading() as session:
            known = session.get(ChoreLease, chore)
            return known is not None and known.done_at is not None

    def until_sent(self) -> None:
        """Wait until the outbox's worker has delivered everything."""
        try:
            until(lambda: self.is_all_sent, "the outbox is not empty")
        except AssertionError as error:
            for row in self.desk.messages():
                if row.state == State.WAITING:
                    error.add_note(
                        f"{row.kind} {row.dedupe_key}: {row.attempts} attempts, "
                        f"{row.last_error!r}, next {row.next_attempt_at}, "
                        f"leased until {row.lease_expires_at}, now {self.clock()}"
                    )
            raise

    def stored(self) -> Stored:
        """Read everything there is."""
        return read_stored(self.portal.app, self.mail.script.received)

    def lies(self) -> list[str]:
        """Compare what was acknowledged with what there is; note it for the table."""
        found = self.stored()
        self.tally.acknowledged += len(self.history.acknowledged)
        self.tally.lost += lost(self.history, found)
        return lies(self.history, found)


@contextmanager
def office(
    folder: Path, tally: Tally, chance: Random, **settings: object
) -> Generator[Rig]:
    """Put an office together; whatever it has started ends with it.

    Args:
        folder: Empty; `instance` in it may be another file system.
        tally: What the office's run is noted in.
        chance: Decides whatever is left to chance.
        settings: Of the portal, without the prefix `PORTAL_`.
    """
    instance = folder / "instance"
    instance.mkdir(exist_ok=True)
    clock = MovableClock(folder / "clock")
    clock.begin()
    with ExitStack() as stack:
        mail = MailServer()
        mail.start()
        stack.callback(mail.stop)
        sms = stack.enter_context(SmsProvider())
        told: dict[str, object] = {
            "INSTANCE_PATH": str(instance),
            "DATABASE_URL": databases.address_of(instance),
            "DELIVERY_LEASE_S": LEASE_S,
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": mail.port,
            "MAIL_SECURITY": "none",
            "MAIL_SENDER": "guichet@example.org",
            "SMS_URL": sms.url,
            **settings,
        }
        portal = make_portal(instance, **told, CLOCK=clock)
        stack.callback(portal.services.database.close)
        databases.number_messages(portal.services.database)
        yield Rig(
            folder=folder,
            clock=clock,
            portal=portal,
            mail=mail,
            sms=sms,
            wire=Wire(0),
            settings=told,
            chance=chance,
            tally=tally,
            stack=stack,
        )

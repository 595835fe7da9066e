"""People who send requests to a real server, one after another, until told to stop."""

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from tests.webapp.office.desk import Desk
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf
from tests.webapp.two_workers import TwoWorkers, pressing

__all__ = ["Writers", "writing"]

WRITERS = 3
AT_MOST = 40
"""Requests of one writer, however long it takes."""


@dataclass
class Writers:
    """People who send one request after the other, and what was acknowledged."""

    server: TwoWorkers
    acknowledged: list[str] = field(default_factory=list)
    """Ids of requests, in the order of their confirmations."""
    begun: Event = field(default_factory=Event)
    """Whether each of them sent something, or somebody failed."""
    over: Event = field(default_factory=Event)
    lock: Lock = field(default_factory=Lock)

    def write(self, email: str) -> None:
        """Send until it is over: a draft with a document, then its sending."""
        try:
            self._write(Desk(self.server.portal).browser(email))
        finally:
            # Whoever waits for a writer that failed is told so at once.
            self.begun.set()

    def _write(self, browser: PlainBrowser) -> None:
        for _ in range(AT_MOST):
            if self.over.is_set():
                return
            browser.get("/formulaires/318.632.1")
            browser.fill_all({"decision_number": "320/1", "meals.days_5_8h": "5"})
            browser.fill_all({"period_from": "06.06.2022", "period_to": "10.06.2022"})
            browser.attach("documents", "a.pdf", a_pdf()).press("Continuer")
            for name in [n for n in browser.names if n.startswith("reason-")]:
                browser.fill_all({name: "C'est ainsi."})
            press = pressing(browser, "Envoyer ma demande")
            [answer] = self.server.at_once([press])
            assert answer.location.endswith("/confirmation"), answer.text
            self._note(answer.location.split("/")[2])

    def _note(self, request_id: str) -> None:
        with self.lock:
            self.acknowledged.append(request_id)
            if len(self.acknowledged) >= 2 * WRITERS:
                self.begun.set()


@contextmanager
def writing(server: TwoWorkers) -> Generator[Writers]:
    """Let people send from before the context until its end; none of them may fail."""
    desk, writers = Desk(server.portal), Writers(server)
    emails = [f"writer.{number}@example.org" for number in range(WRITERS)]
    for email in emails:
        desk.person(email)
    with ThreadPoolExecutor(WRITERS) as pool:
        working = [pool.submit(writers.write, email) for email in emails]
        try:
            assert writers.begun.wait(60)
            if not any(each.done() for each in working):
                yield writers
        finally:
            writers.over.set()
        for each in working:
            each.result(60)

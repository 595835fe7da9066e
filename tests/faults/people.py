"""People at work: they press again where no answer came, and note what is said."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from threading import Barrier
from typing import Any

from tests.faults.history import Decide, History, Outcome, Save, Send
from tests.faults.wire import CutOffError
from tests.webapp.plain_browser import PlainBrowser
from tests.webapp.portal_for_tests import a_pdf

__all__ = ["Beneficiary", "Clerk", "Paper", "TurnedAwayError", "at_once", "pressing"]

FORM = "/formulaires/318.632.1"
_RATE = Decimal("11.50")
_OK, _NO_SERVICE = 200, 503
_CONTINUE, _SEND = "Continuer", "Envoyer ma demande"


class TurnedAwayError(Exception):
    """The page says that nothing can be saved for the moment."""


@dataclass
class Paper:
    """A request in somebody's hands: what was typed, and how far it has come."""

    marker: str
    days: int
    saving: Save
    sending: Send | None = None

    @property
    def total(self) -> Decimal:
        return self.days * _RATE


@dataclass
class Beneficiary:
    """A person who fills forms."""

    email: str
    browser: PlainBrowser
    history: History
    numbers: Iterator[int]
    chance: Random
    with_documents: bool = True

    def open(self) -> Paper:
        """Open a new form and type into it; nothing is pressed yet."""
        self.browser.get(FORM)
        assert self.browser.status == _OK, self.browser.text
        return self._type()

    def _type(self) -> Paper:
        number = next(self.numbers)
        marker, days = f"320/2022/{number}", self.chance.randint(1, 5)
        document = a_pdf() + f"\n% {number}".encode() if self.with_documents else b""
        self.browser.fill_all(
            {
                "decision_number": marker,
                "meals.days_5_8h": str(days),
                "period_from": "06.06.2022",
                "period_to": "10.06.2022",
            }
        )
        if document:
            self.browser.attach("documents", f"{number}.pdf", document)
        name = f"{number}.pdf" if document else ""
        saving = self.history.begin(Save(marker=marker, document=name))
        return Paper(marker, days, saving)

    def save(self, paper: Paper, *, tries: int = 5) -> Paper:
        """Press «Continuer», again where no answer came; the check page opens.

        Raises:
            CutOffError: No answer came to the last try either.
            TurnedAwayError: Nothing can be saved now.
        """
        pressing(self.browser, _CONTINUE, tries=tries)
        assert self.browser.address.endswith("/verification"), self.browser.text
        return self.saved(paper)

    def saved(self, paper: Paper) -> Paper:
        """Note that the check page is open, and fill what it asks for."""
        paper.saving.request_id = self.browser.address.split("/")[2]
        paper.saving.outcome = Outcome.OK
        reasons = [n for n in self.browser.names if n.startswith("reason-")]
        self.browser.fill_all(dict.fromkeys(reasons, "C'est ainsi."))
        return paper

    def send(self, paper: Paper, *, tries: int = 5) -> None:
        """Press «Envoyer ma demande», again where no answer came.

        Raises:
            CutOffError: No answer came to the last try either.
            TurnedAwayError: Nothing can be saved now.
        """
        self._begin_sending(paper)
        pressing(self.browser, _SEND, tries=tries)
        assert self.browser.address.endswith("/confirmation"), self.browser.text
        self.sent(paper)

    def correct(self, paper: Paper) -> None:
        """Change what the office asked for; the check page opens, nothing is sent."""
        number = next(self.numbers)
        self.browser.get(f"/demandes/{paper.saving.request_id}")
        marker = f"320/2022/{number}"
        self.browser.fill(decision_number=marker)
        for operation in (paper.saving, paper.sending):
            if operation is not None:
                operation.marker = marker
        self.save(paper)

    def sent(self, paper: Paper) -> None:
        """Note that the confirmation is open."""
        self._begin_sending(paper).outcome = Outcome.OK

    def tries_to_send(self) -> bool:
        """Fill a form and send it, where that is possible; tell whether it was.

        Whoever is refused reads why (503), and goes away.
        """
        self.browser.get(FORM)
        if self.browser.status == _NO_SERVICE:
            return False
        paper = self._type()
        self.browser.press(_CONTINUE)
        if self.browser.status == _NO_SERVICE:
            return False
        if not self.browser.address.endswith("/verification"):
            # The document could not be stored: the page says so, the rest is kept.
            assert "n'a pas pu être enregistré" in self.browser.text
            paper.saving.document = ""
            paper.saving.request_id = self.browser.address.split("/")[2]
            paper.saving.outcome = Outcome.OK
            return False
        self.saved(paper)
        self._begin_sending(paper)
        self.browser.press(_SEND)
        if self.browser.status == _NO_SERVICE:
            return False
        assert self.browser.address.endswith("/confirmation"), self.browser.text
        self.sent(paper)
        return True

    def _begin_sending(self, paper: Paper) -> Send:
        if paper.sending is None:
            paper.sending = self.history.begin(
                Send(
                    marker=paper.marker,
                    request_id=paper.saving.request_id,
                    total=paper.total,
                    document=paper.saving.document,
                )
            )
        return paper.sending

    def send_one(self, *, tries: int = 5) -> Paper:
        """Fill a form and send it."""
        paper = self.save(self.open(), tries=tries)
        self.send(paper, tries=tries)
        return paper


@dataclass
class Clerk:
    """Somebody of the office."""

    email: str
    browser: PlainBrowser
    history: History
    numbers: Iterator[int]

    def open(self, request_id: str) -> None:
        self.browser.get(f"/office/demandes/{request_id}")
        assert self.browser.status == 200, self.browser.text

    def ask_for_correction(self) -> None:
        """Ask for another number of the decision in the request that is open."""
        self.browser.fill_all(
            {"champ-0": "decision_number", "note-0": "Ce numéro n'est pas le bon."}
        )
        self.browser.press("Demander une correction")
        assert self.browser.status == _OK, self.browser.text

    def decide(self, request_id: str, action: str, *, tries: int = 5) -> Decide:
        """Accept or refuse the request that is open; note what the portal says."""
        number = next(self.numbers)
        reason = f"Motif {number}." if action == "Refuser" else ""
        if reason:
            self.browser.fill(motif=reason)
        decision = self.history.begin(
            Decide(
                marker=f"decision {number}",
                request_id=request_id,
                status="refused" if reason else "accepted",
                reason=reason,
            )
        )
        pressing(self.browser, action, tries=tries)
        answers = {200: Outcome.OK, 409: Outcome.REFUSED}
        decision.outcome = answers.get(self.browser.status, Outcome.UNKNOWN)
        return decision


def pressing(browser: PlainBrowser, words: str, *, tries: int) -> None:
    """Press a button, again where the answer was cut off.

    Raises:
        CutOffError: The last one was cut off too.
        TurnedAwayError: Nothing can be saved now.
    """
    for left in reversed(range(tries)):
        try:
            browser.press(words)
        except CutOffError:
            if not left:
                raise
        else:
            break
    if browser.status == _NO_SERVICE:
        raise TurnedAwayError(browser.text)


def at_once(*tasks: Callable[[], Any]) -> list[Any]:
    """Do several things at the same moment; give what each gave."""
    together = Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        together.wait(60)
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))

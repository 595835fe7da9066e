"""Mail and SMS that go wrong in every way, and an outbox that ends in the middle."""

import signal
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

from tests.faults.processes import Outbox, injected, until
from tests.faults.rig import Rig, office
from tests.faults.tally import Tally
from tests.peers.tcp_proxy import TcpProxy
from tests.webapp.delivery.mail_server import DROP, SILENCE
from tests.webapp.delivery.sms_provider import Answer
from tests.webapp.portal_for_tests import PASSWORD
from webapp.delivery.tables import OutboxMessage

pytestmark = pytest.mark.faults

_AT_ONCE_S = 1.0
"""Within which a page comes, whatever the servers of messages do."""
_GREY = "451 4.7.1 Greylisted, try again later"

Fault = Callable[[Rig, TcpProxy], None]
_SMTP: dict[str, Fault] = {
    "nobody listens": lambda _, proxy: proxy.refuse(),
    "it never answers": lambda _, proxy: proxy.stall(),
    "it hangs up": lambda _, proxy: proxy.cut(),
    "it is slow": lambda _, proxy: proxy.slow_down(0.3),
    "grey list": lambda rig, _: rig.mail.script.contents.extend([_GREY] * 6),
    "taken, and cut before 250": lambda rig, _: rig.mail.script.contents.extend(
        [DROP] * 3
    ),
    "taken, and silent": lambda rig, _: rig.mail.script.contents.extend([SILENCE] * 2),
}


@pytest.mark.parametrize("mode", _SMTP)
def test_a_mail_server_in_trouble(
    folder: Path, tally: Tally, chance: Random, mode: str
) -> None:
    """R7 the mail server is down, slow, refuses or cuts off

    Sending is not held up; when the server is well again, every message arrives.
    """
    with (
        TcpProxy(greets=True) as proxy,
        office(folder, tally, chance, MAIL_PORT=proxy.port, MAIL_TIMEOUT_S=1) as rig,
    ):
        proxy.target = ("127.0.0.1", rig.mail.port)
        rig.serve()
        person = rig.beneficiary()
        rig.deliver()
        person.send_one()
        rig.until_sent()
        _SMTP[mode](rig, proxy)
        papers = [person.save(person.open()) for _ in range(3)]
        times = []
        for paper in papers:
            person.browser.get(f"/demandes/{paper.saving.request_id}/verification")
            person.saved(paper)
            began = time.monotonic()
            person.send(paper)
            times.append(time.monotonic() - began)
        tally.runs += len(papers)
        until(_tried(rig), "nobody tried")
        proxy.pass_on()
        rig.settle()

        assert min(times) < _AT_ONCE_S
        assert rig.lies() == []


def test_a_mailbox_that_refuses_for_good(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R7 the mail server refuses a message for good

    It stands still with its reason, and holds up no other.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.mail.script.contents = ["554 5.7.1 Refused"]
        person.send_one()
        person.send_one()
        tally.runs += 1
        rig.settle()

        assert sorted((row.state, row.last_error) for row in _mails(rig)) == [
            ("sent", ""),
            ("stuck", "SMTP 554"),
        ]
        assert rig.lies() == []


_SMS: dict[str, Answer] = {
    "error": Answer(500),
    "too many": Answer(429, {"Retry-After": "1"}),
    "no answer": Answer(is_silent=True),
    "an answer without end": Answer(drips=True),
}


@pytest.mark.parametrize("late_s", [0, 9 * 60], ids=["soon", "nine minutes late"])
@pytest.mark.parametrize("mode", _SMS)
def test_an_sms_gateway_in_trouble(
    folder: Path, tally: Tally, chance: Random, mode: str, late_s: int
) -> None:
    """R8 the SMS gateway errs, is silent, or late

    The page that asks for the code comes at once, and says what else there is to do;
    the code that comes in the end still opens; it is the same at each attempt.
    """
    with office(folder, tally, chance, SMS_TIMEOUT_S=1) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.settle()
        rig.sms.received.clear()
        rig.sms.answers = [_SMS[mode]] * 2
        rig.deliver()
        browser = rig.browser().get("/connexion")
        began = time.monotonic()
        browser.fill(email=person.email, password=PASSWORD).press("Se connecter")
        waited_s = time.monotonic() - began
        until(lambda: rig.sms.received, "nobody tried")
        rig.clock.move(late_s)
        rig.until_sent()
        texts = {each.fields["text"] for each in rig.sms.received}
        keys = {each.headers["Idempotency-Key"] for each in rig.sms.received}
        [text] = texts
        browser.fill(code=text.rpartition(": ")[2]).press("Envoyer")
        person.browser = browser
        person.send_one()
        tally.runs += 1
        rig.settle()

        assert waited_s < _AT_ONCE_S
        assert (len(rig.sms.received), len(keys)) == (3, 1)
        assert rig.lies() == []


def test_an_sms_that_is_taken_and_never_arrives(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R8 the SMS gateway takes a text and loses it

    Whoever asks again gets the same code again.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.settle()
        rig.sms.received.clear()
        rig.deliver()
        browser = rig.browser().get("/connexion")
        browser.fill(email=person.email, password=PASSWORD).press("Se connecter")
        rig.until_sent()
        rig.clock.move(61)
        browser.press("J'ai besoin d'un nouveau code")
        rig.until_sent()
        lost, arrived = (each.fields["text"] for each in rig.sms.received)
        browser.fill(code=arrived.rpartition(": ")[2]).press("Envoyer")
        person.browser = browser
        person.send_one()
        tally.runs += 1
        rig.settle()

        assert lost == arrived
        assert rig.lies() == []


@pytest.mark.parametrize("moment", ["recipients", "contents"])
def test_the_outbox_ends_between(
    folder: Path, tally: Tally, chance: Random, moment: str
) -> None:
    """R16 a crash between commit and sending, between sending and mark

    Nothing is lost; what comes twice is the same message, to the last byte.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.settle()
        for _ in range(3):
            # Time passes while messages wait: sessions end.
            person.browser = rig.signed_in(person.email)
            worker = rig.deliver()
            person.save(paper := person.open())
            setattr(rig.mail.script, moment, [worker.kill_soon])
            person.send(paper)
            until(lambda w=worker: w.is_over, "it was not killed")
            rig.settle()
            tally.runs += 1

        assert rig.lies() == []


@pytest.mark.parametrize("call", ["sendto", "pwrite64"])
def test_the_outbox_ends_at_a_call(
    folder: Path, tally: Tally, chance: Random, call: str
) -> None:
    """R16 the outbox killed at its n-th system call"""
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.settle()
        for number in sorted(chance.sample(range(1, 12), 5)):
            person.browser = rig.signed_in(person.email)
            worker = rig.deliver()
            until(worker.has_begun, "it has not begun")
            with injected(worker.process.pid, call, "signal=SIGKILL", str(number)):
                person.send_one()
                until(lambda w=worker: w.is_over or rig.is_all_sent, "nothing came")
            worker.kill()
            rig.settle()
            tally.runs += 1

        assert rig.lies() == []


def test_a_lease_that_is_stuck(folder: Path, tally: Tally, chance: Random) -> None:
    """R19 an outbox that stands still beyond its lease, beside another one"""
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        rig.settle()
        sleeper = rig.deliver()
        # Else it might stand still in the middle of writing, with SQLite locked.
        until(lambda: rig.has_done("retention"), "its chores are not done")
        for _ in range(2):
            before = len(rig.mail.script.received)
            rig.mail.script.contents = [lambda: sleeper.send(signal.SIGSTOP)]
            person.send_one()
            until(lambda n=before: len(rig.mail.script.received) > n, "nothing came")
            rig.clock.move(60)
            other: Outbox = rig.deliver()
            rig.until_sent()
            assert other.stop() == 0
            sleeper.send(signal.SIGCONT)
            tally.runs += 1
        person.send_one()
        rig.until_sent()

        assert rig.lies() == []


def _mails(rig: Rig) -> list[OutboxMessage]:
    return [row for row in rig.desk.messages() if row.kind == "mail"]


def _tried(rig: Rig) -> Callable[[], bool]:
    def is_tried() -> bool:
        return rig.is_all_sent or any(row.attempts for row in rig.desk.messages()[1:])

    return is_tried

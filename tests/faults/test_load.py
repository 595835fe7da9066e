"""Many people at once, workers that are restarted or stand still, slow connections."""

import os
import signal
import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from random import Random
from threading import Event

import pytest

from tests.faults.people import Beneficiary, TurnedAwayError, at_once
from tests.faults.processes import until
from tests.faults.rig import Rig, office
from tests.faults.tally import Tally
from tests.faults.wire import CutOffError
from tests.webapp.two_workers import pressing

pytestmark = pytest.mark.faults

_PEOPLE = 4
_ONE_WORKER_BYTES = 400 << 20


def _while_people_send(
    people: list[Beneficiary], disturb: Callable[[], None], *failures: type[Exception]
) -> None:
    """Let people send one request after the other until a disturbance is over.

    Args:
        people: Each sends at a time of their own.
        disturb: Returns when the disturbance is over.
        failures: After which somebody begins anew.
    """
    over = Event()

    def send(person: Beneficiary) -> None:
        while not over.is_set():
            with suppress(*failures):
                person.send_one(tries=1)

    with ThreadPoolExecutor(len(people)) as pool:
        working = [pool.submit(send, person) for person in people]
        try:
            disturb()
        finally:
            over.set()
        for each in working:
            each.result(60)


def test_a_rolling_restart(folder: Path, tally: Tally, chance: Random) -> None:
    """R20 workers are replaced while people send

    Nobody notices: no answer is cut off, and the old workers are gone soon.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        people = [rig.beneficiary() for _ in range(_PEOPLE)]

        def replace() -> None:
            for _ in range(5):
                before = tuple(rig.server.workers)
                rig.server.send(signal.SIGHUP)
                rig.server.until_whole(without=before)
                tally.runs += 1

        _while_people_send(people, replace)
        rig.settle()

        assert rig.lies() == []
        assert all(each.is_ok for each in rig.history.operations)


def test_a_worker_that_stands_still(folder: Path, tally: Tally, chance: Random) -> None:
    """R27 one web worker stands still; its master ends it

    Others serve meanwhile; whoever it had in hand begins anew. If it stands still while
    it writes, others may read that nothing can be saved for the moment.
    """
    with office(folder, tally, chance) as rig:
        # Longer than anybody waits for a lock: those in a row are answered.
        rig.serve(options=("--timeout", "10"))
        people = [rig.beneficiary() for _ in range(_PEOPLE)]

        def stop() -> None:
            for _ in range(3):
                goal = len(rig.history.acknowledged) + 2 * _PEOPLE
                # gunicorn watches a worker from its first sign of life on.
                until(
                    lambda least=goal: len(rig.history.acknowledged) > least,
                    "nobody is served",
                )
                still = chance.choice(rig.server.workers)
                os.kill(still, signal.SIGSTOP)
                rig.server.until_whole(without=(still,))
                tally.runs += 1

        _while_people_send(people, stop, CutOffError, TurnedAwayError)
        rig.settle()

        assert rig.lies() == []


_SLOW = (
    b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 200000\r\n\r\n"
    b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n"
)
_HEAD = b"GET /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


@pytest.mark.parametrize("sent", [_SLOW, _HEAD, b""], ids=["body", "head", "nothing"])
def test_connections_that_say_little(
    folder: Path, tally: Tally, chance: Random, sent: bytes
) -> None:
    """R22 connections that stay open and send nothing more

    Each worker is free again after its time, without a proxy before it; others are
    served then.
    """
    with office(folder, tally, chance) as rig, ExitStack() as stack:
        rig.serve(options=("--timeout", "3"))
        person = rig.beneficiary()
        for _ in range(4):
            slow = socket.create_connection(("127.0.0.1", rig.server.port), 10)
            stack.enter_context(slow)
            slow.sendall(sent)
        began = time.monotonic()
        person.send_one()
        tally.runs += 1
        rig.settle()

        assert time.monotonic() - began < 30
        assert rig.lies() == []


def test_uploads_that_break_off(
    folder: Path, tally: Tally, chance: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R22 uploads that break off half way

    Nothing of them is kept, in no folder; the page that was open may be sent again.
    """
    with office(folder, tally, chance) as rig:
        spool = folder / "spool"
        spool.mkdir()
        monkeypatch.setenv("TMPDIR", str(spool))
        rig.serve()
        person = rig.beneficiary()
        for _ in range(5):
            paper = person.open()
            _break_off(rig, person, chance.uniform(0.1, 0.9))
            person.save(paper)
            person.send(paper)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []
        assert list(spool.iterdir()) == []


def _break_off(rig: Rig, person: Beneficiary, part: float) -> None:
    """Press «Continuer», and hang up after a part of what is sent."""
    press = pressing(person.browser, "Continuer")
    fields = {**press.headers, "Content-Length": str(len(press.body))}
    head = [f"POST {press.address} HTTP/1.1", "Host: 127.0.0.1"]
    head += [f"{name}: {value}" for name, value in fields.items()]
    whole = "\r\n".join([*head, "", ""]).encode() + press.body
    with socket.create_connection(("127.0.0.1", rig.server.port), 10) as connection:
        connection.sendall(whole[: int(len(whole) * part)])


def test_fifty_prints_at_once(folder: Path, tally: Tally, chance: Random) -> None:
    """R21 fifty prints and ten sendings at once

    Everybody gets the answer, and no worker grows beyond bounds.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        people = [rig.beneficiary() for _ in range(5)]
        papers = [person.send_one() for person in people]

        def prints(number: int) -> Callable[[], bytes]:
            person, paper = people[number % 5], papers[number % 5]
            copy = rig.browser()
            cookie = person.browser.client.get_cookie("session")
            assert cookie is not None
            copy.client.set_cookie("session", cookie.value)
            address = f"/demandes/{paper.saving.request_id}/pdf"
            return lambda: copy.client.get(address).data

        answers = at_once(
            *(prints(number) for number in range(50)),
            *(person.send_one for person in people),
        )
        tally.runs += 50
        rig.settle()

        assert all(each.startswith(b"%PDF") for each in answers[:50])
        assert max(map(_bytes_of, rig.server.workers)) < _ONE_WORKER_BYTES
        assert rig.lies() == []


def _bytes_of(pid: int) -> int:
    """Give the memory that a process has now."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_a_server_that_is_started_again(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R2 the whole server killed while nobody is at it, and started again"""
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        for _ in range(2):
            person.send_one()
            rig.server.kill()
            rig.serve()
            until(lambda: rig.browser().get("/health/ready").status == 200, "never")
            person.send_one()
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []

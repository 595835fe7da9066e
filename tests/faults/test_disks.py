"""Disks that are full, read-only or broken; locks that nobody lets go of.

What holds for each: nothing is acknowledged that is not there, who is refused reads why
and keeps what was typed, and once the fault is over all goes on without a restart.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from tests.faults.disks import CAN_MOUNT, Disk, on_a_disk
from tests.faults.people import Beneficiary, Paper
from tests.faults.processes import injected
from tests.faults.rig import Rig, office
from tests.faults.tally import Tally

pytestmark = pytest.mark.faults
needs_root = pytest.mark.skipif(not CAN_MOUNT, reason="only root mounts a disk")
_NOT_SAVED = "Le portail ne peut rien enregistrer pour le moment"


@pytest.fixture
def disk(folder: Path) -> Iterator[Disk]:
    with on_a_disk(folder / "instance") as mounted:
        yield mounted


def refused(person: Beneficiary, words: str) -> None:
    """Press a button in vain: who does is told why, and when to come again."""
    browser = person.browser.press(words)
    assert browser.response is not None
    assert (browser.status, browser.response.headers["Retry-After"]) == (503, "60")
    assert _NOT_SAVED in browser.text


def _still_reads(rig: Rig, person: Beneficiary, paper: Paper) -> None:
    """What was sent before is shown, and printed, to whoever is signed in."""
    other = rig.browser()
    cookie = person.browser.client.get_cookie("session")
    assert cookie is not None
    other.client.set_cookie("session", cookie.value)
    address = f"/demandes/{paper.saving.request_id}"
    assert paper.marker in other.get(address).text
    assert other.client.get(f"{address}/pdf").data.startswith(b"%PDF")


def _live_through(rig: Rig, person: Beneficiary, *, begin: object, end: object) -> None:
    """Send before, press in vain during, and press the same again after a fault."""
    assert callable(begin)
    assert callable(end)
    sent = person.send_one()
    typed, filled = person.open(), person.browser
    begin()
    refused(person, "Continuer")
    _still_reads(rig, person, sent)
    # A minute later, so that the session would be noted as used.
    rig.clock.move(90)
    _still_reads(rig, person, sent)
    end()
    assert filled.press("Essayer encore une fois").status == 200
    assert filled.address.endswith("/verification"), filled.text
    typed.saving.request_id = filled.address.split("/")[2]
    typed.saving.document = ""
    person.saved(typed)
    begin()
    refused(person, "Envoyer ma demande")
    end()
    filled.press("Essayer encore une fois")
    assert filled.address.endswith("/confirmation"), filled.text
    person.sent(typed)
    person.send_one()
    rig.tally.runs += 2


@needs_root
def test_a_full_disk(folder: Path, disk: Disk, tally: Tally, chance: Random) -> None:
    """R4 the disk is full"""
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()

        for _ in range(3):
            _live_through(rig, person, begin=disk.fill, end=disk.empty)
        rig.settle()

        assert rig.lies() == []


@needs_root
def test_a_disk_that_fills_while_people_send(
    folder: Path, disk: Disk, tally: Tally, chance: Random
) -> None:
    """R4 the disk fills up while people send

    Each one is confirmed and there, or refused with words; with room they go on.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        for _ in range(2):
            disk.leave(kibibytes=chance.randint(300, 600))
            for _ in range(60):
                if not person.tries_to_send():
                    break
            else:
                pytest.fail("the disk never filled")
            disk.empty()
            person.send_one()
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []


@needs_root
def test_a_disk_that_becomes_read_only(
    folder: Path, disk: Disk, tally: Tally, chance: Random
) -> None:
    """R3, R5 the file system turns read-only, unsynced writes are lost

    As Linux does after an error of the disk. It is mended while the server is away.
    """
    with office(folder, tally, chance) as rig:
        disk.keep()
        rig.serve()
        person = rig.beneficiary()
        for _ in range(3):
            sent, draft = person.send_one(), person.save(person.open())
            disk.refuse_writing()
            refused(person, "Envoyer ma demande")
            _still_reads(rig, person, sent)
            rig.server.kill()
            rig.portal.services.database.close()
            disk.take_writing()
            rig.serve()
            person.browser.press("Essayer encore une fois")
            assert person.browser.address.endswith("/confirmation"), person.browser.text
            person.sent(draft)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []


_AT = (*range(1, 7), 8, 13, 21, 34, 55, 89, 144, 233, 377, 610, 987)


@pytest.mark.parametrize("then", ["", "+"], ids=["once", "from then on"])
@pytest.mark.parametrize("call", ["fdatasync", "fsync", "pwrite64"])
def test_the_disk_errs(
    folder: Path, tally: Tally, chance: Random, call: str, then: str
) -> None:
    """R6 I/O errors at fsync, fdatasync and write

    At the 1st, 2nd, 3rd … of them: nothing is acknowledged that failed.
    """
    with office(folder, tally, chance) as rig:
        rig.serve(workers=1)
        person = rig.beneficiary()
        person.send_one()
        is_through = False
        for number in _AT:
            [worker] = rig.server.workers
            with injected(worker, call, "error=EIO", f"{number}{then}"):
                is_through = person.tries_to_send()
            person.send_one()
            tally.runs += 1
            if is_through:
                break
        rig.settle()

        assert is_through, "it never came through"
        assert rig.lies() == []


def test_a_lock_that_nobody_lets_go_of(
    folder: Path, tally: Tally, chance: Random
) -> None:
    """R9 SQLite locked by a long writer"""
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        file = rig.portal.services.database.engine.url.database
        assert file is not None
        with closing(sqlite3.connect(file, isolation_level=None)) as writer:

            def lock() -> None:
                writer.execute("BEGIN IMMEDIATE")

            def let_go() -> None:
                writer.execute("ROLLBACK")

            _live_through(rig, person, begin=lock, end=let_go)
        rig.settle()

        assert rig.lies() == []

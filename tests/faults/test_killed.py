"""Web workers killed in the middle: at any moment, and at every system call."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from tests import databases
from tests.faults.people import Beneficiary, Paper
from tests.faults.processes import injected
from tests.faults.rig import Rig, office
from tests.faults.tally import Tally
from tests.faults.wire import CutOffError

pytestmark = pytest.mark.faults

_AT_RANDOM = 100
"""Killings while saving, and as many while sending."""
_FILES = ("fsync", "rename")
_CALLS = {
    # What makes SQLite's write-ahead log durable, and what says so to the browser.
    "sqlite": ("pwrite64", "fdatasync", *_FILES, "sendto"),
    # What is said to the server of the database, and to the browser.
    "postgresql": ("sendto", *_FILES),
}
_MOST_CALLS = 400


def _saving(person: Beneficiary, paper: Paper, tries: int) -> None:
    person.save(paper, tries=tries)


def _sending(person: Beneficiary, paper: Paper, tries: int) -> None:
    person.send(paper, tries=tries)


Press = Callable[[Beneficiary, Paper, int], None]
_BUTTONS: tuple[Press, ...] = (_saving, _sending)


def _ready(person: Beneficiary, press: Press) -> Paper:
    """Bring a request to where the button is pressed that meets the fault."""
    paper = person.open()
    return person.save(paper) if press is _sending else paper


def _pressed_twice(person: Beneficiary, paper: Paper, press: Press) -> bool:
    """Press once; where the answer is cut off, press again. Tell whether it was."""
    try:
        press(person, paper, 1)
    except CutOffError:
        press(person, paper, 5)
        return True
    return False


def _sent(person: Beneficiary, paper: Paper) -> bool:
    """Press once; tell whether an answer came."""
    try:
        person.send(paper, tries=1)
    except CutOffError:
        return False
    return True


def _kill(rig: Rig) -> None:
    for worker in rig.server.workers:
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)


@pytest.mark.parametrize("press", _BUTTONS)
def test_killed_at_random(
    folder: Path, tally: Tally, chance: Random, press: Press
) -> None:
    """R1 workers killed at a random millisecond

    Every worker is killed while one of them is at it. Nine of ten people press again,
    and their request is there once; the tenth goes away, and it is there once or not.
    """
    with office(folder, tally, chance) as rig:
        rig.serve(workers=2)
        people = [rig.beneficiary() for _ in range(4)]
        for run in range(_AT_RANDOM):
            person = people[run % len(people)]
            paper = _ready(person, press)
            timer = Timer(
                chance.uniform(0, 0.16 if press is _saving else 0.08), _kill, [rig]
            )
            timer.start()
            with suppress(CutOffError):
                press(person, paper, 1 if chance.random() < 0.1 else 5)
            timer.join()
            rig.server.until_whole()
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []
        assert len(rig.history.acknowledged) > _AT_RANDOM // 2


@pytest.mark.parametrize("call", _CALLS[databases.KIND])
@pytest.mark.parametrize("press", _BUTTONS)
def test_killed_at_every_call(
    folder: Path, tally: Tally, chance: Random, press: Press, call: str
) -> None:
    """R1 a worker killed at its 1st, 2nd, 3rd … system call of a kind

    Until it comes through. Whoever presses again has one request.
    """
    with office(folder, tally, chance) as rig:
        rig.serve(workers=1)
        person, was_cut_off = rig.beneficiary(), True
        for number in range(1, _MOST_CALLS):
            paper = _ready(person, press)
            [worker] = rig.server.workers
            with injected(worker, call, "signal=SIGKILL", str(number)):
                was_cut_off = _pressed_twice(person, paper, press)
            rig.server.until_whole()
            tally.runs += 1
            if rig.server.workers == [worker]:
                break
        rig.settle()

        assert not was_cut_off, "it never came through"
        assert rig.lies() == []
        assert all(each.is_ok for each in rig.history.operations)


def test_everything_is_killed(folder: Path, tally: Tally, chance: Random) -> None:
    """R2 the whole server killed, and started again

    Whoever was signed in still is; who got no answer presses again.
    """
    with office(folder, tally, chance) as rig:
        rig.serve()
        person = rig.beneficiary()
        for _ in range(5):
            paper = person.save(person.open())
            timer = Timer(chance.uniform(0, 0.08), rig.server.kill)
            timer.start()
            is_answered = _sent(person, paper)
            timer.join()
            rig.serve()
            if not is_answered:
                person.send(paper)
            tally.runs += 1
        rig.settle()

        assert rig.lies() == []
        assert all(each.is_ok for each in rig.history.operations)

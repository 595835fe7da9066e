"""The worker: wakes up, survives faults, stops; slow mail delays no code."""

import logging
import random
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Thread
from typing import Any

import pytest
from sqlalchemy import text

from tests.databases import KIND
from tests.webapp.delivery.rig import CODE, NOTICE, Rig, settings
from webapp.delivery.chores import Chore
from webapp.delivery.dispatch import Dispatch
from webapp.delivery.letter import State
from webapp.delivery.messages import Letters
from webapp.delivery.service import Delivery
from webapp.delivery.worker import Worker, run_worker


class Arrivals:
    """A way out that says when something came, and may hold it up."""

    def __init__(self) -> None:
        self.came = Event()
        self.may_pass = Event()
        self.may_pass.set()

    def send(self, *_: object, key: str = "") -> None:
        self.came.set()
        assert self.may_pass.wait(10)


@pytest.fixture
def arrivals() -> Arrivals:
    return Arrivals()


def delivery(rig: Rig, dispatch: Dispatch) -> Delivery:
    return Delivery(
        settings=settings(),
        letters=Letters(settings()),
        dispatch=dispatch,
        worker=Worker(dispatch),
    )


@pytest.fixture
def made(rig: Rig, arrivals: Arrivals) -> Iterator[Delivery]:
    made = delivery(rig, rig.through(mail=arrivals, sms=arrivals))
    made.worker.start()
    yield made
    arrivals.may_pass.set()
    made.worker.stop()


def test_what_is_committed_is_delivered(
    rig: Rig, made: Delivery, arrivals: Arrivals
) -> None:
    with rig.database.writing() as session:
        assert made.write(session, NOTICE) is True
        assert made.write(session, NOTICE) is False

    assert arrivals.came.wait(10)
    made.worker.stop()
    assert rig.row.state == State.SENT


def test_slow_mail_delays_no_code(rig: Rig) -> None:
    """R7, R8: each kind has a lane of its own."""
    mail, sms = Arrivals(), Arrivals()
    mail.may_pass.clear()
    made = delivery(rig, rig.through(mail=mail, sms=sms))
    made.worker.start()
    try:
        with rig.database.writing() as session:
            made.write(session, NOTICE)
        assert mail.came.wait(10)
        with rig.database.writing() as session:
            made.write(session, CODE)

        assert sms.came.wait(10)
    finally:
        mail.may_pass.set()
        made.worker.stop()


def test_starting_twice_starts_once(made: Delivery) -> None:
    threads = made.worker._threads  # noqa: SLF001 - how many run is seen nowhere else

    made.worker.start()

    assert made.worker._threads is threads  # noqa: SLF001 - as above


def test_a_fault_of_the_database_ends_no_lane(
    rig: Rig, arrivals: Arrivals, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log has no word of what was in the message."""
    caplog.set_level(logging.INFO)
    rig.write(NOTICE)
    logged = Event()
    logging.getLogger("webapp.delivery.worker").addFilter(
        seen := lambda _: logged.set() or True
    )
    with rig.database.writing() as session:
        session.execute(text("ALTER TABLE outbox RENAME TO away"))
    made = delivery(rig, rig.through(mail=arrivals, sms=arrivals))
    made.worker.start()
    try:
        assert logged.wait(10)
        with rig.database.writing() as session:
            session.execute(text("ALTER TABLE away RENAME TO outbox"))

        assert arrivals.came.wait(10)
    finally:
        made.worker.stop()
        logging.getLogger("webapp.delivery.worker").removeFilter(seen)
    first = next(r for r in caplog.records if r.name == "webapp.delivery.worker")
    fault = {"sqlite": "OperationalError", "postgresql": "ProgrammingError"}[KIND]
    assert first.getMessage().startswith(f"{fault} fault in delivery of ")
    assert NOTICE.recipient not in caplog.text


def test_a_worker_of_its_own_ends_when_told(rig: Rig, arrivals: Arrivals) -> None:
    stop = Event()
    dispatch = replace(rig.through(mail=arrivals), chance=random.random)
    process = Thread(target=run_worker, args=(Worker(dispatch), stop))
    process.start()
    rig.write(NOTICE)
    assert arrivals.came.wait(10)

    stop.set()
    process.join(10)

    assert not process.is_alive()
    assert rig.row.state == State.SENT


def test_a_message_taken_back_wakes_nobody(rig: Rig, made: Delivery) -> None:
    woken: list[Any] = []
    made.worker.wake = lambda: woken.append(1)

    with rig.database.writing() as session:
        made.write(session, NOTICE)
        session.rollback()

    assert (woken, rig.rows()) == ([], [])


def test_a_chore_that_fails_stops_neither_chores_nor_messages(
    rig: Rig, arrivals: Arrivals, caplog: pytest.LogCaptureFixture
) -> None:
    """Its fault is logged without the words of it."""
    done = Event()

    def fail() -> None:
        raise ValueError(NOTICE.recipient)

    made = delivery(rig, rig.through(mail=arrivals, sms=arrivals))
    made.worker.chores += [Chore("failing", fail), Chore("other", done.set)]
    made.worker.start()
    try:
        with rig.database.writing() as session:
            made.write(session, NOTICE)

        assert done.wait(10)
        assert arrivals.came.wait(10)
    finally:
        made.worker.stop()
    [fault] = [r for r in caplog.records if r.name == "webapp.delivery.worker"]
    assert fault.getMessage().startswith("ValueError fault in the chore failing\n")
    assert NOTICE.recipient not in caplog.text

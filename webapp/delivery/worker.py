"""The worker: a lane for each kind of message, so that slow mail delays no code.

It looks at the outbox when it is woken, and each second for what other processes wrote.
A fault ends a pass, never a lane. The log gets names of faults and places in the code,
not the words of exceptions, which may hold addresses.
"""

from __future__ import annotations

import logging
import traceback
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING

from webapp.delivery import chores
from webapp.delivery.dispatch import Pass, deliver_due
from webapp.delivery.letter import Kind

if TYPE_CHECKING:
    from webapp.delivery.chores import Chore
    from webapp.delivery.dispatch import Dispatch

__all__ = ["Worker", "run_worker"]

_LOOK_AGAIN_S = 1.0
_LONGEST_PAUSE_S = 10.0
_LOOK_FOR_CHORES_S = 300.0
_log = logging.getLogger(__name__)


class _Lane:
    """One kind of message, delivered in a loop."""

    def __init__(self, dispatch: Dispatch, kind: Kind) -> None:
        self.woken = Event()
        self._dispatch = dispatch
        self._kind = kind

    def run(self, stop: Event) -> None:
        """Deliver until told to stop."""
        setbacks = 0
        while not stop.is_set():
            self.woken.clear()
            setbacks = 0 if self._passes(stop) else setbacks + 1
            if setbacks:
                # Being woken by new messages mends no server.
                stop.wait(min(_LOOK_AGAIN_S * 2 ** (setbacks - 1), _LONGEST_PAUSE_S))
            else:
                self.woken.wait(_LOOK_AGAIN_S)

    def _passes(self, stop: Event) -> bool:
        """Make passes until nothing is due; tell whether all is in order."""
        try:
            done = Pass(sent=1)
            while done.sent and not done.is_outage and not stop.is_set():
                done = deliver_due(self._dispatch, self._kind)
        except Exception as fault:  # noqa: BLE001 - the top of a thread
            _log_fault(fault, f"delivery of {self._kind}")
            return False
        return not done.is_outage


class Worker:
    """Threads that deliver beside an application, or as a process of their own."""

    def __init__(self, dispatch: Dispatch) -> None:
        """Start nothing yet."""
        self.chores: list[Chore] = []
        """What is done at the start and each hour, by one worker or by everybody."""
        self._dispatch = dispatch
        self._lanes = tuple(_Lane(dispatch, kind) for kind in Kind)
        self._lock = Lock()
        self._stop = Event()
        self._threads: tuple[Thread, ...] = ()

    def start(self) -> None:
        """Run in the background; once per process, however often it is called.

        A fork copies this object and no thread: the copy starts its own.
        """
        with self._lock:
            if any(thread.is_alive() for thread in self._threads):
                return
            self._stop.clear()
            self._threads = tuple(
                Thread(target=lane.run, args=(self._stop,), daemon=True)
                for lane in self._lanes
            )
            if self.chores:
                others = Thread(target=self._do_chores, daemon=True)
                self._threads += (others,)
            for thread in self._threads:
                thread.start()

    def wake(self) -> None:
        """Say that something was written."""
        for lane in self._lanes:
            lane.woken.set()

    def stop(self, *, timeout_s: float = 30) -> None:
        """End when the messages in hand are through."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(timeout_s)

    def _do_chores(self) -> None:
        while not self._stop.is_set():
            for chore in self.chores:
                try:
                    self._do(chore)
                except Exception as fault:  # noqa: BLE001 - the top of a thread
                    _log_fault(fault, f"the chore {chore.name}")
            self._stop.wait(_LOOK_FOR_CHORES_S)

    def _do(self, chore: Chore) -> None:
        """Do a chore, unless another worker does it or did so within the hour."""
        if chore.is_everybodys:
            chore.do()
            return
        database, now = self._dispatch.database, self._dispatch.clock()
        token = chores.take(database, chore.name, now=now)
        if token is None:
            return
        done_at = None
        try:
            chore.do()
            done_at = now
            _log.info("the chore %s is done", chore.name)
        finally:
            if not chores.finish(database, chore.name, token, done_at=done_at):
                _log.warning("the chore %s was taken over meanwhile", chore.name)


def _log_fault(fault: Exception, where: str) -> None:
    places = "".join(traceback.format_tb(fault.__traceback__))
    _log.error("%s fault in %s\n%s", type(fault).__name__, where, places)


def run_worker(worker: Worker, stop: Event) -> None:
    """Deliver in this process until told to stop."""
    worker.start()
    stop.wait()
    worker.stop()

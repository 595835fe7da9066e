"""Chores: each is done by one of all workers, and again an hour later."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import select

from tests.webapp.delivery.rig import Rig
from tests.webapp.delivery.worker_process import WorkerProcess, until
from tests.webapp.statements import statements_of
from webapp.delivery.chores import LEASE, finish, take, write_probe
from webapp.delivery.tables import ChoreLease

SHARED = {"prints", "reminders", "retention"}


def _take(rig: Rig) -> str | None:
    return take(rig.database, "sweep", now=rig.instant)


def _row(rig: Rig, name: str = "sweep") -> ChoreLease | None:
    with rig.database.reading() as session:
        return session.get(ChoreLease, name)


def test_a_chore_that_was_never_done_is_due(rig: Rig) -> None:
    assert _take(rig) is not None


def test_of_many_workers_at_once_one_has_it(rig: Rig) -> None:
    """On either database; the first of all times too, when nobody knows it yet."""
    workers = 8
    together = Barrier(workers)

    def work(_: int) -> str | None:
        together.wait(20)
        return _take(rig)

    with ThreadPoolExecutor(workers) as pool:
        tokens = list(pool.map(work, range(workers)))

    assert len([token for token in tokens if token]) == 1


@pytest.mark.parametrize(("minutes", "is_due"), [(0, False), (59, False), (60, True)])
def test_what_is_done_is_due_an_hour_later(
    rig: Rig, minutes: int, *, is_due: bool
) -> None:
    token = _take(rig)
    assert token is not None
    assert finish(rig.database, "sweep", token, done_at=rig.instant)

    rig.wait(60 * minutes)

    assert (_take(rig) is not None) is is_due


def test_a_chore_that_rests_keeps_no_writer_waiting(rig: Rig) -> None:
    """Each worker looks every few minutes: it only reads."""
    assert _take(rig) is not None

    with statements_of(rig.database.engine) as asked:
        assert _take(rig) is None

    assert [statement.split()[0] for statement in asked] == ["SELECT"]


def test_what_failed_is_due_at_once(rig: Rig) -> None:
    token = _take(rig)
    assert token is not None

    assert finish(rig.database, "sweep", token, done_at=None)

    assert _take(rig) is not None


def test_a_worker_that_slept_beyond_its_time_marks_nothing(rig: Rig) -> None:
    """R19: another has the chore; only that one says that it is done."""
    sleeper = _take(rig)
    assert sleeper is not None
    rig.instant += LEASE
    other = _take(rig)
    assert other is not None

    assert not finish(rig.database, "sweep", sleeper, done_at=rig.instant)

    row = _row(rig)
    assert row is not None
    assert (row.lease_token, row.done_at) == (other, None)


def test_until_its_time_is_over_nobody_else_has_it(rig: Rig) -> None:
    assert _take(rig) is not None
    rig.instant += LEASE - timedelta(seconds=1)

    assert _take(rig) is None


def test_a_probe_leaves_nothing(rig: Rig) -> None:
    write_probe(rig.database)

    with rig.database.reading() as session:
        assert session.scalars(select(ChoreLease)).all() == []


def test_two_workers_do_each_chore_once(rig: Rig, tmp_path: Path) -> None:
    """Real processes that start together: what one does, the other leaves."""
    rig.instant = datetime.now(UTC)

    def is_done() -> bool:
        with rig.database.reading() as session:
            rows = session.scalars(select(ChoreLease)).all()
        return {row.name for row in rows if row.done_at} == SHARED

    with WorkerProcess(tmp_path, 9) as first, WorkerProcess(tmp_path, 9) as second:
        until(is_done)

    told = re.findall(r"the chore (\w+) is done", first.log + second.log)
    assert Counter(told) == Counter(SHARED)

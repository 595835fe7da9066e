"""Workers that end, or stand still, in the middle: real processes, a real mail server.

What is promised: nothing is lost, at most one message comes twice, and then under the
same Message-ID.
"""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.webapp.delivery.mail_server import MailServer
from tests.webapp.delivery.rig import NOTICE, Rig
from tests.webapp.delivery.worker_process import WorkerProcess, until
from webapp.delivery.letter import State
from webapp.delivery.tables import ChoreLease, OutboxMessage


@pytest.fixture
def outbox(rig: Rig) -> Rig:
    """The outbox, at the time that the processes see."""
    rig.instant = datetime.now(UTC)
    return rig


def _row(rig: Rig, key: str = NOTICE.key) -> OutboxMessage:
    return next(row for row in rig.rows() if row.dedupe_key == key)


def _is_sent(rig: Rig, key: str = NOTICE.key) -> bool:
    return _row(rig, key).state == State.SENT


def _are_chores_done(rig: Rig) -> bool:
    """Tell whether a worker that started here has come to its last chore's end."""
    with rig.database.reading() as session:
        last = session.get(ChoreLease, "retention")
    return last is not None and last.done_at is not None


def test_what_was_committed_before_a_crash_is_sent_after_it(
    outbox: Rig, mail_server: MailServer, tmp_path: Path
) -> None:
    """R16: the worker ends between commit and sending; the next one sends it, once."""
    outbox.write(NOTICE)
    with WorkerProcess(tmp_path, mail_server.port) as first:
        mail_server.script.recipients = [first.kill]
        assert first.end() < 0
    assert mail_server.script.received == []
    assert _row(outbox).attempts == 1

    with WorkerProcess(tmp_path, mail_server.port):
        until(lambda: _is_sent(outbox))

    assert len(mail_server.script.received) == 1


def test_a_crash_between_sending_and_mark_sends_twice_at_most(
    outbox: Rig, mail_server: MailServer, tmp_path: Path
) -> None:
    """R16: the server has it, the worker ends before it hears so."""
    outbox.write(NOTICE)
    with WorkerProcess(tmp_path, mail_server.port) as first:
        mail_server.script.contents = [first.kill]
        assert first.end() < 0
    assert not _is_sent(outbox)

    with WorkerProcess(tmp_path, mail_server.port):
        until(lambda: _is_sent(outbox))

    first_copy, second_copy = mail_server.script.received
    assert first_copy == second_copy
    assert f"Message-ID: {_row(outbox).message_id}".encode() in first_copy


def test_a_worker_that_stood_still_beyond_its_lease_is_fenced_off(
    outbox: Rig, mail_server: MailServer, tmp_path: Path
) -> None:
    """R19: another took the message over; the sleeper changes nothing of it."""
    with WorkerProcess(tmp_path, mail_server.port) as sleeper:
        # Else it might stand still in the middle of writing, with SQLite locked.
        until(lambda: _are_chores_done(outbox))
        mail_server.script.contents = [sleeper.pause]
        outbox.write(NOTICE)
        until(lambda: len(mail_server.script.received) == 1)
        with WorkerProcess(tmp_path, mail_server.port) as other:
            until(lambda: _is_sent(outbox))
            other.stop()
            assert other.end() == 0
        marked = _row(outbox)
        sleeper.go_on()
        outbox.write(replace(NOTICE, key="notice:2"))
        until(lambda: _is_sent(outbox, "notice:2"))
        sleeper.stop()
        assert sleeper.end() == 0

    again = _row(outbox)
    assert (again.attempts, again.sent_at) == (2, marked.sent_at)
    assert f"message {again.id} was taken over meanwhile" in sleeper.log
    first_copy, second_copy, _ = mail_server.script.received
    assert first_copy == second_copy


def test_a_worker_that_is_told_to_end_finishes_what_it_has_in_hand(
    outbox: Rig, mail_server: MailServer, tmp_path: Path
) -> None:
    """A new release starts without a message sent twice."""
    outbox.write(NOTICE)
    with WorkerProcess(tmp_path, mail_server.port) as worker:
        mail_server.script.contents = [worker.stop]
        assert worker.end() == 0

    assert _is_sent(outbox)
    assert len(mail_server.script.received) == 1


def test_two_workers_share_what_waits_and_send_nothing_twice(
    outbox: Rig, mail_server: MailServer, tmp_path: Path
) -> None:
    """R19: each passes over what the other has in hand."""
    keys = {f"notice:{number}" for number in range(30)}
    for key in keys:
        outbox.write(replace(NOTICE, key=key))

    with (
        WorkerProcess(tmp_path, mail_server.port) as first,
        WorkerProcess(tmp_path, mail_server.port) as second,
    ):
        until(lambda: all(row.state == State.SENT for row in outbox.rows()))

    sent = [_message_id(each) for each in mail_server.script.received]
    assert Counter(sent) == Counter(row.message_id for row in outbox.rows())
    assert {row.attempts for row in outbox.rows()} == {1}
    assert "taken over" not in first.log + second.log


def _message_id(mail: bytes) -> str:
    return str(message_from_bytes(mail)["Message-ID"])

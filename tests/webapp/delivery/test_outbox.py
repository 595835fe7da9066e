"""The outbox: written with what it announces, once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from tests.webapp.delivery.rig import CODE, NOON, NOTICE, Rig
from webapp.delivery import outbox
from webapp.delivery.dispatch import deliver_due
from webapp.delivery.letter import DeliveryError, Kind, State


class _TakenBackError(Exception):
    """What ends a transaction in a test."""


def test_a_message_is_written_as_it_was_worded(rig: Rig) -> None:
    assert rig.write(NOTICE) is True

    row = rig.row
    assert row.message_id == f"<{row.id}@example.org>"
    assert (row.kind, row.recipient, row.language, row.subject, row.text, row.html) == (
        Kind.MAIL,
        NOTICE.recipient,
        "fr",
        NOTICE.subject,
        NOTICE.text,
        NOTICE.html,
    )
    assert (row.state, row.attempts, row.next_attempt_at, row.sent_at) == (
        State.WAITING,
        0,
        NOON,
        None,
    )


def test_a_transaction_that_fails_announces_nothing(rig: Rig) -> None:
    """The message and what it announces are one commit."""

    def fail() -> None:
        with rig.database.writing() as session:
            outbox.write(session, NOTICE, at=NOON, domain="example.org")
            raise _TakenBackError

    with pytest.raises(_TakenBackError):
        fail()
    assert rig.rows() == []


def test_the_same_key_is_written_once(rig: Rig) -> None:
    rig.write(NOTICE)

    assert rig.write(replace(NOTICE, text="Autre chose\n")) is False
    assert rig.row.text == NOTICE.text


def test_two_writers_of_the_same_key_write_it_once(rig: Rig) -> None:
    with ThreadPoolExecutor(8) as pool:
        written = list(pool.map(rig.write, [NOTICE] * 16))

    assert sorted(written) == [False] * 15 + [True]
    assert len(rig.rows()) == 1


def test_a_refused_row_is_no_duplicate(rig: Rig) -> None:
    """Only the key makes a message a duplicate; any other refusal is a fault."""
    faulty: Any = None

    with pytest.raises(IntegrityError):
        rig.write(replace(NOTICE, subject=faulty))


def test_what_is_stuck_is_seen_and_can_be_tried_again(rig: Rig) -> None:
    rig.carrying.faults = [DeliveryError("SMTP 550", is_final=True)]
    rig.write(NOTICE)
    rig.write(CODE)
    deliver_due(rig.dispatch, Kind.MAIL)

    with rig.database.writing() as session:
        seen = [(row.dedupe_key, row.last_error) for row in outbox.stuck(session)]
        kinds = outbox.backlog(session)
        retried = outbox.retry(session, outbox.stuck(session)[0].id, at=NOON)

    assert seen == [("notice:1", "SMTP 550")]
    assert kinds == {
        Kind.MAIL: outbox.Backlog(dead=1),
        Kind.SMS: outbox.Backlog(waiting=1, oldest_at=NOON),
    }
    assert retried is True
    assert deliver_due(rig.dispatch, Kind.MAIL).sent == 1


def test_an_expired_message_is_not_tried_again(rig: Rig) -> None:
    """Its text is erased: there is nothing left to send."""
    rig.write(CODE)
    rig.wait(600)
    deliver_due(rig.dispatch, Kind.SMS)

    with rig.database.writing() as session:
        assert outbox.retry(session, rig.row.id, at=rig.instant) is False
    assert rig.row.state == State.STUCK

"""One pass: at least once, never two at once, never for ever."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event

import pytest

from tests.databases import contents_of
from tests.webapp.delivery.rig import CODE, NOON, NOTICE, Rig
from webapp.delivery.dispatch import Pass, deliver_due
from webapp.delivery.letter import DeliveryError, Kind, State
from webapp.delivery.patience import PATIENCE, Patience


class _KilledError(BaseException):
    """The worker's end in the middle of something: nothing catches it."""


def test_a_message_is_sent_once(rig: Rig) -> None:
    rig.write(NOTICE)

    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass(sent=1)
    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass()
    assert (rig.row.state, rig.row.sent_at, rig.row.attempts) == (State.SENT, NOON, 1)
    assert rig.row.text == NOTICE.text


def test_a_code_is_erased_once_sent(rig: Rig) -> None:
    rig.write(CODE)

    deliver_due(rig.dispatch, Kind.SMS)

    row = rig.row
    assert rig.carrying.carried == [(CODE.recipient, CODE.text, row.id)]
    assert (row.state, row.text, row.html) == (State.SENT, "", "")
    assert "359-532" not in contents_of(rig.database)


def test_a_code_is_erased_once_expired(rig: Rig) -> None:
    """A code that comes too late is not sent, and not kept."""
    rig.write(CODE)
    rig.wait(600)

    assert deliver_due(rig.dispatch, Kind.SMS) == Pass()
    row = rig.row
    assert (row.state, row.last_error, row.text) == (State.STUCK, "expired", "")
    assert rig.carrying.carried == []


def test_a_stuck_code_is_erased_once_expired(rig: Rig) -> None:
    rig.carrying.faults = [DeliveryError("HTTP 400", is_final=True)]
    rig.write(CODE)
    deliver_due(rig.dispatch, Kind.SMS)
    rig.wait(600)

    deliver_due(rig.dispatch, Kind.SMS)

    assert (rig.row.last_error, rig.row.text) == ("HTTP 400", "")


def test_each_kind_goes_its_own_way(rig: Rig) -> None:
    rig.write(NOTICE)
    rig.write(CODE)

    assert deliver_due(rig.dispatch, Kind.SMS) == Pass(sent=1)
    assert [row.state for row in rig.rows()] == [State.SENT, State.WAITING]


def test_attempts_are_ever_further_apart(rig: Rig) -> None:
    """5 s, 10 s, 20 s … up to an hour, for a day at least."""
    rig.carrying.faults = [DeliveryError("SMTP 451")] * 44
    rig.write(NOTICE)
    waits = []
    for _ in range(44):
        deliver_due(rig.dispatch, Kind.MAIL)
        waits.append((rig.row.next_attempt_at - rig.instant).total_seconds())
        rig.instant = rig.row.next_attempt_at

    assert waits[:11] == [5, 10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]
    assert sum(waits) > 24 * 3600
    assert (rig.row.state, rig.row.attempts) == (State.WAITING, 44)


def test_chance_takes_up_to_half_of_a_wait_away() -> None:
    """So that what failed together does not come back together."""
    patience = Patience(first_wait_s=8, longest_wait_s=100, most_attempts=9)

    waits = [patience.wait(2, chance=chance) for chance in (0, 0.5, 1)]

    assert waits == [timedelta(seconds=seconds) for seconds in (16, 12, 8)]
    assert patience.wait(10**9, chance=0) == timedelta(seconds=100)


def test_nothing_is_tried_before_its_time(rig: Rig) -> None:
    rig.carrying.faults = [DeliveryError("SMTP 451")]
    rig.write(NOTICE)
    deliver_due(rig.dispatch, Kind.MAIL)

    rig.wait(4.9)
    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass()
    rig.wait(0.1)
    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass(sent=1)


def test_a_server_that_asks_for_time_gets_it(rig: Rig) -> None:
    rig.carrying.faults = [DeliveryError("HTTP 429", retry_after_s=120)]
    rig.write(CODE)

    deliver_due(rig.dispatch, Kind.SMS)

    assert rig.row.next_attempt_at == NOON + timedelta(seconds=120)


def test_the_last_attempt_leaves_a_message_stuck(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    rig.carrying.faults = [DeliveryError("SMTP 451")] * 3
    rig.dispatch = replace(
        rig.dispatch,
        patience={Kind.MAIL: replace(PATIENCE[Kind.MAIL], most_attempts=3)},
    )
    rig.write(NOTICE)
    for _ in range(4):
        deliver_due(rig.dispatch, Kind.MAIL)
        rig.wait(3600)

    assert (rig.row.state, rig.row.attempts) == (State.STUCK, 3)
    assert rig.row.last_error == "SMTP 451"
    assert [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("webapp")
    ] == [
        f"message {rig.row.id} not delivered at attempt {n}: SMTP 451"
        for n in (1, 2, 3)
    ]


def test_a_poisonous_message_stops_no_other(rig: Rig) -> None:
    """And what its exception says, which may be personal, is kept nowhere."""
    rig.carrying.faults = [ValueError("camille.exemple@example.org")]
    rig.write(NOTICE)
    rig.write(replace(NOTICE, key="notice:2"))

    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass(sent=1, failed=1)
    states = {(row.state, row.last_error) for row in rig.rows()}
    assert states == {(State.WAITING, "ValueError"), (State.SENT, "")}


def test_an_outage_ends_the_pass(rig: Rig) -> None:
    """The others keep their attempts for when the server is back."""
    rig.carrying.faults = [DeliveryError("TimeoutError", is_outage=True)]
    rig.write(NOTICE)
    rig.write(replace(NOTICE, key="notice:2"))

    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass(failed=1, is_outage=True)
    assert sorted(row.attempts for row in rig.rows()) == [0, 1]


def test_two_workers_deliver_each_message_once(rig: Rig) -> None:
    """R19: whoever comes second finds the message taken."""
    for number in range(20):
        rig.write(replace(NOTICE, key=f"notice:{number}"))
    barrier = Barrier(4)

    def work() -> int:
        barrier.wait()
        return deliver_due(rig.dispatch, Kind.MAIL).sent

    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(work) for _ in range(4)]

    assert sum(future.result() for future in sent) == 20
    identities = [str(message["Message-ID"]) for message in rig.carrying.carried]
    assert len(set(identities)) == len(identities) == 20


def test_a_message_in_hand_is_left_alone(rig: Rig) -> None:
    """While one worker is talking to the server, another finds nothing to do."""
    rig.write(NOTICE)
    begun, may_end = Event(), Event()

    class Slow:
        def send(self, message: object) -> None:
            begun.set()
            assert may_end.wait(10)

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(deliver_due, rig.through(mail=Slow()), Kind.MAIL)
        assert begun.wait(10)
        second = deliver_due(rig.dispatch, Kind.MAIL)
        may_end.set()

    assert (first.result(), second) == (Pass(sent=1), Pass())
    assert rig.carrying.carried == []


def test_a_crash_between_sending_and_mark_sends_again_under_the_same_id(
    rig: Rig,
) -> None:
    """R16: at most one duplicate, recognisable by its Message-ID."""
    rig.carrying.faults = [_KilledError()]
    rig.write(NOTICE)
    with pytest.raises(_KilledError):
        deliver_due(rig.dispatch, Kind.MAIL)

    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass()
    rig.wait(300)
    assert deliver_due(rig.dispatch, Kind.MAIL) == Pass(sent=1)
    first, second = rig.carrying.carried
    assert bytes(first) == bytes(second)


def test_a_worker_that_slept_beyond_its_lease_marks_nothing(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    """R19: the token of the lease fences it off."""
    rig.write(NOTICE)

    class SleepsAndFails:
        def send(self, message: object) -> None:
            rig.wait(301)
            assert deliver_due(rig.dispatch, Kind.MAIL) == Pass(sent=1)
            reason = "SMTP 550"
            raise DeliveryError(reason, is_final=True)

    deliver_due(rig.through(mail=SleepsAndFails()), Kind.MAIL)

    assert (rig.row.state, rig.row.last_error) == (State.SENT, "")
    assert f"message {rig.row.id} was taken over meanwhile" in caplog.messages


def test_a_late_worker_whose_message_nobody_took_may_mark_it(rig: Rig) -> None:
    rig.write(NOTICE)

    class Sleeps:
        def send(self, message: object) -> None:
            rig.wait(301)

    assert deliver_due(rig.through(mail=Sleeps()), Kind.MAIL) == Pass(sent=1)
    assert rig.row.state == State.SENT


def test_a_message_that_ends_every_worker_is_set_aside(rig: Rig) -> None:
    """R19: attempts are counted when they begin, so a crash counts too."""
    rig.carrying.faults = [_KilledError()] * 40
    rig.write(replace(CODE, expires_at=None))
    for _ in range(40):
        with pytest.raises(_KilledError):
            deliver_due(rig.dispatch, Kind.SMS)
        rig.wait(301)

    assert deliver_due(rig.dispatch, Kind.SMS) == Pass()
    assert (rig.row.state, rig.row.attempts, rig.row.last_error) == (
        State.STUCK,
        40,
        "delivery was cut short each time",
    )

"""The checker notices every kind of lie; without one it says nothing."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.faults.history import Decide, History, Operation, Outcome, Save, Send
from tests.faults.invariants import (
    Document,
    Event,
    Message,
    Stored,
    StoredRequest,
    lies,
    lost,
)

_SENT = Event(action="send", before="draft", after="processing")
_REFUSED = Event(action="refuse", before="processing", after="refused", note="Motif 1.")
_ACCEPTED = Event(action="accept", before="processing", after="accepted")
_RECEIPT = Document(name="1.pdf", sha256="a", found="a")
_MAIL = Message(key="request:r:sent:2", state="sent", copies=(b"mail",))
_REQUEST = StoredRequest(
    id="r",
    marker="320/1",
    status="refused",
    sent_marker="320/1",
    total=Decimal("11.50"),
    is_sent=True,
    rounds=1,
    prints=1,
    events=(_SENT, _REFUSED),
    decisions=1,
    documents=(_RECEIPT,),
)
_STORED = Stored(
    requests={"r": _REQUEST},
    messages=(_MAIL, replace(_MAIL, key="request:r:refuse:3")),
    announced={"r:sent": 1, "r:refuse": 1},
)


def _saved(outcome: Outcome = Outcome.OK) -> Save:
    return Save(outcome=outcome, marker="320/1", request_id="r", document="1.pdf")


def _sent(outcome: Outcome = Outcome.OK) -> Send:
    return Send(
        outcome=outcome,
        marker="320/1",
        request_id="r",
        document="1.pdf",
        total=Decimal("11.50"),
    )


def _refused(outcome: Outcome = Outcome.OK, reason: str = "Motif 1.") -> Decide:
    return Decide(
        outcome=outcome,
        marker="decision 1",
        request_id="r",
        status="refused",
        reason=reason,
    )


_TRUE = (_saved(), _sent(), _refused())


def _stored(**changes: Any) -> Stored:
    """Give what is stored, its only request being otherwise."""
    return replace(_STORED, requests={"r": replace(_REQUEST, **changes)})


def test_the_truth_is_no_lie() -> None:
    history = History(list(_TRUE))

    assert lies(history, _STORED) == []
    assert lost(history, _STORED) == 0


_NOTHING = Stored(requests={})


@pytest.mark.parametrize("operation", _TRUE, ids=["saved", "sent", "decided"])
def test_what_was_acknowledged_and_is_not_there_is_lost(operation: Operation) -> None:
    """I1: a draft, a request, a decision on one."""
    told = f"I1 {type(operation).__name__} {operation.marker} is not there"

    assert lies(History([operation]), _NOTHING) == [told]
    assert lost(History([operation]), _NOTHING) == 1


@pytest.mark.parametrize(
    ("operation", "stored", "lie"),
    [
        (
            _sent(),
            _stored(sent_marker="320/2"),
            "I1 Send 320/1 says 320/2",
        ),
        (
            _sent(),
            _stored(total=Decimal("0.00")),
            "I1 Send 320/1 has the total 0.00",
        ),
        (_saved(), _stored(marker="320/2"), "I1 Save 320/1 has become 320/2"),
        (_sent(), _stored(documents=()), "I1 Send 320/1 has lost its document"),
        (_saved(), _stored(documents=()), "I1 Save 320/1 has lost its document"),
        (
            _refused(reason="Motif 2."),
            _STORED,
            "I1 Decide decision 1 is not refused",
        ),
    ],
)
def test_what_was_acknowledged_and_is_otherwise_is_lost(
    operation: Operation, stored: Stored, lie: str
) -> None:
    """I1: other answers, another total, no document, somebody else's reason."""
    assert lies(History([operation]), stored) == [lie]
    assert lost(History([operation]), stored) == 1


_LOST_PRINT = Document(name="print 1", sha256="a", found="")


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (_stored(is_half=True), ["I2 r is half sent"]),
        (_stored(rounds=0), ["I2 r was sent 1 times, rounds: 0"]),
        (_stored(prints=2), ["I2 r was sent 1 times, prints: 2"]),
        (
            replace(_STORED, announced={"r:refuse": 1}),
            ["I2 r was sent 1 times, announcements: 0"],
        ),
        (
            _stored(is_sent=False),
            [
                "I1 Send 320/1 is not sent",
                "I2 r is half sent",
                "I2 r is refused, and sent: False",
            ],
        ),
        (
            _stored(documents=(_RECEIPT, _LOST_PRINT)),
            ["I3 print 1 of r is not what it was"],
        ),
        (
            _stored(changed_rounds=1),
            ["I3 r has other contents than its hashes say"],
        ),
        (replace(_STORED, unnamed=("x",)), ["I3 nobody names x"]),
        (
            replace(_STORED, messages=(replace(_MAIL, state="waiting"),)),
            ["I4 request:r:sent:2 is waiting"],
        ),
        (
            replace(_STORED, messages=(replace(_MAIL, state="stuck"),)),
            ["I4 request:r:sent:2 is stuck"],
        ),
        (
            replace(_STORED, messages=(_MAIL, _MAIL)),
            ["I5 request:r:sent:2 is announced 2 times"],
        ),
        (
            replace(_STORED, messages=(replace(_MAIL, copies=()),)),
            ["I5 request:r:sent:2 is called sent and never arrived"],
        ),
        (
            replace(_STORED, messages=(replace(_MAIL, copies=(b"1", b"2")),)),
            ["I5 the copies of request:r:sent:2 differ"],
        ),
        (
            replace(_STORED, unknown_mails=("<x@y>",)),
            ["I5 <x@y> arrived, and nobody wrote it"],
        ),
        (
            replace(_STORED, announced={"r:sent": 1, "r:refuse": 2}),
            ["I5 r: refuse 1 times, told 2 times"],
        ),
        (
            replace(_STORED, announced={"r:sent": 1, "r:refuse": 1, "r:accept": 1}),
            ["I5 r: accept 0 times, told 1 times"],
        ),
        (
            _stored(status="accepted"),
            ["I6 r is accepted, its events say refused"],
        ),
        (_stored(decisions=2), ["I6 r has 2 decisions of 1"]),
        (
            _stored(wrong_totals=1),
            ["I7 r has another total than its definition gives"],
        ),
        (
            replace(_STORED, log_fault="line 3 was changed"),
            ["I8 line 3 was changed"],
        ),
        (
            replace(_STORED, requests={"r": _REQUEST, "s": replace(_REQUEST, id="s")}),
            [
                "I2 s was sent 1 times, announcements: 0",
                "I5 s: refuse 1 times, told 0 times",
                "I9 320/1 is there 2 times",
            ],
        ),
    ],
)
def test_what_is_stored_may_not_contradict_itself(
    stored: Stored, expected: list[str]
) -> None:
    """I2 to I9: each fault is told, and nothing else."""
    assert lies(History(list(_TRUE)), stored) == expected


def test_two_decisions_on_one_sending_are_told() -> None:
    """I6: the second one leads from a status that the request had no more."""
    stored = replace(
        _stored(status="accepted", events=(_SENT, _REFUSED, _ACCEPTED), decisions=2),
        announced={"r:sent": 1, "r:refuse": 1, "r:accept": 1},
    )

    assert lies(History(list(_TRUE)), stored) == [
        f"I6 r went from refused by {_ACCEPTED}"
    ]


@pytest.mark.parametrize(
    ("operation", "lie"),
    [
        (_sent(Outcome.REFUSED), "I9 Send 320/1 was refused, and happened"),
        (_refused(Outcome.REFUSED), "I9 Decide decision 1 was refused, and happened"),
    ],
)
def test_what_was_refused_may_not_have_happened(operation: Operation, lie: str) -> None:
    """I9: somebody was told that it did not."""
    assert lies(History([operation]), _STORED) == [lie]


@pytest.mark.parametrize("stored", [_STORED, _NOTHING], ids=["happened", "did not"])
def test_what_is_unknown_may_have_happened_or_not(stored: Stored) -> None:
    """I9: nobody was told anything, so both are true."""
    unknown = Outcome.UNKNOWN
    history = History([_saved(unknown), _sent(unknown), _refused(unknown)])

    assert lies(history, stored) == []
    assert lost(history, stored) == 0

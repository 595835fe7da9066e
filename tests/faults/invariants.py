"""What has to hold after a fault: the history compared with what is stored and sent.

`lies` judges plain data, so its own tests can tell it every kind of lie. The ids are
those of the fault matrix:

I1  What was acknowledged is there, with the same content.
I2  Nothing is half sent: a request has all that a sending makes, or nothing of it.
I3  Each document and print has its bytes, and nothing else is kept.
I4  Each message has left, or stands still with a reason.
I5  What is announced is announced once, and at least once.
I6  The events of a request lead from status to status, and to the one it has.
I7  Totals are those that the stored definition gives today.
I8  The log of the office is unbroken.
I9  What was refused, or of unknown outcome, happened not at all, or once.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tests.faults.history import Decide, History, Operation, Outcome, Save, Send

__all__ = ["Document", "Event", "Message", "Stored", "StoredRequest", "lies", "lost"]

DRAFT = "draft"
_LEGAL = {
    (DRAFT, "send", "processing"),
    ("correction", "send", "processing"),
    ("processing", "accept", "accepted"),
    ("processing", "ask_correction", "correction"),
    ("processing", "refuse", "refused"),
    ("accepted", "transmit", "transmitted"),
}
_DECISIONS = ("accept", "ask_correction", "refuse")


@dataclass(frozen=True, kw_only=True)
class Document:
    """A document or print as its row tells of it, and what is really there."""

    name: str
    sha256: str
    found: str
    """SHA-256 of the stored bytes; blank where there are none."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """What happened to a request."""

    action: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message of the outbox, and the copies of it that arrived."""

    key: str
    state: str
    error: str = ""
    copies: tuple[bytes, ...] = ()
    """What a mail server received under its Message-ID."""
    is_mail: bool = True


@dataclass(frozen=True, kw_only=True)
class StoredRequest:
    """A request with all that belongs to it."""

    id: str
    marker: str
    """Of its answers as typed."""
    status: str = DRAFT
    sent_marker: str = ""
    """Of its record; blank where nothing was sent."""
    total: Decimal | None = None
    is_sent: bool = False
    """Whether it has an instant of sending, a reference and a record: all of them."""
    is_half: bool = False
    """Whether it has some of them."""
    rounds: int = 0
    prints: int = 0
    changed_rounds: int = 0
    """Versions whose content is not what their hash says."""
    wrong_totals: int = 0
    """Versions whose total is not what their definition gives."""
    events: tuple[Event, ...] = ()
    decisions: int = 0
    documents: tuple[Document, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Stored:
    """Everything that the portal keeps, and what left it."""

    requests: dict[str, StoredRequest]
    messages: tuple[Message, ...] = ()
    unnamed: tuple[str, ...] = ()
    """Objects that no row names, after a sweep."""
    unknown_mails: tuple[str, ...] = ()
    """Message-IDs that arrived and that no message of the outbox has."""
    log_fault: str = ""
    announced: dict[str, int] = field(default_factory=dict)
    """Messages of the outbox by «request id:action»."""


def lies(history: History, stored: Stored) -> list[str]:
    """Give everything that does not hold, each with its invariant's number."""
    return [lie for check in _CHECKS for lie in check(history, stored)]


def lost(history: History, stored: Stored) -> int:
    """Count the acknowledged operations that are not there."""
    return len(list(_acknowledged(history, stored)))


def _acknowledged(history: History, stored: Stored) -> Iterator[str]:
    for operation in history.acknowledged:
        request = _request_of(operation, stored)
        fault = "is not there" if request is None else _fault(operation, request)
        if fault:
            yield f"I1 {_named(operation)} {fault}"


def _fault(operation: Operation, request: StoredRequest) -> str:
    """Say what is not as it was acknowledged; blank where all is."""
    match operation:
        case Send():
            return _fault_of_sending(operation, request)
        case Save() if request.marker != operation.marker:
            return f"has become {request.marker}"
        case Save() if not _has(request, operation.document):
            return "has lost its document"
        case Decide() if not _is_decided(operation, request):
            return f"is not {operation.status}"
        case _:
            return ""


def _fault_of_sending(send: Send, request: StoredRequest) -> str:
    if not request.is_sent:
        return "is not sent"
    if request.sent_marker != send.marker:
        return f"says {request.sent_marker}"
    if request.total != send.total:
        return f"has the total {request.total}"
    return "" if _has(request, send.document) else "has lost its document"


def _has(request: StoredRequest, document: str) -> bool:
    return not document or any(
        each.name == document and each.found == each.sha256
        for each in request.documents
    )


def _is_decided(decide: Decide, request: StoredRequest) -> bool:
    return any(
        (event.after, event.note) == (decide.status, decide.reason)
        for event in request.events
    )


def _request_of(operation: Operation, stored: Stored) -> StoredRequest | None:
    if isinstance(operation, Save | Send | Decide):
        return stored.requests.get(operation.request_id)
    return None


def _halves(_: History, stored: Stored) -> Iterator[str]:
    for request in stored.requests.values():
        sendings = sum(event.action == "send" for event in request.events)
        parts = {
            "rounds": request.rounds,
            "prints": request.prints,
            "announcements": stored.announced.get(f"{request.id}:sent", 0),
        }
        if request.is_half or request.is_sent != (sendings > 0):
            yield f"I2 {request.id} is half sent"
        if (request.status == DRAFT) != (not request.is_sent):
            yield f"I2 {request.id} is {request.status}, and sent: {request.is_sent}"
        for name, count in parts.items():
            if count != sendings:
                yield f"I2 {request.id} was sent {sendings} times, {name}: {count}"


def _bytes(_: History, stored: Stored) -> Iterator[str]:
    for request in stored.requests.values():
        for document in request.documents:
            if document.found != document.sha256:
                yield f"I3 {document.name} of {request.id} is not what it was"
        if request.changed_rounds:
            yield f"I3 {request.id} has other contents than its hashes say"
    for name in stored.unnamed:
        yield f"I3 nobody names {name}"


def _left(_: History, stored: Stored) -> Iterator[str]:
    for message in stored.messages:
        is_over = message.state == "sent" or (
            message.state == "stuck" and message.error != ""
        )
        if not is_over:
            yield f"I4 {message.key} is {message.state}"


def _delivered(_: History, stored: Stored) -> Iterator[str]:
    for key, count in Counter(message.key for message in stored.messages).items():
        if count > 1:
            yield f"I5 {key} is announced {count} times"
    for message in stored.messages:
        if message.is_mail and message.state == "sent" and not message.copies:
            yield f"I5 {message.key} is called sent and never arrived"
        if len(set(message.copies)) > 1:
            yield f"I5 the copies of {message.key} differ"
    for name in stored.unknown_mails:
        yield f"I5 {name} arrived, and nobody wrote it"


def _announced(_: History, stored: Stored) -> Iterator[str]:
    for request in stored.requests.values():
        for action in _DECISIONS:
            decided = sum(event.action == action for event in request.events)
            told = stored.announced.get(f"{request.id}:{action}", 0)
            if decided != told:
                yield f"I5 {request.id}: {action} {decided} times, told {told} times"


def _monotone(_: History, stored: Stored) -> Iterator[str]:
    for request in stored.requests.values():
        status = DRAFT
        for event in request.events:
            is_legal = (event.before, event.action, event.after) in _LEGAL
            if event.before != status or not is_legal:
                yield f"I6 {request.id} went from {status} by {event}"
            status = event.after
        if status != request.status:
            yield f"I6 {request.id} is {request.status}, its events say {status}"
        decided = sum(event.action in _DECISIONS for event in request.events)
        if decided != request.decisions:
            yield f"I6 {request.id} has {request.decisions} decisions of {decided}"


def _totals(_: History, stored: Stored) -> Iterator[str]:
    for request in stored.requests.values():
        if request.wrong_totals:
            yield f"I7 {request.id} has another total than its definition gives"


def _log(_: History, stored: Stored) -> Iterator[str]:
    if stored.log_fault:
        yield f"I8 {stored.log_fault}"


def _at_most_once(history: History, stored: Stored) -> Iterator[str]:
    typed = Counter(each.marker for each in stored.requests.values() if each.marker)
    known = {operation.marker for operation in history.operations}
    for marker, count in typed.items():
        if marker in known and count > 1:
            yield f"I9 {marker} is there {count} times"
    for decide in history.of(Decide):
        request = stored.requests.get(decide.request_id)
        is_there = request is not None and _is_decided(decide, request)
        if decide.outcome is Outcome.REFUSED and decide.reason and is_there:
            yield f"I9 {_named(decide)} was refused, and happened"
    for send in history.of(Send):
        request = stored.requests.get(send.request_id)
        if send.outcome is Outcome.REFUSED and request and request.is_sent:
            yield f"I9 {_named(send)} was refused, and happened"


def _named(operation: Operation) -> str:
    return f"{type(operation).__name__} {operation.marker}"


_CHECKS: tuple[Callable[[History, Stored], Iterator[str]], ...] = (
    _acknowledged,
    _halves,
    _bytes,
    _left,
    _delivered,
    _announced,
    _monotone,
    _totals,
    _log,
    _at_most_once,
)

"""What people asked the portal for, and what they were told: the record of a run.

An operation is one thing that somebody wants, however often they press: it is *ok* once
the portal has said so, *refused* where it has said no, and *unknown* while the last
answer was cut off: it may have happened, or not.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum
from threading import Lock
from typing import TypeVar

__all__ = ["Decide", "History", "Operation", "Outcome", "Save", "Send"]

_Kind = TypeVar("_Kind", bound="Operation")


class Outcome(Enum):
    UNKNOWN = "unknown"
    OK = "ok"
    REFUSED = "refused"


@dataclass(kw_only=True)
class Operation:
    """One wish; it begins with an unknown outcome."""

    outcome: Outcome = Outcome.UNKNOWN
    marker: str
    """What nobody else types: the number of the decision that is filled in."""

    @property
    def is_ok(self) -> bool:
        return self.outcome is Outcome.OK


@dataclass(kw_only=True)
class Save(Operation):
    """A draft with a document."""

    document: str
    """Its file's name; blank where none goes along."""
    request_id: str = ""
    """Told by the portal, once it does."""


@dataclass(kw_only=True)
class Send(Operation):
    """A request is sent."""

    request_id: str
    total: Decimal
    document: str = ""


@dataclass(kw_only=True)
class Decide(Operation):
    """A clerk decides on a request."""

    request_id: str
    status: str
    """What the request is to become."""
    reason: str = ""
    """What nobody else writes; blank where it is accepted."""


@dataclass
class History:
    """Operations in the order of their beginning; threads may share it."""

    operations: list[Operation] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, operation: _Kind) -> _Kind:
        with self._lock:
            self.operations.append(operation)
        return operation

    def of(self, kind: type[_Kind]) -> list[_Kind]:
        return [each for each in self.operations if isinstance(each, kind)]

    @property
    def acknowledged(self) -> list[Operation]:
        return [each for each in self.operations if each.is_ok]

"""How much the checks found, kept beside each request: a queue judges nothing.

Counted with each sending, in its transaction, and again whenever somebody opens the
request. What one request says changes what is found in another (the same days, the
same document), so those that a finding names are counted again as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.storage.locks import hold
from engine.storage.tables import Request
from webapp.office.checks import Weight, findings
from webapp.office.tables import FindingCount
from webapp.requests.statuses import Status
from webapp.requests.versions import sent_versions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from webapp.office.checks import Finding

__all__ = ["count_all", "is_counted", "keep_count"]

_NAME = "findings"


def count_all(session: Session, request_id: str) -> None:
    """Count what is found in a request, and in those it is about that still wait.

    Of two requests that become true at once, the later one counts both.
    """
    hold(session, _NAME)
    found = _count(session, request_id)
    others = {each.other.id: each.other for each in found if each.other is not None}
    for other in others.values():
        if other.status == Status.PROCESSING:
            _count(session, other.id)


def is_counted(session: Session, request_id: str, found: Iterable[Finding]) -> bool:
    """Tell whether these findings are the ones that are kept."""
    kept = session.get(FindingCount, request_id)
    return kept is not None and (kept.blocking, kept.warnings) == _numbers(found)


def keep_count(session: Session, request_id: str, found: Iterable[Finding]) -> None:
    """Keep how many there are of each weight, in the caller's transaction."""
    hold(session, _NAME)
    blocking, warnings = _numbers(found)
    session.merge(
        FindingCount(request_id=request_id, blocking=blocking, warnings=warnings)
    )


def _count(session: Session, request_id: str) -> tuple[Finding, ...]:
    request = session.get_one(Request, request_id)
    found = findings(session, sent_versions(session, request)[-1])
    keep_count(session, request_id, found)
    session.flush()
    return found


def _numbers(found: Iterable[Finding]) -> tuple[int, int]:
    weights = [each.weight for each in found]
    return weights.count(Weight.BLOCKING), weights.count(Weight.WARNING)

"""What happened to a request, as its owner and the office read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.storage.requests import RequestRepository
from webapp.requests.differences import Difference, differences
from webapp.requests.statuses import Action, Status
from webapp.requests.versions import sent_versions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from engine.storage.tables import Request, RequestEvent
    from webapp.requests.versions import SentVersion

__all__ = ["History", "Step", "history_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happened; `actor_id` is an account."""

    action: Action
    words: str
    note: str
    at: datetime
    actor_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """The steps of a request, the newest first, and its sendings."""

    steps: tuple[Step, ...]
    versions: tuple[SentVersion, ...]

    @property
    def changes(self) -> tuple[Difference, ...]:
        """Give what the last correction changed; nothing before there was one."""
        if len(self.versions) < _TWO:
            return ()
        before, after = self.versions[-_TWO:]
        return differences(before.assessment, after.assessment)

    @property
    def refusal(self) -> str:
        """Give the reason of a refusal that stands; blank where there is none."""
        newest = self.steps[0] if self.steps else None
        if newest is None or newest.action is not Action.REFUSE:
            return ""
        return newest.note


_TWO = 2


def history_of(session: Session, request: Request) -> History:
    """Read the history of a request."""
    events = RequestRepository(session).events(request.id)
    return History(
        steps=tuple(map(_step, reversed(events))),
        versions=sent_versions(session, request),
    )


def _step(event: RequestEvent) -> Step:
    action = Action(event.action)
    return Step(
        action=action,
        words=_words(action, event.from_status or ""),
        note=event.note,
        at=event.at,
        actor_id=event.actor_id,
    )


def _words(action: Action, before: str) -> str:
    match action:
        case Action.SEND if before == Status.CORRECTION:
            return gettext("Correction envoyée")
        case Action.SEND:
            return gettext("Envoyée")
        case Action.ACCEPT:
            return gettext("Acceptée")
        case Action.ASK_CORRECTION:
            return gettext("Correction demandée")
        case Action.REFUSE:
            return gettext("Refusée")
        case Action.TRANSMIT:
            return gettext("Transmise pour paiement")

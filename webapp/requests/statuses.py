"""The life of a request: every status, and who may bring it to which.

This table is the only place that knows; pages and storage ask it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext

from webapp.accounts.directory import Role

if TYPE_CHECKING:
    from flask_babel.speaklater import LazyString

__all__ = ["LOOKS", "TRANSITIONS", "Action", "Look", "Status", "status_after"]


class Status(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    PROCESSING = "processing"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    TRANSMITTED = "transmitted"


class Action(StrEnum):
    """What somebody does with a request."""

    SEND = "send"
    ACCEPT = "accept"
    ASK_CORRECTION = "ask_correction"
    REFUSE = "refuse"
    TRANSMIT = "transmit"


_DECIDERS = (Role.CLERK, Role.SUPERVISOR)

TRANSITIONS = MappingProxyType(
    {
        (Status.DRAFT, Action.SEND, Role.BENEFICIARY): Status.PROCESSING,
        (Status.CORRECTION, Action.SEND, Role.BENEFICIARY): Status.PROCESSING,
    }
    | {
        (before, action, role): after
        for role in _DECIDERS
        for before, action, after in (
            (Status.PROCESSING, Action.ACCEPT, Status.ACCEPTED),
            (Status.PROCESSING, Action.ASK_CORRECTION, Status.CORRECTION),
            (Status.PROCESSING, Action.REFUSE, Status.REFUSED),
            (Status.ACCEPTED, Action.TRANSMIT, Status.TRANSMITTED),
        )
    }
)
"""What follows a status when somebody of a role does something; else it is refused."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is shown: shape, word, and the class of its colour."""

    icon: str
    label: LazyString
    colour: str


LOOKS = MappingProxyType(
    {
        Status.DRAFT: Look(
            "draft", lazy_gettext("Brouillon – pas encore envoyé"), "draft"
        ),
        Status.PROCESSING: Look(
            "processing", lazy_gettext("En traitement"), "processing"
        ),
        Status.CORRECTION: Look(
            "correction", lazy_gettext("Demande de correction"), "correction"
        ),
        Status.ACCEPTED: Look("accepted", lazy_gettext("Acceptée"), "accepted"),
        Status.REFUSED: Look("refused", lazy_gettext("Refusée"), "refused"),
        Status.TRANSMITTED: Look(
            "paid", lazy_gettext("Acceptée – transmise pour paiement"), "accepted"
        ),
    }
)


def status_after(status: Status, action: Action, role: Role) -> Status | None:
    """Give the status that follows, or None where this may not be done."""
    return TRANSITIONS.get((status, action, role))

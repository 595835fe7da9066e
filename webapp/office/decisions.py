"""Decisions: on exactly what was seen, once, with everything that follows from them.

A decision names the revision and the content that its author saw. The status changes
by compare-and-set in the transaction that also keeps the notes, the event, the line of
the log and the message to the beneficiary: of two decisions at once one happens, and
nothing is half done.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.storage.requests import RequestRepository
from engine.storage.tables import Request
from webapp.accounts.directory import Role
from webapp.accounts.tables import Account
from webapp.delivery.wording import Note
from webapp.language import speaking
from webapp.office import audit
from webapp.office.finding_counts import count_all
from webapp.office.own_request import OwnRequestError, is_own
from webapp.office.tables import Decision
from webapp.requests.announcing import announce
from webapp.requests.notes import NewNote, write_notes
from webapp.requests.stable_places import StablePlaces
from webapp.requests.statuses import Action, Status, status_after

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from webapp.delivery.letter import Letter
    from webapp.delivery.messages import Letters
    from webapp.delivery.reader import Reader, RequestFacts
    from webapp.requests.versions import SentVersion

__all__ = ["OvertakenError", "Seen", "Verdict", "decide", "letter_of"]


class OvertakenError(Exception):
    """The request is not any more what its reader saw; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page showed that a decision was made on."""

    revision: int
    content_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was decided: with `notes` for a correction, a `reason` for a refusal."""

    action: Action
    notes: tuple[NewNote, ...] = ()
    reason: str = ""


def decide(  # noqa: PLR0913 - who decides what, on what, when, in which transaction
    session: Session,
    sent: SentVersion,
    verdict: Verdict,
    *,
    seen: Seen,
    actor: Account,
    letters: Letters | None,
    at: datetime,
) -> None:
    """Make a decision come true in the caller's writing transaction.

    Raises:
        OvertakenError: Somebody decided meanwhile, or other content was sent.
        OwnRequestError: The request is the actor's own.
    """
    owner = session.get_one(Account, sent.request.owner_id)
    if is_own(actor, owner, sent.version.applicant):
        raise OwnRequestError
    before = Status(sent.request.status)
    after = status_after(before, verdict.action, Role(actor.role))
    if after is None or seen.content_hash != sent.version.content_hash:
        raise OvertakenError
    repository = RequestRepository(session)
    changed = repository.change(
        sent.request.id,
        {"status": after, "updated_at": at},
        revision=seen.revision,
        status=before,
    )
    if changed is None:
        raise OvertakenError
    repository.note_event(
        sent.request.id,
        actor_id=actor.id,
        action=verdict.action,
        at=at,
        statuses=(before, after),
        note=verdict.reason,
    )
    # A refused request claims nothing any more, which others may have been told of.
    count_all(session, sent.request.id)
    _keep(session, sent, verdict, seen=seen, actor=actor, at=at)
    if letters is not None:
        request = session.get_one(Request, sent.request.id)
        key = f"request:{request.id}:{verdict.action}:{changed}"
        announce(
            session,
            request,
            sent.form,
            lambda reader, facts: letter_of(
                letters, sent, verdict, to=reader, facts=facts, key=key
            ),
        )


def letter_of(
    letters: Letters,
    sent: SentVersion,
    verdict: Verdict,
    *,
    to: Reader,
    facts: RequestFacts,
    key: str,
) -> Letter:
    """Word the message that a decision sends."""
    if verdict.action is Action.ACCEPT:
        return letters.accepted(to, facts, key=key)
    if verdict.action is Action.REFUSE:
        return letters.refused(to, facts, verdict.reason, key=key)
    places = StablePlaces(sent.assessment)
    with speaking(to.language):
        notes = [Note(places.name(note.place), note.text) for note in verdict.notes]
    return letters.correction_requested(to, facts, notes, key=key)


def _keep(
    session: Session,
    sent: SentVersion,
    verdict: Verdict,
    *,
    seen: Seen,
    actor: Account,
    at: datetime,
) -> None:
    session.add(
        Decision(
            request_id=sent.request.id,
            round=sent.version.round,
            action=verdict.action,
            reason=verdict.reason,
            content_hash=seen.content_hash,
            revision=seen.revision,
            actor_id=actor.id,
            at=at,
        )
    )
    write_notes(
        session,
        sent.form,
        verdict.notes,
        request_id=sent.request.id,
        round_number=sent.version.round,
        author_id=actor.id,
        at=at,
    )
    audit.append(
        session,
        actor,
        verdict.action,
        subject=sent.request.id,
        at=at,
        details={"content": seen.content_hash, "revision": seen.revision},
    )

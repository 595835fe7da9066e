"""Stored requests: drafts that grow, and what was sent, which never changes.

Every change names the revision that its author has seen; a change of anything newer
gives None and touches nothing, so no two writers overwrite each other and a second
sending finds that there is nothing left to send.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import CursorResult, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer

from engine.storage.references import new_id, new_reference
from engine.storage.tables import FrozenPdf, Request, RequestEvent, RequestVersion
from engine.targets.record import as_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from decimal import Decimal

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm

__all__ = [
    "KeptPdf",
    "RequestRepository",
    "Sending",
    "content_hash",
    "free_reference",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPdf:
    """The PDF of a sending: stored elsewhere under a name, or to be kept here."""

    sha256: str
    stored_as: str | None = None
    content: bytes = b""
    """Empty where it is stored elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """Everything that one sending makes durable, together or not at all."""

    reference: str
    actor_id: str
    from_status: str
    to_status: str
    action: str
    at: datetime
    language: str
    definition_hash: str
    version: int
    answers: Mapping[str, Any]
    """The answers that were judged, under the names of that definition."""
    record: Mapping[str, Any]
    applicant: Mapping[str, Any]
    confirmations: Mapping[str, Any]
    total: Decimal | None
    pdf: KeptPdf


def content_hash(record: Mapping[str, Any]) -> str:
    """Give the SHA-256 (hex) of a record, whatever the order of its members."""
    return sha256(as_json(record)).hexdigest()


def free_reference(session: Session) -> str:
    """Make a reference that no request has yet."""
    while True:
        reference = new_reference()
        taken = select(Request.id).where(Request.reference == reference)
        if session.scalar(taken) is None:
            return reference


class RequestRepository:
    """The requests as seen in one transaction."""

    def __init__(self, session: Session) -> None:
        """Work in a transaction that somebody else begins and ends."""
        self._session = session

    def begin(  # noqa: PLR0913 - what a request is born with
        self,
        form: CompiledForm,
        *,
        owner_id: str,
        creation_key: str,
        language: str,
        status: str,
        answers: Mapping[str, Any],
        at: datetime,
    ) -> Request:
        """Make a draft; the same owner and key give the one made before."""
        same = select(Request).where(
            Request.owner_id == owner_id, Request.creation_key == creation_key
        )
        known = self._session.scalar(same)
        if known is not None:
            return known
        request = Request(
            id=new_id(),
            owner_id=owner_id,
            creation_key=creation_key,
            form_id=form.id,
            version=form.version,
            definition_hash=form.hash,
            language=language,
            status=status,
            answers=dict(answers),
            confirmations={},
            created_at=at,
            updated_at=at,
        )
        try:
            with self._session.begin_nested():
                self._session.add(request)
        except IntegrityError:
            # Where writers do not wait for each other, the same page's other press
            # may have begun it meanwhile.
            known = self._session.scalar(same)
            if known is None:
                raise
            return known
        return request

    def find(self, request_id: str) -> Request | None:
        """Give a request by its id, or None."""
        return self._session.get(Request, request_id)

    def of_owner(
        self, owner_id: str, *, after: str | None = None, limit: int | None = None
    ) -> Sequence[Request]:
        """Give a person's requests, the newest first, without answers and records.

        Args:
            owner_id: Whose they are.
            after: The id of the last one seen; None for the first page.
            limit: How many at most; None for all.
        """
        asked = select(Request).where(Request.owner_id == owner_id)
        last = self.find(after) if after is not None else None
        if last is not None and last.owner_id == owner_id:
            place = tuple_(Request.updated_at, Request.id)
            asked = asked.where(place < (last.updated_at, last.id))
        return self._session.scalars(
            asked.options(defer(Request.answers), defer(Request.record))
            .order_by(Request.updated_at.desc(), Request.id.desc())
            .limit(limit)
        ).all()

    def change(
        self,
        request_id: str,
        values: Mapping[str, object],
        *,
        revision: int,
        status: str,
    ) -> int | None:
        """Change columns if revision and status are still those its author has seen.

        Gives the new revision, or None where somebody else was first.
        """
        result = self._session.execute(
            update(Request)
            .where(
                Request.id == request_id,
                Request.revision == revision,
                Request.status == status,
            )
            .values({"revision": revision + 1, **values})
            # Objects read before are dropped below, so none is brought up to date.
            .execution_options(synchronize_session=False)
        )
        self._session.expire_all()
        changed = isinstance(result, CursorResult) and result.rowcount == 1
        return revision + 1 if changed else None

    def send(self, request_id: str, sending: Sending, *, revision: int) -> bool:
        """Make a sending durable; tell whether it was still there to be sent."""
        values = {
            "status": sending.to_status,
            "reference": sending.reference,
            "language": sending.language,
            "definition_hash": sending.definition_hash,
            "version": sending.version,
            "answers": dict(sending.answers),
            "record": dict(sending.record),
            "applicant": dict(sending.applicant),
            "confirmations": dict(sending.confirmations),
            "total": sending.total,
            "sent_at": sending.at,
            "updated_at": sending.at,
        }
        changed = self.change(
            request_id, values, revision=revision, status=sending.from_status
        )
        if changed is None:
            return False
        self.note_event(
            request_id,
            actor_id=sending.actor_id,
            action=sending.action,
            at=sending.at,
            statuses=(sending.from_status, sending.to_status),
        )
        self._keep_version(request_id, sending)
        return True

    def note_event(
        self,
        request_id: str,
        *,
        actor_id: str,
        action: str,
        at: datetime,
        statuses: tuple[str, str],
        note: str = "",
    ) -> None:
        """Note what somebody did; `statuses` are those before and after."""
        self._session.add(
            RequestEvent(
                request_id=request_id,
                at=at,
                actor_id=actor_id,
                action=action,
                from_status=statuses[0],
                to_status=statuses[1],
                note=note,
            )
        )

    def _keep_version(self, request_id: str, sending: Sending) -> None:
        """Freeze what was sent, beside the versions sent before."""
        request = self._session.get_one(Request, request_id)
        pdf = FrozenPdf(
            request_id=request_id,
            frozen_at=sending.at,
            sha256=sending.pdf.sha256,
            stored_as=sending.pdf.stored_as,
            content=sending.pdf.content,
        )
        self._session.add(pdf)
        self._session.flush()
        before = select(func.count()).where(RequestVersion.request_id == request_id)
        self._session.add(
            RequestVersion(
                request_id=request_id,
                round=(self._session.scalar(before) or 0) + 1,
                sent_at=sending.at,
                definition_hash=request.definition_hash,
                answers=dict(request.answers),
                confirmations=dict(sending.confirmations),
                record=dict(sending.record),
                applicant=dict(sending.applicant),
                total=sending.total,
                content_hash=content_hash(sending.record),
                pdf_id=pdf.id,
            )
        )

    def versions(self, request_id: str) -> Sequence[RequestVersion]:
        """Give what was sent, round by round; nothing for a draft."""
        return self._session.scalars(
            select(RequestVersion)
            .where(RequestVersion.request_id == request_id)
            .order_by(RequestVersion.round)
        ).all()

    def pdf_of(self, version: RequestVersion) -> FrozenPdf:
        """Give the PDF that was frozen with a version."""
        return self._session.get_one(FrozenPdf, version.pdf_id)

    def events(self, request_id: str) -> Sequence[RequestEvent]:
        """Give what happened to a request, in order."""
        return self._session.scalars(
            select(RequestEvent)
            .where(RequestEvent.request_id == request_id)
            .order_by(RequestEvent.id)
        ).all()

    def frozen_pdf(self, request_id: str) -> FrozenPdf | None:
        """Give the PDF of the newest sending, or None for a draft."""
        return self._session.scalars(
            select(FrozenPdf)
            .where(FrozenPdf.request_id == request_id)
            .order_by(FrozenPdf.id.desc())
            .limit(1)
        ).first()

    def frozen_on(
        self, sha256: str, *, reference: str | None = None
    ) -> datetime | None:
        """Give the instant of the sending whose PDF has these bytes, or None.

        Args:
            sha256: Of the bytes, in lower-case hexadecimal.
            reference: Of the request that it has to be a sending of, if given.
        """
        found = select(FrozenPdf.frozen_at).where(FrozenPdf.sha256 == sha256)
        if reference is not None:
            found = found.join(Request, Request.id == FrozenPdf.request_id)
            found = found.where(Request.reference == reference)
        return self._session.scalars(found.order_by(FrozenPdf.id).limit(1)).first()

"""What was sent, round by round: judged as it was then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from engine.runtime.assess import assess
from engine.storage.requests import RequestRepository
from webapp.portal import portal
from webapp.requests.documents import all_attachments_of, with_documents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledForm
    from engine.runtime.assessment import Assessment
    from engine.storage.tables import Request, RequestVersion
    from webapp.attachments.tables import Attachment

__all__ = ["SentVersion", "day_of_record", "sent_versions"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentVersion:
    """One sending with its definition, documents and judgement.

    It has what `webapp.requests.answers_page` draws.
    """

    request: Request
    version: RequestVersion
    form: CompiledForm
    answers: Mapping[str, Any]
    attachments: Sequence[Attachment]
    assessment: Assessment


def day_of_record(record: Mapping[str, Any]) -> date:
    """Give the day on which a record was judged."""
    return date.fromisoformat(str(record["day"]))


def sent_versions(session: Session, request: Request) -> tuple[SentVersion, ...]:
    """Give the sendings of a request, the first one first."""
    versions = RequestRepository(session).versions(request.id)
    attachments = all_attachments_of(session, request.id)
    return tuple(_judged(request, version, attachments) for version in versions)


def _judged(
    request: Request, version: RequestVersion, attachments: Sequence[Attachment]
) -> SentVersion:
    form = portal().definitions.pinned(request.form_id, version.definition_hash)
    present = [
        each
        for each in attachments
        if each.added_at <= version.sent_at
        and (each.removed_at is None or each.removed_at > version.sent_at)
    ]
    answers = with_documents(form, version.answers, present)
    return SentVersion(
        request=request,
        version=version,
        form=form,
        answers=answers,
        attachments=present,
        assessment=assess(
            form, answers, version.applicant, day_of_record(version.record)
        ),
    )

"""What the portal finds by itself about a request, before anybody reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from flask_babel import gettext, ngettext
from sqlalchemy import select

from engine.i18n.formats import day as day_text
from engine.storage.tables import Request
from engine.values import ValueKind
from webapp.accounts.tables import Account, AccountChange
from webapp.attachments.tables import Attachment
from webapp.requests.index import claimed_days, iban_keys, joined
from webapp.requests.statuses import Status
from webapp.requests.tables import ClaimedPeriod

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from webapp.requests.index import Days
    from webapp.requests.versions import SentVersion

__all__ = ["Finding", "Weight", "findings"]

_MOST_SHOWN = 20
_LATELY = timedelta(days=60)


class Weight(StrEnum):
    """How much a finding asks for: nothing, a look, or an answer."""

    OK = "ok"
    WARNING = "hm"
    BLOCKING = "bad"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One result; `other` is the request that it is about, if there is one."""

    weight: Weight
    title: str
    text: str = ""
    other: Request | None = None


def findings(session: Session, sent: SentVersion) -> tuple[Finding, ...]:
    """Check what was sent against everything else; the gravest come first."""
    found = [
        *_claimed_before(session, sent),
        *_documents_seen_before(session, sent),
        *_ibans(session, sent),
        *_missing_documents(sent),
        *_confirmed_warnings(sent),
    ]
    order = [Weight.BLOCKING, Weight.WARNING, Weight.OK]
    return tuple(sorted(found, key=lambda finding: order.index(finding.weight)))


def _claimed_before(session: Session, sent: SentVersion) -> Iterator[Finding]:
    """Find other requests of this person and form for some of the same days."""
    known = _sharing_days(session, sent)
    standing = session.scalars(
        select(Request)
        .where(Request.id.in_(known), Request.status != Status.REFUSED)
        .order_by(Request.sent_at, Request.id)
        .limit(_MOST_SHOWN)
    ).all()
    for other in standing:
        days = known[other.id]
        if days.is_year:
            yield _same_year(days, other)
            continue
        yield Finding(
            weight=Weight.BLOCKING,
            title=gettext("Même période déjà demandée"),
            text=gettext(
                "Jours en commun avec la période du %(start)s au %(end)s.",
                start=day_text(days.first),
                end=day_text(days.last),
            ),
            other=other,
        )
    if not standing:
        yield Finding(
            weight=Weight.OK, title=gettext("Période demandée une seule fois")
        )


def _sharing_days(session: Session, sent: SentVersion) -> Mapping[str, Days]:
    """Give this request's days that each other one of its person claims too, by id."""
    claimed = tuple(claimed_days(sent.assessment))
    if not claimed:
        return {}
    others = session.scalars(
        select(ClaimedPeriod).where(
            ClaimedPeriod.person
            == joined(str(sent.version.applicant.get("avs_number", ""))),
            ClaimedPeriod.form_id == sent.form.id,
            ClaimedPeriod.first_day <= max(days.last for days in claimed),
            ClaimedPeriod.last_day >= min(days.first for days in claimed),
            ClaimedPeriod.request_id != sent.request.id,
        )
    ).all()
    return {
        other.request_id: days
        for days in reversed(claimed)
        for other in others
        if other.first_day <= days.last and other.last_day >= days.first
    }


def _same_year(days: Days, other: Request) -> Finding:
    """Tell of a year claimed before: a look only, for one year has several claims."""
    return Finding(
        weight=Weight.WARNING,
        title=gettext("Même année déjà demandée"),
        text=gettext("Année %(year)s.", year=str(days.first.year)),
        other=other,
    )


def _documents_seen_before(session: Session, sent: SentVersion) -> Iterator[Finding]:
    """Find the same file in another request that was sent, whoever sent it."""
    by_hash = {each.sha256: each for each in sent.attachments}
    if not by_hash:
        return
    same = (
        select(Attachment.sha256, Request)
        .join(Request, Request.id == Attachment.request_id)
        .where(
            Attachment.sha256.in_(by_hash),
            Attachment.removed_at.is_(None),
            Request.id != sent.request.id,
            Request.sent_at.is_not(None),
            Request.status != Status.REFUSED,
        )
        .limit(_MOST_SHOWN)
    )
    seen = session.execute(same).all()
    for sha256, other in seen:
        yield Finding(
            weight=Weight.BLOCKING,
            title=gettext("Document déjà reçu avec une autre demande"),
            text=by_hash[sha256].name,
            other=other,
        )
    if not seen:
        yield Finding(
            weight=Weight.OK, title=gettext("Documents présents, aucun déjà reçu")
        )


def _ibans(session: Session, sent: SentVersion) -> Iterator[Finding]:
    """Compare the IBAN asked for with the account's, and with the request before."""
    values = sent.assessment.root.values
    asked = {str(values[k]) for k in iban_keys(sent.form) if k in values}
    if not asked:
        return
    account = session.get_one(Account, sent.request.owner_id)
    known = joined(str(account.applicant.get("iban") or "")).upper()
    if known and asked != {known}:
        yield Finding(
            weight=Weight.WARNING,
            title=gettext("IBAN différent de celui du compte"),
            text=gettext("Compte: %(iban)s", iban=_masked(known)),
        )
    changed_at = _iban_changed_at(session, sent)
    if changed_at is not None:
        days = (sent.version.sent_at - changed_at).days
        yield Finding(
            weight=Weight.WARNING,
            title=ngettext(
                "IBAN du compte modifié %(num)s jour avant l'envoi",
                "IBAN du compte modifié %(num)s jours avant l'envoi",
                days,
            ),
        )
    before = _ibans_before(session, sent)
    if before and not asked <= before:
        yield Finding(
            weight=Weight.WARNING,
            title=gettext("IBAN changé depuis la demande précédente"),
            text=gettext("Avant: %(iban)s", iban=", ".join(map(_masked, before))),
        )
    elif known and asked == {known} and changed_at is None:
        yield Finding(
            weight=Weight.OK, title=gettext("IBAN du compte, pas changé récemment")
        )


def _iban_changed_at(session: Session, sent: SentVersion) -> datetime | None:
    """Give when the account's IBAN was last changed; None if not lately."""
    sent_at = sent.version.sent_at
    return session.scalar(
        select(AccountChange.at)
        .where(
            AccountChange.account_id == sent.request.owner_id,
            AccountChange.what == "iban",
            AccountChange.at <= sent_at,
            AccountChange.at > sent_at - _LATELY,
        )
        .order_by(AccountChange.at.desc())
        .limit(1)
    )


def _ibans_before(session: Session, sent: SentVersion) -> set[str]:
    """Give the IBAN of the person's newest other request, whatever its form."""
    record = session.scalar(
        select(Request.record)
        .where(
            Request.owner_id == sent.request.owner_id,
            Request.id != sent.request.id,
            Request.sent_at < sent.version.sent_at,
        )
        .order_by(Request.sent_at.desc())
        .limit(1)
    )
    answers: Mapping[str, object] = (record or {}).get("answers", {})
    return {str(answers[key]) for key in iban_keys(sent.form) if answers.get(key)}


def _missing_documents(sent: SentVersion) -> Iterator[Finding]:
    root = sent.assessment.root
    asks = any(
        question.codec.kind is ValueKind.FILES and key not in root.hidden
        for key, question in sent.form.fields.items()
    )
    if asks and not sent.attachments:
        yield Finding(weight=Weight.WARNING, title=gettext("Aucun document joint"))


def _confirmed_warnings(sent: SentVersion) -> Iterator[Finding]:
    confirmed = sent.version.confirmations.values()
    for kept in confirmed:
        yield Finding(
            weight=Weight.WARNING,
            title=" ".join(kept["words"]),
            text=gettext("Motif donné: %(reason)s", reason=kept["reason"]),
        )
    if confirmed:
        return
    yield Finding(
        weight=Weight.OK,
        title=gettext("Règles du formulaire respectées, tarifs valables à ces dates"),
    )


def _masked(iban: str) -> str:
    """Show enough of an account to recognise it."""
    return f"{iban[:4]} •••• {iban[-4:]}"

"""Payments: what waits, ordering them, and the files of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask import abort, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext

from engine.i18n.formats import money
from webapp.access import Audience, open_to, own_account
from webapp.delivery.service import delivery
from webapp.office import audit
from webapp.office.blueprint import blueprint
from webapp.office.payment_order import payment_order as order_of
from webapp.office.payment_table import payment_table as table_of
from webapp.office.payments import (
    Debtor,
    batches,
    held_and_ready,
    payments_of,
)
from webapp.office.payments import transmit as transmit_in
from webapp.office.tables import PaymentBatch
from webapp.portal import portal
from webapp.requests.announcing import announce

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flask import Response as FlaskResponse
    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from engine.compiler.form import CompiledForm
    from engine.storage.tables import Request
    from webapp.office.tables import Payment

__all__ = ["payment_order", "payment_table", "payments", "transmit"]


@dataclass(frozen=True, slots=True)
class _Waiting:
    count: int
    total: Decimal


@blueprint.get("/paiements")
@open_to(Audience.DESK)
def payments() -> str:
    """Show what waits for payment, and the batches that left."""
    with portal().database.reading() as session:
        held, ready = held_and_ready(session, _form_of)
        made = batches(session)
    return render_template(
        "office/payments.html",
        held=held,
        ready=_Waiting(len(ready), sum((each.amount for each in ready), Decimal(0))),
        batches=made,
        debtor=_debtor(),
        amount_text=money,
    )


@blueprint.post("/paiements")
@open_to(Audience.DESK)
def transmit() -> Response:
    """Order the payment of everything that can be paid."""
    debtor = _debtor()
    if debtor is None:
        abort(409)
    with portal().database.writing() as session:
        batch = transmit_in(
            session,
            _form_of,
            debtor=debtor,
            actor=own_account(),
            at=portal().now(),
            today=portal().today(),
            announce=_announcing(session),
        )
    if batch is None:
        flash(gettext("Aucune demande n'attend un paiement."))
    else:
        flash(gettext("Le lot %(batch)s est transmis pour paiement.", batch=batch.id))
    return redirect(url_for("office.payments"), 303)


@blueprint.get("/paiements/<batch_id>.xml")
@open_to(Audience.DESK)
def payment_order(batch_id: str) -> FlaskResponse:
    """Give the payment order of a batch for the bank."""
    batch, paid = _batch(batch_id, "download_order")
    return _file(order_of(batch, paid), f"{batch.id}.xml", "application/xml")


@blueprint.get("/paiements/<batch_id>.csv")
@open_to(Audience.DESK)
def payment_table(batch_id: str) -> FlaskResponse:
    """Give a batch as a table."""
    batch, paid = _batch(batch_id, "download_table")
    return _file(table_of(batch, paid), f"{batch.id}.csv", "text/csv; charset=utf-8")


def _form_of(request: Request) -> CompiledForm:
    return portal().definitions.pinned(request.form_id, request.definition_hash)


def _debtor() -> Debtor | None:
    settings = portal().settings
    if not (settings.payment_name and settings.payment_iban):
        return None
    return Debtor(settings.payment_name, settings.payment_iban)


def _announcing(session: Session) -> Callable[[Request, CompiledForm, str], None]:
    def write(request: Request, form: CompiledForm, key: str) -> None:
        announce(
            session,
            request,
            form,
            lambda reader, facts: delivery().letters.transmitted(
                reader, facts, key=key
            ),
        )

    return write


def _batch(batch_id: str, action: str) -> tuple[PaymentBatch, Sequence[Payment]]:
    with portal().database.writing() as session:
        batch = session.get(PaymentBatch, batch_id)
        if batch is None:
            abort(404)
        paid = payments_of(session, batch_id)
        audit.append(
            session, own_account(), action, subject=batch_id, at=portal().now()
        )
    return batch, paid


def _file(content: bytes, name: str, media_type: str) -> FlaskResponse:
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    response.headers.set("Content-Disposition", "attachment", filename=name)
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

"""The travel form in the same application, as Flask's guides would have it.

A WTForms class with a field for each cell, drawn field by field, and an ORM object for
each trip. Sessions, form tokens, headers, compression, the page's frame, the look-up of
documents, the database and the server are the portal's own, so that only the way of the
rows differs. Each trip has on its page all that the portal's has. Not there, though the
portal has it: other languages for the form's words, warnings, hidden sections, what
scripts know, the table of meals, recognising the same press twice.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_login import current_user
from sqlalchemy import ForeignKey, Numeric, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    mapped_column,
    relationship,
    selectinload,
)

from tests.benchmarks.plain_travel import PER_KM
from tests.benchmarks.trips import DAY
from tests.benchmarks.wtforms_travel import RequestForm, TripForm, judge
from webapp.access import Audience, open_to, own_account
from webapp.portal import portal
from webapp.requests.documents import attachments_of
from webapp.security import carries_documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session
    from werkzeug.wrappers import Response

    from engine.storage.database import Database
    from webapp.attachments.tables import Attachment

__all__ = ["blueprint", "store"]

_SOURCE = "SVA Saint-Gall et SVA Zurich, pages «Reisekosten», dès le 01.01.2022"

blueprint = Blueprint("orm_rows", __name__, template_folder="templates")


class _Base(DeclarativeBase):
    """Tables of this yardstick alone."""


class StoredTrip(_Base):
    """A trip."""

    __tablename__ = "benchmark_trip"

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("benchmark_request.id"))
    position: Mapped[int]
    start: Mapped[date | None]
    end: Mapped[date | None]
    purpose: Mapped[str]
    origin: Mapped[str]
    destination: Mapped[str]
    ticket: Mapped[str]
    distance_km: Mapped[Decimal | None] = mapped_column(Numeric(12, 1))
    fare: Mapped[Decimal | None] = mapped_column(Numeric(12, 2))


class StoredRequest(_Base):
    """A request with its trips."""

    __tablename__ = "benchmark_request"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    decision_number: Mapped[str]
    iban: Mapped[str]
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    days_5_8h: Mapped[int | None]
    days_over_8h: Mapped[int | None]
    nights_away: Mapped[int | None]
    trips: Mapped[list[StoredTrip]] = relationship(
        order_by=StoredTrip.position, cascade="all, delete-orphan"
    )

    @property
    def meals(self) -> StoredRequest:
        """The meals stand in columns of the request itself."""
        return self


def store(database: Database, owner_id: str, answers: dict[str, Any]) -> int:
    """Make the tables and store a request of a person's; give its number."""
    _Base.metadata.create_all(database.engine)
    with database.writing() as session:
        stored = StoredRequest(
            owner_id=owner_id,
            decision_number=answers["decision_number"],
            iban=answers["iban"],
            period_from=date.fromisoformat(answers["period_from"]),
            period_to=date.fromisoformat(answers["period_to"]),
            **answers["meals"],
            trips=[_trip(index, trip) for index, trip in enumerate(answers["trips"])],
        )
        session.add(stored)
        session.flush()
        return stored.id


def _trip(position: int, trip: dict[str, str]) -> StoredTrip:
    numbers = {
        key: Decimal(trip[key]) for key in ("distance_km", "fare") if key in trip
    }
    days = {key: date.fromisoformat(trip[key]) for key in ("start", "end")}
    words = {key: trip[key] for key in ("purpose", "origin", "destination", "ticket")}
    return StoredTrip(position=position, **words, **days, **numbers)


@blueprint.get("/benchmark/<int:number>")
@open_to(Audience.BENEFICIARIES)
def show(number: int) -> str:
    """Show the form with what is stored."""
    with portal().database.reading() as session:
        stored = _own(session, number)
        documents = attachments_of(session, f"benchmark-{number}")
        return _page(RequestForm(obj=stored), stored, documents)


@blueprint.post("/benchmark/<int:number>")
@open_to(Audience.BENEFICIARIES)
@carries_documents
def save(number: int) -> Response | str:
    """Store what was sent, if nothing newer is; what goes on has to be right."""
    is_kept = request.form.get("action") == "save"
    form = RequestForm(request.form) if is_kept else judge(request.form, DAY)[0]
    with portal().database.writing() as session:
        stored = _own(session, number)
        if form.errors:
            return _page(form, stored, ())
        if request.form.get("revision") != str(stored.revision):
            abort(409)
        stored.revision += 1
        _take_over(form, stored)
    return redirect(url_for("orm_rows.show", number=number), 303)


def _own(session: Session, number: int) -> StoredRequest:
    stored = session.scalars(
        select(StoredRequest)
        .where(StoredRequest.id == number)
        .options(selectinload(StoredRequest.trips))
    ).first()
    if stored is None or stored.owner_id != own_account().id:
        abort(404)
    return stored


def _take_over(form: RequestForm, stored: StoredRequest) -> None:
    for name in ("decision_number", "iban", "period_from", "period_to"):
        form[name].populate_obj(stored, name)
    form.meals.form.populate_obj(stored)
    del stored.trips[len(form.trips) :]
    while len(stored.trips) < len(form.trips):
        stored.trips.append(StoredTrip(position=len(stored.trips)))
    for entry, trip in zip(form.trips, stored.trips, strict=True):
        entry.form.populate_obj(trip)


def _page(
    form: RequestForm, stored: StoredRequest, documents: Sequence[Attachment]
) -> str:
    amounts = [entry.form.amount for entry in form.trips]
    return render_template(
        "orm_rows.html",
        form=form,
        amounts=amounts,
        explained=[
            _explained(number, entry.form) for number, entry in enumerate(form.trips, 1)
        ],
        blank=TripForm(prefix="trips-999999-"),
        total=sum(amount for amount in amounts if amount is not None),
        revision=stored.revision,
        ids=[trip.id for trip in stored.trips],
        documents=documents,
        address=url_for("orm_rows.show", number=stored.id),
        person=current_user,
    )


def _explained(number: int, trip: TripForm) -> tuple[str, ...]:
    """Tell how the amount of a trip came about."""
    amount = trip.amount
    if not amount or trip.ticket.data != "private_car":
        return ()
    kilometres = trip.distance_km.data or Decimal()
    exact = (kilometres * PER_KM).normalize()
    rounded = "" if exact == amount else f" = {exact}, arrondi à {amount}"
    rate = f"{PER_KM} CHF/km ({_SOURCE})"
    return (f"Montant (Trajet {number}) {amount} = {kilometres} km × {rate}{rounded}",)

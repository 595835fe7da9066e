"""318.632.1 as a pydantic model, with the totals and warnings written beside it.

What pydantic does by itself it is left to do: types, patterns, bounds, choices and
lengths. What it cannot know is a validator in Python: how people write days and
amounts, and which question a kind of ticket asks.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, cast
from unicodedata import normalize

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from stdnum import iban

from tests.benchmarks.plain_travel import (
    MEALS,
    MONTHLY_MINIMUM,
    PER_KM,
    PUBLIC,
    UNTYPED,
    five_years_before,
    round_to_step,
    typed_day,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Judged", "judge"]


def _day(raw: object) -> object:
    """Read a day as people write it; pydantic words what is none."""
    return typed_day(raw.strip()) or raw if isinstance(raw, str) else raw


def _not_in_future(day: date, info: ValidationInfo) -> date:
    if day > cast("dict[str, date]", info.context)["today"]:
        message = "Cette date est dans l'avenir."
        raise ValueError(message)
    return day


def _number(raw: object) -> object:
    return raw.translate(UNTYPED).removeprefix("CHF") if isinstance(raw, str) else raw


def _text(text: str) -> str:
    if not text.isprintable():
        message = "Indiquez un texte."
        raise ValueError(message)
    return normalize("NFC", text)


Day = Annotated[date, BeforeValidator(_day)]
PastDay = Annotated[Day, AfterValidator(_not_in_future)]
Text = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200),
    AfterValidator(_text),
]
Amount = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(ge=0, decimal_places=2, max_digits=14),
]
Distance = Annotated[
    Decimal,
    BeforeValidator(_number),
    Field(gt=0, decimal_places=1, max_digits=13),
]
Days = Annotated[int, Field(ge=0, le=366)]


class Trip(BaseModel):
    """A trip."""

    model_config = ConfigDict(extra="forbid")

    start: PastDay
    end: PastDay
    purpose: Text
    origin: Text
    destination: Text
    ticket: Literal[
        "public_single",
        "public_return",
        "public_multi",
        "public_pass",
        "private_car",
        "taxi",
        "other",
    ]
    fare: Amount | None = None
    distance_km: Distance | None = None

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.end < self.start:
            message = "La fin ne peut pas être avant le début."
            raise ValueError(message)
        asked = self.distance_km if self.ticket == "private_car" else self.fare
        if asked is None:
            message = "Le prix ou la distance est obligatoire."
            raise ValueError(message)
        return self


class Meals(BaseModel):
    """How often one was away."""

    days_5_8h: Days = 0
    days_over_8h: Days = 0
    nights_away: Days = 0


class Request(BaseModel):
    """The whole form."""

    decision_number: Annotated[
        str,
        StringConstraints(pattern=r"^[0-9A-Za-z ./-]{3,25}$", strip_whitespace=True),
    ]
    iban: Annotated[str, AfterValidator(iban.validate)]
    period_from: PastDay | None = None
    period_to: PastDay | None = None
    meals: Meals = Meals()
    trips: list[Trip] = []
    documents: list[dict[str, Any]] = []


@dataclass
class Judged:
    """The request as read, None where pydantic refused it, and what was computed."""

    request: Request | None = None
    amounts: list[Decimal] = field(default_factory=list)
    totals: dict[str, Decimal] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    """Code and path."""


def judge(answers: dict[str, Any], today: date) -> Judged:
    """Validate a request and total it."""
    judged = Judged()
    try:
        request = Request.model_validate(answers, context={"today": today})
    except ValidationError as error:
        judged.problems = [
            (each["type"], ".".join(map(str, each["loc"]))) for each in error.errors()
        ]
        return judged
    judged.request = request
    _total(judged, request)
    _warn(judged, request, five_years_before(today))
    return judged


def _total(judged: Judged, request: Request) -> None:
    for trip in request.trips:
        if trip.ticket == "private_car":
            judged.amounts.append(round_to_step((trip.distance_km or 0) * PER_KM))
        else:
            judged.amounts.append(trip.fare or Decimal())
    meals = sum(
        round_to_step(amount * getattr(request.meals, key))
        for key, amount in MEALS.items()
    )
    travel = sum(judged.amounts, Decimal())
    judged.totals = {
        "travel_total": travel,
        "meals_total": Decimal(meals),
        "grand_total": travel + meals,
    }
    if judged.totals["grand_total"] <= 0:
        judged.problems.append(("total.nothing_due", "grand_total"))


def _warn(judged: Judged, request: Request, earliest: date) -> None:
    by_month: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    for trip, amount in zip(request.trips, judged.amounts, strict=True):
        if trip.ticket in PUBLIC:
            by_month[trip.start.year, trip.start.month] += amount
    for index, trip in enumerate(request.trips):
        path = f"trips[{index}]."
        judged.problems += [
            (code, path + key) for code, key in _warnings(trip, request, earliest)
        ]
        month = trip.start.year, trip.start.month
        if trip.ticket in PUBLIC and by_month[month] < MONTHLY_MINIMUM:
            judged.problems.append(("local_traffic", path + "fare"))
    if not request.documents and any(
        trip.ticket != "private_car" and trip.fare for trip in request.trips
    ):
        judged.problems.append(("fare_without_document", "documents"))
    if request.period_from and request.period_to:
        length = (request.period_to - request.period_from).days + 1
        _warn_of_days(judged, request.meals, length)


def _warnings(
    trip: Trip, request: Request, earliest: date
) -> Iterator[tuple[str, str]]:
    """Give code and key of what is worth a warning about the days of a trip."""
    first, last = request.period_from, request.period_to
    if first and last and (trip.start < first or trip.end > last):
        yield "outside_period", "start"
    if trip.start < earliest:
        yield "older_than_five_years", "start"
    if trip.end < earliest:
        yield "older_than_five_years", "end"


def _warn_of_days(judged: Judged, meals: Meals, length: int) -> None:
    if meals.days_5_8h + meals.days_over_8h > length:
        judged.problems.append(("too_many_days", "meals.days_5_8h"))
    if meals.nights_away > length:
        judged.problems.append(("too_many_nights", "meals.nights_away"))

"""318.632.1 as WTForms has it: a `FieldList` of `FormField`s, a field for each cell.

The validators are WTForms' own where it has them; the totals and warnings of the form
are those of the pydantic side, so that only reading and validating differ.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from stdnum import iban
from werkzeug.datastructures import MultiDict
from wtforms import (
    DateField,
    DecimalField,
    Field,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
)
from wtforms.fields.choices import (
    SelectChoice,  # pyright: ignore[reportAttributeAccessIssue] - newer than its types
)
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
    ValidationError,
)

from tests.benchmarks.plain_travel import MEALS, PER_KM, round_to_step

if TYPE_CHECKING:
    from datetime import date

__all__ = ["TICKETS", "RequestForm", "TripForm", "judge", "sent"]

TICKETS = {
    "public_single": "Transport public - Aller simple",
    "public_return": "Transport public - Aller-retour",
    "public_multi": "Carte multicourses",
    "public_pass": "Abonnement",
    "private_car": "Voiture privée",
    "taxi": "Taxi ou transport spécialisé",
    "other": "Autre",
}
_TICKETS: list[Any] = [
    SelectChoice(value=key, label=label) for key, label in TICKETS.items()
]
_DAYS = ["%Y-%m-%d", "%d.%m.%Y"]


def _needs(form: Form, field: Field, *, is_asked: bool) -> None:
    if is_asked and field.data is None:
        message = f"Le champ {field.label.text} est obligatoire."
        raise ValidationError(message)


class TripForm(Form):
    """A trip."""

    start = DateField("Début", [DataRequired()], format=_DAYS)
    end = DateField("Fin", [DataRequired()], format=_DAYS)
    purpose = StringField(
        "But du voyage / Type de mesure",
        [DataRequired(), Length(max=120)],
        description="p.ex. placement à l'essai",
    )
    origin = StringField("Parcours de", [DataRequired(), Length(max=200)])
    destination = StringField("à", [DataRequired(), Length(max=200)])
    ticket = SelectField("Type de billet", [DataRequired()], choices=_TICKETS)
    distance_km = DecimalField(
        "Distance (km)",
        [Optional(), NumberRange(min=Decimal("0.1"))],
        places=1,
        description="Les kilomètres de tout le trajet. Pour un aller-retour, comptez "
        "les deux sens.",
    )
    fare = DecimalField("CHF", [Optional(), NumberRange(min=0)], places=2)

    def validate_end(self, field: DateField) -> None:
        """A trip does not end before it begins."""
        if self.start.data and field.data and field.data < self.start.data:
            message = "La fin ne peut pas être avant le début."
            raise ValidationError(message)

    def validate_ticket(self, field: SelectField) -> None:
        """Each kind of ticket asks for a price or for a distance."""
        by_car = field.data == "private_car"
        _needs(self, self.distance_km if by_car else self.fare, is_asked=True)

    @property
    def amount(self) -> Decimal | None:
        """What the trip gives; None where an answer is missing."""
        if self.ticket.data != "private_car":
            return self.fare.data
        if self.distance_km.data is None or self.start.data is None:
            return None
        return round_to_step(self.distance_km.data * PER_KM)


class MealsForm(Form):
    """How often one was away."""

    days_5_8h = IntegerField("5 à 8 h", [Optional(), NumberRange(min=0, max=366)])
    days_over_8h = IntegerField(
        "plus de 8 h", [Optional(), NumberRange(min=0, max=366)]
    )
    nights_away = IntegerField("nuits", [Optional(), NumberRange(min=0, max=366)])


class RequestForm(Form):
    """The whole form."""

    decision_number = StringField(
        "Numéro de la décision", [InputRequired(), Regexp(r"[0-9A-Za-z ./-]{3,25}$")]
    )
    iban = StringField("IBAN", [InputRequired()])
    period_from = DateField("De", [Optional()], format=_DAYS)
    period_to = DateField("à", [Optional()], format=_DAYS)
    trips = FieldList(FormField(TripForm))
    meals = FormField(MealsForm)

    def validate_iban(self, field: StringField) -> None:
        """The check digits are right."""
        if not iban.is_valid(field.data or ""):
            message = "Vérifiez l'IBAN."
            raise ValidationError(message)


def sent(answers: dict[str, Any]) -> MultiDict[str, str]:
    """Give answers as Werkzeug has parsed them from a request."""
    found: MultiDict[str, str] = MultiDict()
    for name, value in answers.items():
        if name == "trips":
            for index, trip in enumerate(value):
                found.update({f"trips-{index}-{key}": trip[key] for key in trip})
        elif isinstance(value, dict):
            found.update({f"{name}-{key}": str(value[key]) for key in value})
        else:
            found[name] = value
    return found


def judge(
    data: MultiDict[str, str], today: date
) -> tuple[RequestForm, dict[str, Decimal]]:
    """Read, validate and total a request."""
    form = RequestForm(data)
    form.validate()
    for trip in form.trips:
        for field in (trip.form.start, trip.form.end):
            if field.data and field.data > today:
                field.errors = [*field.errors, "Cette date est dans l'avenir."]
    return form, _totals(form)


def _totals(form: RequestForm) -> dict[str, Decimal]:
    amounts = [trip.form.amount for trip in form.trips]
    meals = sum(
        (
            round_to_step(amount * (form.meals.form[key].data or 0))
            for key, amount in MEALS.items()
        ),
        Decimal(),
    )
    if any(amount is None for amount in amounts):
        return {"meals_total": meals}
    travel = sum((amount for amount in amounts if amount is not None), Decimal())
    return {
        "travel_total": travel,
        "meals_total": meals,
        "grand_total": travel + meals,
    }

"""318.632.1 written by hand, as a programmer would without the engine.

The yardstick of `assessing.py`: a validator with totals in plain Python that does the
same job for this one form: it reads what people type (`6.6.2022`, `1'234.50`), trims
and normalises texts, keeps every value by path, tells each problem in words at its
path, and notes what nobody asked for. No reuse, no generality.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from unicodedata import normalize

from stdnum import iban
from stdnum.exceptions import ValidationError

__all__ = ["judge"]

TICKETS = frozenset(
    (
        "public_single",
        "public_return",
        "public_multi",
        "public_pass",
        "private_car",
        "taxi",
        "other",
    )
)
PUBLIC = frozenset(("public_single", "public_return", "public_multi", "public_pass"))
NAMES = frozenset(
    (
        "_id",
        "start",
        "end",
        "purpose",
        "origin",
        "destination",
        "ticket",
        "fare",
        "distance_km",
    )
)
MEALS = {
    "days_5_8h": Decimal("11.50"),
    "days_over_8h": Decimal("19.00"),
    "nights_away": Decimal("37.50"),
}
STEP = Decimal("0.05")
PER_KM = Decimal("0.45")
MONTHLY_MINIMUM = Decimal("10.00")
AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?")
DISTANCE = re.compile(r"[0-9]{1,12}(\.[0-9])?")
DECISION = re.compile(r"[0-9A-Za-z ./-]{3,25}")
HOUSE_DAY = re.compile(r"([0-9]{1,2})[./-]([0-9]{1,2})[./-]([0-9]{4})")
UNTYPED = str.maketrans({"'": "", "’": "", " ": "", ",": "."})
LONGEST = 200

Problems = list[tuple[str, str, str]]
Values = dict[str, Any]


def round_to_step(amount: Decimal) -> Decimal:
    """Round half-up to five centimes."""
    return (amount / STEP).to_integral_value(ROUND_HALF_UP) * STEP


def five_years_before(day: date) -> date:
    """Give the day five years earlier."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - 5, day.month, last)


def required(label: str, path: str, found: Problems) -> None:
    """Note a question without an answer."""
    found.append(("required", path, f"Le champ {label} est obligatoire."))


def typed_day(text: str) -> date | None:
    """Read a day as stored or as typed; None where it is none."""
    try:
        if len(text) == 10 and text[4] == "-":
            return date.fromisoformat(text)
        match = HOUSE_DAY.fullmatch(text)
        return date(int(match[3]), int(match[2]), int(match[1])) if match else None
    except ValueError:
        return None


def read_day(
    row: Values, key: str, label: str, path: str, values: Values, found: Problems
) -> date | None:
    """Read a day."""
    raw = row.get(key)
    text = raw.strip() if isinstance(raw, str) else ""
    if not text:
        required(label, path + key, found)
        return None
    day = typed_day(text)
    if day is None:
        words = "Indiquez une date comme 06.06.2022."
        found.append(("invalid", path + key, words))
        return None
    values[path + key] = day
    return day


def judge_day(day: date, path: str, limits: tuple[date, date], found: Problems) -> None:
    """Judge a day of service."""
    earliest, latest = limits
    if day > latest:
        found.append(("date_in_future", path, "Cette date est dans l'avenir."))
    elif day < earliest:
        words = "Cette date remonte à plus de cinq ans."
        found.append(("older_than_five_years", path, words))


def read_text(
    row: Values, key: str, label: str, path: str, values: Values, found: Problems
) -> None:
    """Read a required text."""
    raw = row.get(key)
    if raw is None or raw == "":
        required(label, path + key, found)
        return
    if not isinstance(raw, str) or not raw.isprintable():
        found.append(("invalid", path + key, "Indiquez un texte."))
        return
    text = normalize("NFC", raw.strip())
    if not text:
        required(label, path + key, found)
    elif len(text) > LONGEST:
        words = f"Indiquez au plus {LONGEST} caractères."
        found.append(("out_of_range", path + key, words))
    else:
        values[path + key] = text


def read_number(  # noqa: PLR0917 - by hand, everything is handed on
    row: Values,
    key: str,
    label: str,
    path: str,
    form: re.Pattern[str],
    values: Values,
    found: Problems,
) -> Decimal | None:
    """Read a required number."""
    raw = row.get(key)
    text = raw if isinstance(raw, str) else ""
    if not form.fullmatch(text):
        text = text.translate(UNTYPED).removeprefix("CHF")
        if not text:
            required(label, path + key, found)
            return None
        if not form.fullmatch(text):
            words = "Indiquez un nombre comme 20.5."
            found.append(("invalid", path + key, words))
            return None
    number = Decimal(text)
    if key == "distance_km" and number <= 0:
        found.append(("out_of_range", path + key, "Indiquez 0.1 ou plus."))
        return None
    values[path + key] = number
    return number


def judge_trip(  # noqa: C901 - by hand, one trip is one function
    row: Values,
    path: str,
    limits: tuple[date, date],
    values: Values,
    found: Problems,
) -> tuple[date | None, date | None, str | None, Decimal | None]:
    """Judge one trip; give start, end, ticket and amount."""
    for name in row.keys() - NAMES:
        found.append(("ignored", path + name, "Cette valeur n'est pas demandée."))
    start = read_day(row, "start", "Début", path, values, found)
    if start:
        judge_day(start, path + "start", limits, found)
    end = read_day(row, "end", "Fin", path, values, found)
    if end:
        judge_day(end, path + "end", limits, found)
    if start and end and end < start:
        words = "La fin ne peut pas être avant le début."
        found.append(("end_before_start", path + "end", words))
    read_text(row, "purpose", "But du voyage", path, values, found)
    read_text(row, "origin", "Parcours de", path, values, found)
    read_text(row, "destination", "à", path, values, found)
    ticket = row.get("ticket")
    if not ticket:
        required("Type de billet", path + "ticket", found)
        return start, end, None, None
    if ticket not in TICKETS:
        words = "Choisissez une des réponses proposées."
        found.append(("invalid", path + "ticket", words))
        return start, end, None, None
    values[path + "ticket"] = ticket
    if ticket == "private_car":
        km = read_number(row, "distance_km", "Distance", path, DISTANCE, values, found)
        amount = None if start is None or km is None else round_to_step(km * PER_KM)
    else:
        amount = read_number(row, "fare", "Prix", path, AMOUNT, values, found)
    if amount is not None:
        values[path + "amount"] = amount
    return start, end, ticket, amount


def judge_trips(
    answers: Values, limits: tuple[date, date], values: Values, found: Problems
) -> tuple[list[Decimal | None], bool]:
    """Judge all trips; give their amounts and whether a fare is claimed."""
    first, last = values.get("period_from"), values.get("period_to")
    amounts: list[Decimal | None] = []
    by_month: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    public: list[tuple[int, tuple[int, int]]] = []
    claims_fare = False
    for index, row in enumerate(answers.get("trips", ())):
        path = f"trips[{index}]."
        start, end, ticket, amount = judge_trip(row, path, limits, values, found)
        amounts.append(amount)
        if start and end and first and last and (start < first or end > last):
            words = "Ce trajet est hors de la période de la facture."
            found.append(("outside_period", path + "start", words))
        if amount is not None and start and ticket in PUBLIC:
            month = (start.year, start.month)
            by_month[month] += amount
            public.append((index, month))
        claims_fare = claims_fare or (
            ticket is not None and ticket != "private_car" and bool(amount)
        )
    for index, month in public:
        if by_month[month] < MONTHLY_MINIMUM:
            words = "Les trajets locaux ne sont remboursés qu'à partir de 10 francs."
            found.append(("local_traffic", f"trips[{index}].fare", words))
    return amounts, claims_fare


def judge_meals(answers: Values, values: Values, found: Problems) -> Decimal:
    """Judge the meals; give their total."""
    meals = answers.get("meals", {})
    days = {key: int(meals.get(key) or 0) for key in MEALS}
    total = Decimal()
    for key, count in days.items():
        if not 0 <= count <= 366:
            words = "Indiquez un nombre de 0 à 366."
            found.append(("out_of_range", f"meals.{key}", words))
        values[f"meals.{key}"] = count
        amount = round_to_step(MEALS[key] * count)
        values[f"meals.{key}_amount"] = amount
        total += amount
    first, last = values.get("period_from"), values.get("period_to")
    if first and last:
        length = (last - first).days + 1
        if days["days_5_8h"] + days["days_over_8h"] > length:
            words = "Il y a plus de jours que dans la période."
            found.append(("too_many_days", "meals.days_5_8h", words))
        if days["nights_away"] > length:
            words = "Il y a plus de nuits que dans la période."
            found.append(("too_many_nights", "meals.nights_away", words))
    elif any(days.values()):
        required("Du", "period_from", found)
    return total


def judge(answers: Values, today: date) -> tuple[Values, Problems]:
    """Validate a request and total it; gives values by path and problems."""
    found: Problems = []
    values: Values = {}
    limits = (five_years_before(today), today)
    decision = (answers.get("decision_number") or "").strip()
    if DECISION.fullmatch(decision):
        values["decision_number"] = decision
    else:
        words = "Indiquez le numéro de la décision."
        found.append(("invalid", "decision_number", words))
    try:
        values["iban"] = iban.validate(answers.get("iban") or "")
    except ValidationError:
        found.append(("invalid", "iban", "Vérifiez l'IBAN."))
    for key in ("period_from", "period_to"):
        if answers.get(key):
            read_day(answers, key, key, "", values, found)
    amounts, claims_fare = judge_trips(answers, limits, values, found)
    meals = judge_meals(answers, values, found)
    values["meals_total"] = meals
    if claims_fare and not answers.get("documents"):
        words = "Joignez les billets ou les quittances."
        found.append(("fare_without_document", "documents", words))
    if all(amount is not None for amount in amounts):
        travel = sum((amount for amount in amounts if amount is not None), Decimal())
        values["travel_total"], values["grand_total"] = travel, travel + meals
        if values["grand_total"] <= 0:
            words = "Aucun montant à rembourser."
            found.append(("total.nothing_due", "grand_total", words))
    return values, found

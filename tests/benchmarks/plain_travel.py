"""318.632.1 written by hand, as a programmer would without the engine.

The yardstick of `test_assess.py`: a validator with totals in plain Python, for the same
answers, giving the same amounts and problem paths. No reuse, no generality.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

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
MEALS = {
    "days_5_8h": Decimal("11.50"),
    "days_over_8h": Decimal("19.00"),
    "nights_away": Decimal("37.50"),
}
STEP = Decimal("0.05")
PER_KM = Decimal("0.45")
MONTHLY_MINIMUM = Decimal("10.00")
AMOUNT = re.compile(r"\d{1,12}(\.\d{1,2})?")
DISTANCE = re.compile(r"\d{1,12}(\.\d)?")
DECISION = re.compile(r"[0-9A-Za-z ./-]{3,25}")

Problems = list[tuple[str, str]]


def round_to_step(amount: Decimal) -> Decimal:
    """Round half-up to five centimes."""
    return (amount / STEP).to_integral_value(ROUND_HALF_UP) * STEP


def five_years_before(day: date) -> date:
    """Give the day five years earlier."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - 5, day.month, last)


def read_day(
    row: dict[str, Any], key: str, path: str, limits: tuple[date, date], found: Problems
) -> date | None:
    """Read a day of service and judge it."""
    text = row.get(key)
    if not text:
        found.append(("required", path + key))
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        found.append(("invalid", path + key))
        return None
    earliest, latest = limits
    if day > latest:
        found.append(("date_in_future", path + key))
    elif day < earliest:
        found.append(("older_than_five_years", path + key))
    return day


def read_text(row: dict[str, Any], key: str, path: str, found: Problems) -> str | None:
    """Read a required text."""
    text = (row.get(key) or "").strip()
    if not text:
        found.append(("required", path + key))
        return None
    if len(text) > 200:
        found.append(("out_of_range", path + key))
    return text


def read_number(
    row: dict[str, Any], key: str, path: str, form: re.Pattern[str], found: Problems
) -> Decimal | None:
    """Read a required number."""
    text = (row.get(key) or "").strip()
    if not text:
        found.append(("required", path + key))
        return None
    if not form.fullmatch(text):
        found.append(("invalid", path + key))
        return None
    return Decimal(text)


def judge_trip(
    row: dict[str, Any], path: str, limits: tuple[date, date], found: Problems
) -> tuple[date | None, date | None, str | None, Decimal | None]:
    """Judge one trip; give start, end, ticket and amount."""
    start = read_day(row, "start", path, limits, found)
    end = read_day(row, "end", path, limits, found)
    if start and end and end < start:
        found.append(("end_before_start", path + "end"))
    for key in ("purpose", "origin", "destination"):
        read_text(row, key, path, found)
    ticket = row.get("ticket")
    if not ticket:
        found.append(("required", path + "ticket"))
        return start, end, None, None
    if ticket not in TICKETS:
        found.append(("invalid", path + "ticket"))
        return start, end, None, None
    if ticket == "private_car":
        km = read_number(row, "distance_km", path, DISTANCE, found)
        if km is not None and km <= 0:
            found.append(("out_of_range", path + "distance_km"))
            km = None
        if start is None or km is None:
            return start, end, ticket, None
        return start, end, ticket, round_to_step(km * PER_KM)
    return start, end, ticket, read_number(row, "fare", path, AMOUNT, found)


def judge_trips(
    answers: dict[str, Any], limits: tuple[date, date], found: Problems
) -> tuple[list[Decimal | None], bool]:
    """Judge all trips; give their amounts and whether a fare is claimed."""
    first, last = answers.get("period_from"), answers.get("period_to")
    amounts: list[Decimal | None] = []
    by_month: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    public: list[tuple[int, tuple[int, int]]] = []
    claims_fare = False
    for index, row in enumerate(answers.get("trips", ())):
        path = f"trips[{index}]."
        start, end, ticket, amount = judge_trip(row, path, limits, found)
        amounts.append(amount)
        if start and end and first and last:
            outside = start < date.fromisoformat(first) or end > date.fromisoformat(
                last
            )
            if outside:
                found.append(("outside_period", path + "start"))
        if amount is not None and start and ticket in PUBLIC:
            month = (start.year, start.month)
            by_month[month] += amount
            public.append((index, month))
        claims_fare = claims_fare or (
            ticket is not None and ticket != "private_car" and bool(amount)
        )
    for index, month in public:
        if by_month[month] < MONTHLY_MINIMUM:
            found.append(("local_traffic", f"trips[{index}].fare"))
    return amounts, claims_fare


def judge_meals(answers: dict[str, Any], found: Problems) -> dict[str, Decimal]:
    """Judge the meals; give each line's amount."""
    meals = answers.get("meals", {})
    amounts: dict[str, Decimal] = {}
    days = {key: int(meals.get(key) or 0) for key in MEALS}
    for key, count in days.items():
        if not 0 <= count <= 366:
            found.append(("out_of_range", f"meals.{key}"))
        amounts[f"meals.{key}_amount"] = round_to_step(MEALS[key] * count)
    first, last = answers.get("period_from"), answers.get("period_to")
    if any(days.values()) and not (first and last):
        found.append(("required", "period_from"))
    elif first and last:
        length = (date.fromisoformat(last) - date.fromisoformat(first)).days + 1
        if days["days_5_8h"] + days["days_over_8h"] > length:
            found.append(("too_many_days", "meals.days_5_8h"))
        if days["nights_away"] > length:
            found.append(("too_many_nights", "meals.nights_away"))
    return amounts


def judge(answers: dict[str, Any], today: date) -> tuple[dict[str, Any], Problems]:
    """Validate a request and total it; gives amounts by path and problems."""
    found: Problems = []
    limits = (five_years_before(today), today)
    if not DECISION.fullmatch(answers.get("decision_number") or ""):
        found.append(("invalid", "decision_number"))
    amounts, claims_fare = judge_trips(answers, limits, found)
    values: dict[str, Any] = {
        f"trips[{index}].amount": amount for index, amount in enumerate(amounts)
    }
    values.update(judge_meals(answers, found))
    meals = sum((values[f"meals.{key}_amount"] for key in MEALS), Decimal())
    values["meals_total"] = meals
    if claims_fare and not answers.get("documents"):
        found.append(("fare_without_document", "documents"))
    if all(amount is not None for amount in amounts):
        travel = sum((amount for amount in amounts if amount is not None), Decimal())
        values["travel_total"], values["grand_total"] = travel, travel + meals
        if values["grand_total"] <= 0:
            found.append(("total.nothing_due", "grand_total"))
    return values, found

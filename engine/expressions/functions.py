"""The functions of the language that take and give plain values: one table.

Aggregates, `round`, `rate`, `today`, `date`, `is_empty` and `if_empty` have typing
rules of their own (`calls`, `aggregates`, `rates`); their names are listed here too, so
that one place knows every word of the language.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.expressions import calendar
from engine.expressions.types import DATE, NumberType, StaticType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = [
    "AGGREGATES",
    "FUNCTIONS",
    "GREATEST",
    "LEAST",
    "MAKE_DATE",
    "ROUND",
    "SPECIAL_FORMS",
    "Function",
    "function_names",
    "round_half_up",
    "usage_of",
]

_COUNT = NumberType((), 0)
_DAYS = NumberType((("day", 1),), 0)
_MONTHS = NumberType((("month", 1),), 0)
_ANY_WHOLE = NumberType(None, 0)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Function:
    """A function of values. A parameter of a number with unit None takes any unit.

    `is_pure` tells one that only gives a value: whether it is asked cannot be noticed.
    """

    name: str
    parameters: tuple[StaticType, ...]
    result: StaticType
    run: Callable[..., object]
    usage: str
    is_pure: bool = True


def round_half_up(value: Decimal | int, step: Decimal) -> Decimal:
    """Round to a multiple of a step, a half going away from zero: 9.225 to 9.25."""
    exact = value if isinstance(value, Decimal) else Decimal(value)
    return (exact / step).to_integral_value(ROUND_HALF_UP) * step


def _table(*functions: Function) -> Mapping[str, Function]:
    return MappingProxyType({function.name: function for function in functions})


FUNCTIONS = _table(
    Function(
        name="days",
        parameters=(DATE, DATE),
        result=_DAYS,
        run=calendar.days,
        usage="days(start, end)",
    ),
    Function(
        name="overlap_days",
        parameters=(DATE, DATE, DATE, DATE),
        result=_DAYS,
        run=calendar.overlap_days,
        usage="overlap_days(start, end, other_start, other_end)",
    ),
    Function(
        name="year",
        parameters=(DATE,),
        result=_COUNT,
        run=calendar.year,
        usage="year(day)",
    ),
    Function(
        name="month",
        parameters=(DATE,),
        result=DATE,
        run=calendar.month,
        usage="month(day)",
    ),
    Function(
        name="last_day",
        parameters=(DATE,),
        result=DATE,
        run=calendar.last_day,
        usage="last_day(month)",
    ),
    Function(
        name="add_months",
        parameters=(DATE, _ANY_WHOLE),
        result=DATE,
        run=calendar.add_months,
        usage="add_months(day, number)",
    ),
    Function(
        name="add_days",
        parameters=(DATE, _ANY_WHOLE),
        result=DATE,
        run=calendar.add_days,
        usage="add_days(day, number)",
    ),
    Function(
        name="weekday",
        parameters=(DATE,),
        result=_COUNT,
        run=calendar.weekday,
        usage="weekday(day)",
    ),
    Function(
        name="months_between",
        parameters=(DATE, DATE),
        result=_MONTHS,
        run=calendar.months_between,
        usage="months_between(start, end)",
    ),
    Function(
        name="age",
        parameters=(DATE, DATE),
        result=_COUNT,
        run=calendar.age,
        usage="age(birth, on)",
    ),
)


def _least(*values: Decimal) -> Decimal:
    return min(values)


def _greatest(*values: Decimal) -> Decimal:
    return max(values)


LEAST = Function(
    name="min", parameters=(), result=_COUNT, run=_least, usage="min(a, b)"
)
GREATEST = Function(
    name="max", parameters=(), result=_COUNT, run=_greatest, usage="max(a, b)"
)
ROUND = Function(
    name="round",
    parameters=(),
    result=_COUNT,
    run=round_half_up,
    usage="round(value, 0.05)",
)
MAKE_DATE = Function(
    name="date",
    parameters=(),
    result=DATE,
    run=calendar.make_date,
    usage="date(year, 1, 1)",
)

AGGREGATES = frozenset(("sum", "count", "min", "max", "any", "all"))
SPECIAL_FORMS = frozenset(("round", "rate", "today", "date", "is_empty", "if_empty"))


_USAGES = MappingProxyType(
    {
        "round": "round(value, 0.05)",
        "today": "today()",
        "date": "date(year, 1, 1)",
        "is_empty": "is_empty(field)",
        "if_empty": "if_empty(field, otherwise)",
        **{name: f"{name}(… for row in list)" for name in AGGREGATES},
        **{name: function.usage for name, function in FUNCTIONS.items()},
    }
)


def usage_of(name: str) -> str:
    """Show how a function is written, for the author of a wrong call."""
    return _USAGES.get(name, f"{name}(…)")


def function_names() -> frozenset[str]:
    """Give every word that may stand before a parenthesis."""
    return frozenset(FUNCTIONS) | AGGREGATES | SPECIAL_FORMS

"""What a generated expression works on: values, rows, the day, the rates.

Reading a name that is empty or unavailable raises `Unavailable`; what is being computed
is then unavailable too, and a rule waits. Since the type checker has proved that no
computation reads an empty name, the exception is the rare path and reading costs one
dictionary lookup.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, NoReturn

from engine.diagnostics import EngineError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from engine.tariffs.model import Rate, TariffKey
    from engine.values import Value

__all__ = [
    "DECIMAL_CONTEXT",
    "Environment",
    "Groups",
    "Rows",
    "Unavailable",
    "UnknownRate",
    "Values",
    "settled",
    "value_of_rate",
]

DECIMAL_CONTEXT = Context(prec=60)


class Unavailable(EngineError):  # noqa: N818 - a state of a value, not a failure
    """A value that cannot be known from the answers as they are."""


class UnknownRate(Unavailable):
    """A tariff asked for a day without a rate; `paths` are the answers behind it."""

    def __init__(self, paths: tuple[str, ...], day: date) -> None:
        """Keep where the day came from."""
        super().__init__(paths)
        self.paths = paths
        self.day = day


_NOTHING: frozenset[str] = frozenset()


class Values(dict[str, "Value"]):
    """The present values of one scope by key, and what is known of those not present.

    A key that is in none of the sets below and has no value is empty.
    """

    __slots__ = (
        "answers",
        "asked",
        "blame",
        "hidden",
        "id",
        "index",
        "owner",
        "unavailable",
        "undecided",
    )

    def __init__(
        self,
        owner: str = "",
        index: int | None = None,
        answers: Mapping[str, object] = MappingProxyType({}),
        row_id: str | None = None,
    ) -> None:
        """Begin with nothing known.

        Args:
            owner: The list's path or `applicant`; the form has none.
            index: The row's place in its list.
            answers: What was answered, by key.
            row_id: The row's identifier, where its answer carried one.
        """
        self.owner = owner
        self.index = index
        self.answers = answers
        self.id = row_id
        self.blame: str | None = None
        """The path behind the dates of a cut list's row."""
        self.unavailable = _NOTHING
        """Keys of values that cannot be known from the answers as they are."""
        self.hidden = _NOTHING
        """Keys of fields and containers that are not shown."""
        self.undecided = _NOTHING
        """Those hidden containers that may have to be shown: it cannot be known yet."""
        self.asked = _NOTHING
        """Keys that must be answered because of their condition."""

    def __missing__(self, key: str) -> NoReturn:
        """Refuse to read what is not there."""
        raise Unavailable(key)

    def path(self, key: str) -> str:
        """Give the flat path of a key: `iban`, `trips[0].fare`."""
        if self.blame is not None:
            return self.blame
        if self.index is not None:
            return f"{self.owner}[{self.index}].{key}"
        return f"{self.owner}.{key}" if self.owner else key

    def shows(self, *containers: str) -> bool | None:
        """Tell whether all of these are shown; None while that cannot be decided."""
        for each in containers:
            if each in self.undecided:
                return None
            if each in self.hidden:
                return False
        return True


class Rows(dict[str, "Sequence[Values]"]):
    """The rows of each list by its path; a list that cannot be known is absent."""

    def __missing__(self, key: str) -> NoReturn:
        """Refuse to read what is not there."""
        raise Unavailable(key)


@dataclass(slots=True, eq=False)
class Environment:
    """What stays the same during one assessment."""

    today: date
    applicant: Values
    rows: Rows = field(default_factory=Rows)
    _groups: dict[object, Groups] = field(default_factory=dict[object, "Groups"])
    _results: dict[object, object] = field(default_factory=dict[object, object])

    def once(self, site: object, compute: Callable[[], object]) -> object:
        """Give what is the same for every row, computed when first asked.

        Raises:
            Unavailable: It is, and stays so.
        """
        if site not in self._results:
            self._results[site] = _outcome(compute)
        return _or_raise(self._results[site])

    def groups(
        self,
        site: object,
        keyed: Callable[[], Iterable[tuple[object, Values]]],
        reduce: Callable[[Sequence[Values]], object],
    ) -> Groups:
        """Give the groups of an aggregate over rows that share a key.

        Args:
            site: The expression that asks.
            keyed: Gives the rows that count, each with its key.
            reduce: Aggregates rows of one key.
        """
        if site not in self._groups:
            self._groups[site] = Groups(keyed, reduce)
        return self._groups[site]

    def step_of_rate(
        self,
        key: TariffKey,
        day: date,
        number: Decimal | int,
        *inputs: tuple[Values, str],
    ) -> Decimal:
        """Give what a scale says of a number on a day.

        Raises:
            UnknownRate: The day has no rate; the inputs say where to report it.
        """
        found = key.at(day)
        if found is None:
            self.no_rate(day, *inputs)
        return value_of_rate(key, found, Decimal(number))

    def no_rate(self, day: date, *inputs: tuple[Values, str]) -> NoReturn:
        """Tell that a day has no rate.

        Raises:
            UnknownRate: Always; the inputs say where to report it.
        """
        # What is not shown, or empty, is not where the day came from.
        paths = tuple(
            scope.path(name)
            for scope, name in inputs
            if name in scope or name in self.rows
        )
        raise UnknownRate(paths, day)


@dataclass(slots=True, eq=False)
class Groups:
    """An aggregate over the rows that share a key, once per key.

    Nothing is walked before the first row asks.
    """

    keyed: Callable[[], Iterable[tuple[object, Values]]]
    reduce: Callable[[Sequence[Values]], object]
    _rows: dict[object, list[Values]] | Unavailable | None = None
    _results: dict[object, object] = field(default_factory=dict[object, object])

    def of(self, key: Callable[[], object]) -> object:
        """Aggregate the rows that share a key; it is not asked where no row counts.

        Raises:
            Unavailable: A row's key, the one asked for or the aggregate is.
        """
        if self._rows is None:
            self._rows = self._grouped()
        if isinstance(self._rows, Unavailable):
            raise self._rows
        if not self._rows:
            return self.reduce(())
        wanted = key()
        found = self._results.get(wanted)
        if found is None:
            shared = self._rows.get(wanted, ())
            found = self._results[wanted] = _outcome(lambda: self.reduce(shared))
        if isinstance(found, Unavailable):
            raise found
        return found

    def _grouped(self) -> dict[object, list[Values]] | Unavailable:
        groups: defaultdict[object, list[Values]] = defaultdict(list)
        try:
            for key, row in self.keyed():
                groups[key].append(row)
        except Unavailable as unavailable:
            return unavailable
        return groups


def _outcome(compute: Callable[[], object]) -> object:
    try:
        return compute()
    except Unavailable as unavailable:
        return unavailable


def _or_raise(outcome: object) -> object:
    if isinstance(outcome, Unavailable):
        raise outcome
    return outcome


def value_of_rate(key: TariffKey, found: Rate, number: Decimal) -> Decimal:
    """Take a scale's step for a number, or with `slices` the sum over its slices.

    Raises:
        Unavailable: The number is beyond the last step.
    """
    total, below = Decimal(0), Decimal(0)
    for step in found.steps:
        reaches = step.to is None or number <= step.to
        if not key.slices:
            if reaches:
                return step.value
            continue
        upper = number if reaches or step.to is None else step.to
        total += max(Decimal(0), upper - below) * step.value
        if reaches:
            return total
        below = upper
    raise Unavailable(key.name)


def settled(compute: Callable[[], object]) -> object | None:
    """Give a value, None where it is unavailable."""
    try:
        return compute()
    except (Unavailable, ArithmeticError):
        return None


def optional(values: Values, key: str) -> object | None:
    """Give a value, None where it is empty.

    Raises:
        Unavailable: It is neither present nor empty.
    """
    if key in values:
        return values[key]
    if key in values.unavailable:
        raise Unavailable(key)
    return None


def column(rows: Iterable[Values], key: str) -> list[object]:
    """Give a column's values, empty cells left out.

    Raises:
        Unavailable: A cell is neither present nor empty.
    """
    found: list[object] = []
    for row in rows:
        value = row.get(key)
        if value is not None:
            found.append(value)
        elif key in row.unavailable:
            raise Unavailable(key)
    return found


def chosen(values: Values, key: str) -> object:
    """Give the chosen keys; none where nothing is chosen.

    Raises:
        Unavailable: The answer is malformed.
    """
    return optional(values, key) or ()


def divide(left: Decimal | int, right: Decimal | int) -> Decimal:
    """Divide exactly to 60 digits."""
    return Decimal(left) / Decimal(right)


def or_else(value: object | None, otherwise: Callable[[], object]) -> object:
    """Give a value, or what stands for it where it is empty."""
    return otherwise() if value is None else value


def extreme(choose: Callable[..., object], values: Sequence[object]) -> object:
    """Give the least or greatest value.

    Raises:
        Unavailable: There is none.
    """
    if not values:
        raise Unavailable
    return choose(values)

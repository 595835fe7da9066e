"""A form that runs: names resolved, types checked, calculations ordered, frozen.

Two views of the same fields: the page (`sections`, a tree of items in the author's
order) and the evaluation (`steps`, in the order of dependencies). A field lives in a
scope: the form's, or a row's of one list. `key` is its dotted name inside the scope
(`wig.cost`, `amount`); its path is `key` for the form's scope and `trips[0].amount` for
a row's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from engine.compiler.passes import judge_of
from engine.i18n.texts import NO_TEXT, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.compiler.passes import Judge
    from engine.compiler.plan import Plan
    from engine.definition.model import Example
    from engine.expressions.program import Program
    from engine.field_type import Codec
    from engine.tariffs.model import Tariff, TariffKey
    from engine.values import Value

__all__ = [
    "CompiledField",
    "CompiledForm",
    "CompiledGroup",
    "CompiledItem",
    "CompiledList",
    "CompiledRule",
    "CompiledSection",
    "CompiledTable",
    "CompiledText",
    "Requirement",
    "TableRow",
    "Total",
]


class Requirement(StrEnum):
    """Whether a field must be answered while it is visible."""

    ALWAYS = "always"
    CONDITIONAL = "conditional"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledRule:
    """A condition with the problem it makes.

    `owner` is the list whose rows it judges, None for the form's scope. `at` is the
    path pattern of the field or list to report at: its list (None for the form's scope)
    and key; a `key` of "" means the list itself.
    """

    id: str
    level: Literal["error", "warning", "info"]
    owner: str | None
    condition: Program
    guards: tuple[Program, ...]
    """Every `visible_if` above the rule: not judged unless all hold."""
    at: tuple[str | None, str]
    message: Text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledField:
    """A question or a computed value."""

    id: str
    key: str
    list: str | None
    """Path of the list whose rows have it (`trips`, `upkeep.costs`); None: the form."""
    codec: Codec
    label: Text
    short_label: Text
    help: Text = NO_TEXT
    hint: Text = NO_TEXT
    width: str | None = None
    requirement: Requirement
    required_if: Program | None = None
    visible_if: Program | None = None
    """Its own condition only; those of sections, groups and lists come on top."""
    compute: Program | None = None
    default: Value | None = None
    prefill: str | None = None
    """The applicant's key that fills a new request, such as `iban`."""
    on_copy: Literal["keep", "clear"] = "keep"
    order: int
    """Position in the form, for sorting problems."""

    @property
    def is_computed(self) -> bool:
        """Tell a value that the server computes and nobody types."""
        return self.compute is not None or self.given

    given: bool = False
    """True for `start` and `end` of a list cut by `rate_periods`."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledText:
    """Static text."""

    id: str
    key: str
    title: Text
    body: Text
    visible_if: Program | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledGroup:
    """A record of fields under one name. `key` is its dotted path."""

    id: str
    key: str
    title: Text
    help: Text
    visible_if: Program | None
    items: tuple[CompiledItem, ...]
    periods: tuple[tuple[str, str], ...] = ()
    """Keys of start and end fields that belong together."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TableRow:
    """A line of a tariff table: its three fields and the tariff's key."""

    label: Text
    quantity: CompiledField
    rate: CompiledField
    amount: CompiledField
    tariff_key: TariffKey


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledTable:
    """A tariff table. Its fields live in the form's scope under `key` + "."."""

    id: str
    key: str
    title: Text
    help: Text
    visible_if: Program | None
    columns: Mapping[str, Text]
    """Heads for quantity, line, rate, amount."""
    rows: tuple[TableRow, ...]
    day: str
    """Key of the date field that chooses the rates."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledList:
    """A repeating group. `key` is its path; `items` are those of a row.

    `is_computed` tells a list cut by `rate_periods`: its rows are not typed.
    """

    id: str
    key: str
    title: Text
    help: Text
    item: Text
    add_label: Text
    min: int
    max: int
    visible_if: Program | None
    items: tuple[CompiledItem, ...]
    fields: tuple[CompiledField, ...]
    """All fields of a row, flat, in page order."""
    periods: tuple[tuple[str, str], ...] = ()
    no_overlap: tuple[str, str] | None = None
    is_computed: bool = False
    order: int


CompiledItem = (
    CompiledField | CompiledText | CompiledGroup | CompiledList | CompiledTable
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CompiledSection:
    """A part of the page. `key` is `section:` + id, as `Scope.hidden` names it."""

    id: str
    key: str
    title: Text
    help: Text
    visible_if: Program | None
    items: tuple[CompiledItem, ...]
    periods: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The field shown in lists and exports."""

    key: str
    zero_allowed: bool
    negative_allowed: bool
    message: Text


@dataclass(frozen=True, kw_only=True, eq=False)
class CompiledForm:
    """One form, immutable.

    `hash` (SHA-256, hex) is that of everything the form's meaning depends on: the texts
    of `sources` (its own file first, then what it includes, then its tariffs; by name
    below the forms directory). Those texts are what an archive keeps.
    """

    id: str
    version: int
    hash: str
    title: Text
    legal_basis: Text
    pdf_template: str
    total: Total | None
    sections: tuple[CompiledSection, ...]
    fields: Mapping[str, CompiledField]
    """The form scope's fields by key, in page order."""
    lists: Mapping[str, CompiledList]
    """By path."""
    applicant: tuple[CompiledField, ...]
    rules: tuple[CompiledRule, ...]
    tariffs: Mapping[str, Tariff]
    examples: tuple[Example, ...]
    sources: Mapping[str, str]
    renames: Mapping[str, str] = field(default_factory=dict[str, str])
    """Path patterns of earlier versions, and what they are called now."""
    plan: Plan = field(repr=False)
    """How `engine.runtime` evaluates it; nobody else's business."""

    @cached_property
    def judge(self) -> Judge:
        """Give the functions that judge a request; generated when first asked for."""
        return judge_of(self.plan, self.rules)

    def rates_on(self, day: date) -> Mapping[str, object]:
        """Give each plain rate of a day by `group.key`; unknown ones are absent."""
        return {
            f"{tariff.name}.{key.name}": rate.value
            for tariff in self.tariffs.values()
            for key in tariff.keys.values()
            if (rate := key.at(day)) is not None and rate.value is not None
        }

"""What an author wrote, parsed: the definition of a form as frozen data.

The loader turns located nodes into these; the compiler turns these into a form that
runs. Expressions are still text here (`ScalarNode`s, which know where each character
stands). The shorthands of the language are written out: an include is its content, a
`period` is two date fields and a `Period`, a named type is its field type plus rules
on `it`, a `tariff_table` is a `Group` with a `TariffTable` beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from engine.i18n.texts import NO_TEXT, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from engine.diagnostics import Span
    from engine.field_type import Options
    from engine.source.nodes import ScalarNode

__all__ = [
    "Example",
    "Field",
    "FormDefinition",
    "Group",
    "Item",
    "Let",
    "ListItem",
    "Period",
    "RatePeriods",
    "Rule",
    "Section",
    "TableLine",
    "TariffTable",
    "TextBlock",
    "Total",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A condition that, when it holds, makes a problem of `level` with code `id`.

    `at` names the field to report at, relative to the rule's owner; None for a named
    type's rule, which is reported at its field.
    """

    id: str
    level: Literal["error", "warning", "info"]
    condition: ScalarNode
    at: ScalarNode | None
    message: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Let:
    """A name for an expression."""

    name: str
    expression: ScalarNode
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A question, or a computed value where `compute` or `by` is given.

    `options` are the field type's own, written by the author (a named type's merged
    in), and for `choices` also `_contexts`, the place of each label for the catalogues;
    `choices_from` names the tariff whose keys are the choices. `type_rules` are those
    of a named type. `option_spans` gives the place of each option.
    """

    id: str
    type: str
    options: Options
    option_spans: Mapping[str, Span]
    label: Text
    short_label: Text
    help: Text = NO_TEXT
    hint: Text = NO_TEXT
    width: str | None = None
    optional: bool = False
    required_if: ScalarNode | None = None
    visible_if: ScalarNode | None = None
    default: ScalarNode | None = None
    prefill: ScalarNode | None = None
    on_copy: Literal["keep", "clear"] = "keep"
    compute: ScalarNode | None = None
    by: ScalarNode | None = None
    branches: tuple[tuple[ScalarNode, ScalarNode], ...] = ()
    """For `by`: key and expression of each branch."""
    choices_from: ScalarNode | None = None
    type_rules: tuple[Rule, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TextBlock:
    """Static text; it makes no value."""

    id: str
    title: Text
    body: Text
    visible_if: ScalarNode | None
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Two date fields of one owner, of which the end must not lie before the start."""

    start: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLine:
    """A line of a tariff table: its id and the tariff key `group.key` of its rate."""

    id: str
    rate: ScalarNode
    max: ScalarNode | None
    label: Text = NO_TEXT
    """Given only where it differs from the tariff's own label."""
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class TariffTable:
    """The shorthand «quantity × rate, per line», under the name of a group.

    `day` names the date field whose day chooses the rates; `columns` are the heads for
    quantity, line, rate and amount.
    """

    id: str
    day: ScalarNode
    columns: Mapping[str, Text]
    lines: tuple[TableLine, ...]
    visible_if: ScalarNode | None
    title: Text
    help: Text
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A record of its own name: answers, expressions and paths go through it."""

    id: str
    title: Text
    help: Text
    visible_if: ScalarNode | None
    items: tuple[Item, ...]
    periods: tuple[Period, ...] = ()
    lets: tuple[Let, ...] = ()
    rules: tuple[Rule, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePeriods:
    """How a computed list is cut: from one date to another, at these tariffs' rows."""

    start: ScalarNode
    end: ScalarNode
    tariffs: tuple[ScalarNode, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListItem:
    """A repeating group. `item` names one row («Trajet»)."""

    id: str
    title: Text
    help: Text
    item: Text
    add_label: Text
    min: int
    max: int
    visible_if: ScalarNode | None
    items: tuple[Item, ...]
    periods: tuple[Period, ...] = ()
    no_overlap: tuple[ScalarNode, ScalarNode] | None = None
    rate_periods: RatePeriods | None = None
    lets: tuple[Let, ...] = ()
    rules: tuple[Rule, ...] = ()
    span: Span


Item = Field | TextBlock | Group | ListItem | TariffTable


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the page; it makes no name, its lets and rules are the form's."""

    id: str
    title: Text
    help: Text
    visible_if: ScalarNode | None
    items: tuple[Item, ...]
    periods: tuple[Period, ...] = ()
    lets: tuple[Let, ...] = ()
    rules: tuple[Rule, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The field shown in lists; refused at 0 or below unless allowed."""

    field: ScalarNode
    zero_allowed: bool = False
    negative_allowed: bool = False
    message: Text = NO_TEXT
    """The form's own words for a refused total; empty for the built-in ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A case of the specification, its base already merged in.

    `answers` and `applicant` are plain JSON data (numbers int or Decimal; `applicant`
    None where none is given); `values` maps flat paths to canonical JSON; `problems`
    and `warnings` are `code@path` texts, None where the case does not say; `shown` and
    `hidden` are paths of fields, or names of groups, lists, sections and texts.
    """

    name: str
    day: date
    answers: Mapping[str, object]
    applicant: Mapping[str, object] | None
    values: Mapping[str, object]
    problems: tuple[str, ...] | None
    warnings: tuple[str, ...] | None
    shown: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Rename:
    """A path pattern of an earlier version, and the one that took its place."""

    old: ScalarNode
    new: ScalarNode


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """One form. `applicant` is the group of `forms/shared/applicant.yaml`.

    `sources` maps each file that took part (as named in spans) to its text, the form's
    own first: with the tariffs they are what the form's hash is made of and what is
    archived.
    """

    id: str
    version: int
    title: Text
    legal_basis: Text
    pdf_template: str
    total: Total | None
    sections: tuple[Section, ...]
    lets: tuple[Let, ...]
    rules: tuple[Rule, ...]
    examples: tuple[Example, ...]
    applicant: Group | None
    renames: tuple[Rename, ...] = ()
    span: Span
    sources: Mapping[str, str] = field(default_factory=dict[str, str])

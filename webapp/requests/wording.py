"""What templates ask about a form's words and values, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.i18n.texts import Text, words
from engine.i18n.units import Quantity, unit_label
from engine.targets.web_form import cell_id
from engine.values import FileReference, ValueKind
from webapp.clock import day_text, time_text
from webapp.language import translator
from webapp.portal import page_services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask

    from engine.compiler.form import CompiledField, CompiledForm, TableRow
    from engine.field_type import Choice
    from engine.runtime.assessment import Problem
    from engine.values import Value
    from webapp.requests.answers_page import ReadScope

__all__ = [
    "Line",
    "lines_of",
    "row_name",
    "say",
    "teach_templates",
    "value_text",
]

_KIBIBYTE = 1024
_MEBIBYTE = 1024 * _KIBIBYTE


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the error summary: where it leads, blank for nowhere, and its words."""

    target: str
    words: str


def teach_templates(app: Flask) -> None:
    """Give templates the functions below."""
    for function in (
        say,
        unit_of,
        choice_label,
        rate_text,
        size_text,
        day_text,
        time_text,
        current_year,
    ):
        app.add_template_global(function)
    app.add_template_test(is_shown_in, "shown_in")


def say(text: Text) -> str:
    """Give a text in the reader's language."""
    return translator()(text)


def is_shown_in(question: CompiledField, scope: ReadScope) -> bool:
    """Tell whether a question has something to read in the form or in a row."""
    return scope.is_shown(question)


def current_year() -> int:
    """Give the year of today."""
    return page_services().today().year


def unit_of(question: CompiledField) -> str:
    """Give the unit beside a question's value; blank where there is none."""
    suffix = question.codec.control.suffix
    return unit_label(suffix, translator()) if suffix else ""


def choice_label(choice: Choice) -> str:
    """Give the words of one option."""
    return say(Text(choice.label, choice.context))


def size_text(size: int) -> str:
    """Write the size of a document: 12 Ko, 1.2 Mo."""
    if size < _MEBIBYTE:
        return gettext("%(size)s Ko", size=max(1, round(size / _KIBIBYTE)))
    size_in_mebibytes = Decimal(size) / _MEBIBYTE
    return gettext("%(size)s Mo", size=f"{size_in_mebibytes:.1f}")


def rate_text(row: TableRow, computed: str) -> str:
    """Give the rate of a line: as computed, or today's while no day is given."""
    if computed not in ("", "—"):
        return computed
    rate = row.tariff_key.at(page_services().today())
    if rate is None or rate.value is None:
        return "—"
    return row.rate.codec.text(rate.value)


def value_text(question: CompiledField, value: Value) -> str:
    """Write a value as a reader expects it: words for choices, units for quantities."""
    codec = question.codec
    match codec.kind:
        case ValueKind.BOOLEAN:
            return gettext("Oui") if value else gettext("Non")
        case ValueKind.FILES if isinstance(value, tuple):
            return ", ".join(f.name for f in value if isinstance(f, FileReference))
        case ValueKind.CHOICE | ValueKind.CHOICES:
            keys = value if isinstance(value, tuple) else (value,)
            return ", ".join(
                choice_label(choice)
                for choice in codec.control.choices
                if choice.key in keys
            )
        case _:
            unit, text = codec.control.suffix, codec.text(value)
            if unit in (None, "CHF") or not isinstance(value, (int, Decimal)):
                return text
            return Quantity(value, text, unit).words(translator())


def lines_of(form: CompiledForm, problems: Iterable[Problem]) -> tuple[Line, ...]:
    """Give the lines of the error summary, each leading to its control."""
    return tuple(_line(form, problem) for problem in problems)


def _line(form: CompiledForm, problem: Problem) -> Line:
    text = words(problem.message, translator())
    if problem.path.startswith("applicant."):
        return Line("", gettext("Vos données : %(problem)s", problem=text))
    row = row_name(form, problem.path)
    return Line(cell_id(problem.path), f"{row} : {text}" if row else text)


def row_name(form: CompiledForm, path: str) -> str:
    """Name the row that a path is in, such as «Trajet 2»; blank outside lists."""
    before, bracket, after = path.partition("[")
    listed = form.lists.get(before)
    if not bracket or listed is None:
        return ""
    return f"{say(listed.item)} {int(after.partition(']')[0]) + 1}"

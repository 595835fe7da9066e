"""Places in a request that stay what they are when rows come and go.

place ::= key | list | list "[" row "]" | list "[" row "]." key
row ::= the row's `_id`, or its index where it has none

A flat path (`trips[1].fare`) counts rows; a place (`trips[Yc3…].fare`) names one. The
blank place is the whole form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import gettext

from engine.compiler.form import CompiledGroup
from webapp.requests.wording import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.compiler.form import CompiledForm, CompiledItem
    from engine.runtime.assessment import Assessment, Scope

__all__ = [
    "WHOLE_FORM",
    "StablePlaces",
    "form_periods",
    "places_with_partners",
    "question_name",
    "row_token",
    "without_rows",
]

WHOLE_FORM = ""
_ROW = re.compile(r"\[[^\]]*\]")


def row_token(scope: Scope, index: int) -> str:
    """Name a row: by its identifier, or by its index where it has none."""
    return scope.id or str(index)


@dataclass(frozen=True, slots=True)
class StablePlaces:
    """Translates between flat paths and places of one judged request."""

    assessment: Assessment

    def of_path(self, path: str) -> str:
        """Give the place of a flat path."""
        of_list, bracket, rest = path.partition("[")
        if not bracket:
            return path
        number, _, key = rest.partition("]")
        rows = self.assessment.root.rows.get(of_list, ())
        index = int(number)
        token = row_token(rows[index], index) if index < len(rows) else number
        return f"{of_list}[{token}]{key}"

    def path_of(self, place: str) -> str | None:
        """Give the flat path of a place; None where its row is gone."""
        of_list, bracket, rest = place.partition("[")
        if not bracket:
            return place
        token, _, key = rest.partition("]")
        for index, row in enumerate(self.assessment.root.rows.get(of_list, ())):
            if row_token(row, index) == token:
                return f"{of_list}[{index}]{key}"
        return None

    def name(self, place: str) -> str:
        """Name a place for people: «Trajet 2 : Prix du billet»."""
        path = self.path_of(place) or ""
        index = path.partition("[")[2].partition("]")[0]
        number = int(index) + 1 if index else None
        return question_name(self.assessment.form, place, row_number=number)

    def askable(self) -> Iterator[str]:
        """Give every place that a correction may be asked for, in the form's order."""
        yield WHOLE_FORM
        root, form = self.assessment.root, self.assessment.form
        for key, question in form.fields.items():
            if not question.is_computed and key not in root.hidden:
                yield key
        for path, listed in form.lists.items():
            if listed.is_computed or path in root.hidden:
                continue
            yield path
            for index, row in enumerate(root.rows.get(path, ())):
                for question in listed.fields:
                    if not question.is_computed and question.key not in row.hidden:
                        yield f"{path}[{row_token(row, index)}].{question.key}"


def places_with_partners(form: CompiledForm, place: str) -> tuple[str, ...]:
    """Give a place and those that make no sense without it: a period's other end."""
    of_list, bracket, rest = place.partition("[")
    row, _, key = rest.partition("].")
    prefix, own = (f"{of_list}[{row}].", key) if bracket else ("", place)
    if bracket:
        periods = form.lists[of_list].periods if of_list in form.lists else ()
    else:
        periods = tuple(form_periods(form))
    for period in periods:
        if own in period:
            return tuple(f"{prefix}{each}" for each in period)
    return (place,)


def form_periods(form: CompiledForm) -> Iterator[tuple[str, str]]:
    """Give the periods of the form's scope, those of groups among them."""
    for section in form.sections:
        yield from section.periods
        yield from _group_periods(section.items)


def _group_periods(items: Iterable[CompiledItem]) -> Iterator[tuple[str, str]]:
    for item in items:
        if isinstance(item, CompiledGroup):
            yield from item.periods
            yield from _group_periods(item.items)


def without_rows(place: str) -> str:
    """Leave out which row it is: `trips[Yc3…].fare` becomes `trips[].fare`."""
    return _ROW.sub("[]", place)


def question_name(
    form: CompiledForm, place: str, *, row_number: int | None = None
) -> str:
    """Name a place of a form for people: «Trajet 2 : Prix du billet».

    Without a number it is any row's: «Trajet : Prix du billet». What the form does not
    have is named by its key.
    """
    if place == WHOLE_FORM:
        return gettext("Toute la demande")
    of_list, bracket, rest = place.partition("[")
    if not bracket or of_list not in form.lists:
        return _name_of(form, place)
    row = say(form.lists[of_list].item)
    if row_number is not None:
        row = f"{row} {row_number}"
    key = rest.partition("]")[2].removeprefix(".")
    question = next((q for q in form.lists[of_list].fields if q.key == key), None)
    return f"{row} : {say(question.short_label)}" if question else row


def _name_of(form: CompiledForm, path: str) -> str:
    if path in form.fields:
        return say(form.fields[path].short_label)
    if path in form.lists:
        listed = form.lists[path]
        return say(listed.title) or say(listed.item)
    return path

"""What a sent request is found by: words, and the days that it claims.

Written with the sending, so a queue or a check never opens the requests themselves.
Words are compared without accents, case and signs; an AVS number, an IBAN and a
reference are one word each, however they are spaced.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import delete

from engine.values import ValueKind
from webapp.requests.stable_places import form_periods
from webapp.requests.tables import ClaimedPeriod, SearchWord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy.orm import Session

    from engine.compiler.form import CompiledField, CompiledForm
    from engine.runtime.assessment import Assessment, Scope

__all__ = ["Days", "claimed_days", "iban_keys", "index_request", "joined", "words_in"]

_LONGEST_WORD = 100
_FIRST_YEAR = 1900
_NOT_IN_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def is_year(self) -> bool:
        """Tell a whole calendar year."""
        return self == Days(date(self.first.year, 1, 1), date(self.first.year, 12, 31))


def words_in(text: str) -> tuple[str, ...]:
    """Give the words of a text as they are compared."""
    parts = _NOT_IN_WORDS.split(_plain(text))
    return tuple(dict.fromkeys(part[:_LONGEST_WORD] for part in parts if part))


def joined(text: str) -> str:
    """Give a text as one word: `756.1234.5678.97` is `7561234567897`."""
    return _NOT_IN_WORDS.sub("", _plain(text))[:_LONGEST_WORD]


def claimed_days(assessment: Assessment) -> tuple[Days, ...]:
    """Give the days that a request speaks of.

    The periods, months and years of the form's own scope if it has any, else every
    single day in it and in its rows. A month or a year is all its days.
    """
    form, root = assessment.form, assessment.root
    wide = set(_periods(root, form_periods(form)))
    paired = {key for period in form_periods(form) for key in period}
    rest = set(_spans(root, form.fields.values(), paired))
    wide |= {days for days in rest if days.first != days.last}
    if wide:
        return tuple(sorted(wide))
    return tuple(sorted(rest | _days_of_rows(assessment)))


def index_request(
    session: Session, assessment: Assessment, *, request_id: str, reference: str
) -> None:
    """Write what a request is found by now, in the caller's transaction."""
    for table in (SearchWord, ClaimedPeriod):
        session.execute(delete(table).where(table.request_id == request_id))
    applicant = assessment.applicant.values
    texts = [str(applicant.get(key, "")) for key in ("last_name", "first_name")]
    person = joined(str(applicant.get("avs_number", "")))
    numbers = [reference, person, *_ibans(assessment)]
    words = {*words_in(" ".join(texts)), *map(joined, numbers)} - {""}
    session.add_all(
        SearchWord(word=word, request_id=request_id) for word in sorted(words)
    )
    session.add_all(
        ClaimedPeriod(
            request_id=request_id,
            person=person,
            form_id=assessment.form.id,
            first_day=days.first,
            last_day=days.last,
        )
        for days in claimed_days(assessment)
    )


def iban_keys(form: CompiledForm) -> tuple[str, ...]:
    """Give the questions that an account's IBAN fills."""
    return tuple(key for key, q in form.fields.items() if q.prefill == "iban")


def _ibans(assessment: Assessment) -> Iterator[str]:
    for key in iban_keys(assessment.form):
        yield str(assessment.root.values.get(key, ""))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in apart if not unicodedata.combining(c))


def _periods(scope: Scope, periods: Iterable[tuple[str, str]]) -> Iterator[Days]:
    for start_key, end_key in periods:
        start, end = scope.values.get(start_key), scope.values.get(end_key)
        if isinstance(start, date) and isinstance(end, date):
            yield Days(min(start, end), max(start, end))


def _spans(
    scope: Scope, questions: Iterable[CompiledField], paired: Collection[str]
) -> Iterator[Days]:
    """Give the days of each dated answer that is not an end of a period."""
    for question in questions:
        value = scope.values.get(question.key)
        if value is None or question.is_computed or question.key in paired:
            continue
        if isinstance(value, date):
            is_month = question.codec.kind is ValueKind.MONTH
            yield Days(value, _last_day(value) if is_month else value)
        elif _is_year(question) and isinstance(value, int):
            yield Days(date(value, 1, 1), date(value, 12, 31))


def _is_year(question: CompiledField) -> bool:
    """Tell a calendar year: a whole number that is never less than one of our time."""
    least = question.codec.minimum
    return (
        question.codec.kind is ValueKind.INTEGER
        and isinstance(least, int | Decimal)
        and least >= _FIRST_YEAR
    )


def _days_of_rows(assessment: Assessment) -> set[Days]:
    days: set[Days] = set()
    for path, listed in assessment.form.lists.items():
        if listed.is_computed:
            continue
        paired = {key for period in listed.periods for key in period}
        for row in assessment.root.rows.get(path, ()):
            days |= set(_periods(row, listed.periods))
            days |= set(_spans(row, listed.fields, paired))
    return days


def _last_day(month: date) -> date:
    after = month.month % 12 + 1
    return date.fromordinal(
        date(month.year + month.month // 12, after, 1).toordinal() - 1
    )

"""Prints of 1 to 1000 rows in four languages, read back page by page."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from engine.i18n.formats import money
from engine.i18n.texts import LANGUAGES
from engine.runtime.assess import assess
from engine.runtime.explain import derivable, explain
from engine.targets.pdf.lettering import printable
from tests.engine.targets.pdf.requests_to_print import (
    LIBRARY,
    printed,
    travel,
    words_in,
)

PRINTS = [
    *((rows, language) for rows in (1, 10, 100) for language in LANGUAGES),
    (1000, "fr"),
]
PAGES = {1: 2, 10: 3, 100: 6, 1000: 35}
HEADS = {
    "fr": "N° Début – Fin",
    "de": "Nr. Beginn – Ende",
    "it": "N. Inizio – Fine",
    "en": "No. Start – End",
}
EXPLAINED = {
    "fr": "Comment ces montants sont calculés",
    "de": "So werden diese Beträge berechnet",
    "it": "Come sono calcolati questi importi",
    "en": "How these amounts are calculated",
}
ROW = re.compile(r"^(\d+) \d\d\.\d\d\.2022 .* ([\d']+\.\d\d) ([\d']+\.\d\d)$")


@pytest.fixture(
    scope="module", params=PRINTS, ids=lambda found: "-".join(map(str, found))
)
def found(request):
    """Count, language, assessment and print."""
    rows, language = request.param
    assessment = travel(rows)
    return rows, language, assessment, printed(assessment, translate=words_in(language))


def rows_of(page: str) -> list[tuple[str, ...]]:
    """The rows of the table of trips on a page: number, fare, amount."""
    return [row.groups() for line in page.splitlines() if (row := ROW.match(line))]


def test_there_are_as_many_pages_as_the_rows_need(found):
    """A row takes its line, in each language, and no page is left blank."""
    rows, _, _, read = found

    assert len(read.pages) == PAGES[rows]


def test_every_row_is_printed_once_in_its_order(found):
    """Number, fare and amount of each row are those of the record."""
    rows, _, assessment, read = found

    printed_rows = [row for page in read.pages for row in rows_of(page)]

    assert printed_rows == [
        (str(number), money(scope.values["fare"]), money(scope.values["amount"]))
        for number, scope in enumerate(assessment.root.rows["trips"], 1)
    ]
    assert len(printed_rows) == rows


def test_every_page_of_the_table_has_its_head(found):
    """Where there are rows, the head stands above the first of them."""
    _, language, _, read = found
    head = HEADS[language]

    for page in read.pages:
        if rows_of(page):
            lines = page.splitlines()
            first = next(n for n, line in enumerate(lines) if ROW.match(line))
            assert lines.index(head) < first


def test_the_total_stands_below_the_last_row(found):
    """No page begins with a total whose rows are on another."""
    _, language, assessment, read = found
    label = words_in(language)(assessment.form.fields["travel_total"].label)
    total = f"{label} {money(assessment.values['travel_total'])}"

    lines = read.lines
    assert ROW.match(lines[lines.index(total) - 1])
    [page] = [page for page in read.pages if total in page.splitlines()]
    assert rows_of(page)


def test_no_title_stands_alone(found):
    """Below the section's title follow its head and two rows on the same page."""
    rows, language, assessment, read = found
    title = words_in(language)(assessment.form.sections[1].title)

    [page] = [page for page in read.pages if title in page.splitlines()]

    assert len(rows_of(page)) >= min(rows, 2)


def test_the_texts_follow_each_other_as_the_form_has_them(found):
    """Title, trips, meals, total, explanation, signature: as they are read aloud."""
    _, language, assessment, read = found
    translate = words_in(language)
    form = assessment.form
    titles = [translate(section.title) for section in form.sections[:3]]
    total = translate(form.fields[form.total.key].label)
    order = [form.id, *titles, f"{total} CHF ", EXPLAINED[language]]

    places = [read.text.index(f"\n{words}") for words in order]

    assert places == sorted(places)


EXAMPLES = [
    pytest.param(form_id, language, id=f"{form_id}-{language}")
    for form_id in sorted(set(LIBRARY.forms) - {"900"})
    for language in LANGUAGES
]


@pytest.mark.parametrize(("form_id", "language"), EXAMPLES)
def test_every_rate_is_printed_with_its_law(form_id, language):
    """«Comment ces montants sont calculés» names the source of each rate used."""
    translate = words_in(language)
    form = LIBRARY.forms[form_id]
    for example in form.examples[:8]:
        assessment = assess(form, example.answers, example.applicant, example.day)
        sources = _sources_of_total(assessment, translate)

        text = " ".join(printed(assessment, translate=translate).text.split())

        assert [source for source in sources if source not in text] == [], example.name


def _sources_of_total(assessment, translate):
    """The sources of all rates that the form's total came from."""
    total = assessment.form.total
    if total is None or total.key not in set(derivable(assessment)):
        return set()
    waiting, found = [explain(assessment, total.key)], set()
    while waiting:
        each = waiting.pop()
        waiting += each.parts
        found |= {" ".join(printable(translate(r.source)).split()) for r in each.rates}
    return found


@pytest.mark.parametrize(("form_id", "language"), EXAMPLES)
def test_every_amount_of_every_form_is_printed_in_every_language(form_id, language):
    """What the record holds as an amount can be read on paper."""
    form = LIBRARY.forms[form_id]
    for example in form.examples[:8]:
        assessment = assess(form, example.answers, example.applicant, example.day)
        amounts = [
            field.codec.text(value)
            for _, field, value in assessment.entries()
            if isinstance(value, Decimal)
        ]

        text = printed(assessment, translate=words_in(language)).text

        assert [amount for amount in amounts if amount not in text] == [], example.name

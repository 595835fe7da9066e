"""Conditions that decide nothing are told, and only where that is certain.

Each refused line has a neighbour that may go either way, so that a warning is never
given to an author who is right.
"""

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.compiler.library import compile_files
from engine.diagnostics import render
from engine.runtime.assess import assess
from engine.source.files import SourceFile
from tests.engine.compiler.written_forms import HEAD

SECTIONS = """\
sections:
  - section: main
    title: Un
    fields:
      - {field: months, type: integer, min: 1, max: 12, label: Mois}
      - {field: other_months, type: integer, min: 1, max: 24, label: Autres mois}
      - {field: price, type: money, max: 100, label: Prix}
      - {field: any_number, type: integer, label: Nombre}
      - {field: day, type: date, label: Jour}
      - {field: end, type: date, label: Fin}
      - {field: name, type: text, label: Nom}
      - {field: nickname, type: text, optional: true, label: Surnom}
      - {field: ticks, type: boolean, label: Oui}
      - field: kind
        type: choice
        label: Genre
        choices: {a: A, b: B, c: C}
      - {field: double, type: integer, label: Double, compute: 2 * months}
      - field: by_kind
        type: integer
        label: Par genre
        by: kind
        compute: {a: 1, b: 2, c: 3}
      - {field: known, type: integer, max: 7, optional: true, label: Connu}
      - list: rows
        item: Ligne
        max: 3
        fields:
          - {field: amount, type: money, max: 50, label: Montant}
          - {field: change, type: money, min: -50, label: Différence}
%s
"""
RULE = """\
    rules:
      checked: {error_if: '%s', at: day, message: Non.}
"""
FIELD = """\
      - field: extra
        type: money
        label: Plus
        %s
"""


def said(written):
    """Give the codes and hints of what is said about a form with some lines more."""
    text = HEAD + SECTIONS % written
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)
    found = compile_files({"small.yaml": file}, with_doubts=True).diagnostics
    assert not [render(each, None) for each in found if each.is_error]
    return [each.code for each in found]


@pytest.mark.parametrize(
    "condition",
    [
        "months > 12",
        "months < 1 or months > 12",
        "months == 0",
        "price > 100",
        "price < 0",
        "months + other_months > 36",
        "months * price > 1200",
        "months - other_months > 11",
        "double > 24",
        "2 * double > 48",
        "round(price, 0.05) > 100",
        "min(months, any_number) > 12",
        "max(months, any_number) < 1",
        "days(day, end) < 0",
        "age(day, end) < 0",
        "weekday(day) > 7",
        "count(rows) < 0",
        "sum(rows.amount) < 0",
        "months > 6 and months < 3",
        "months > 6 and months < 7",
        "price > 3 and price <= 3",
        "day < end and day > end",
        "day < end and end <= day",
        "day != day",
        "ticks and not ticks",
        'kind == "a" and kind == "b"',
        'kind not in ("a", "b", "c")',
        "is_empty(name)",
        "(months if ticks else other_months) > 24",
        "any_number > 6 and (any_number < 3 or any_number == 5)",
        "by_kind > 3",
        "if_empty(known, 7) > 7",
        "max(rows.amount) > 50",
        "min(r.amount for r in rows) < 0",
        "day > end and not (day >= end)",
        "not (months <= 12)",
    ],
)
def test_a_rule_that_can_never_appear_is_told(condition):
    """Its condition holds for no answer that is none of a problem already."""
    assert said(RULE % condition) == ["W370"]


@pytest.mark.parametrize(
    "condition",
    [
        "months <= 12",
        "months >= 1 and price >= 0",
        "any_number > 3 or any_number <= 3",
        "day <= end or day > end",
        "days(day, end) >= 0",
        'kind in ("a", "b", "c")',
        "not is_empty(name)",
        "months > 0 or ticks",
    ],
)
def test_a_rule_that_always_appears_is_told(condition):
    """Nobody could send the form."""
    assert said(RULE % condition) == ["W371"]


@pytest.mark.parametrize(
    "condition",
    [
        "months > 11",
        "months < 2 or months > 12",
        "other_months > 12",
        "any_number > 1000000",
        "price > 99.99",
        "price > 3 and price < 4",
        "months > 5 and months < 7",
        "months + other_months > 35",
        "months - other_months > 10",
        "double > 23",
        "round(price, 60) > 100",
        "max(months, any_number) > 12",
        "min(months, any_number) < 1",
        "days(day, end) > 366",
        "weekday(day) > 6",
        "count(rows) > 3",
        "sum(rows.amount) > 0",
        "day < end and day > today()",
        "day < end or day > end",
        "price / months > 100",
        'kind in ("a", "b")',
        'kind != "a" and kind != "b"',
        "is_empty(nickname)",
        "any(r.amount > 3 and ticks for r in rows)",
        "any_number > 6 and (any_number < 3 or any_number == 7)",
        "months > any_number",
        "any_number * any_number < 0",
        "any_number > months and any_number < 4",
        "by_kind > 2",
        "if_empty(known, 7) > 6",
        "max(rows.amount) > 49",
        "sum(r.change for r in rows) < 0",
        "any_number / months > 0",
        "is_empty(rows)",
    ],
)
def test_a_rule_that_may_go_either_way_is_not_told(condition):
    """What is not certain is the author's own business."""
    assert said(RULE % condition) == []


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("visible_if: months >= 1", "W372"),
        ("visible_if: months > 12", "W373"),
        ("visible_if: months > 3 and months < 3", "W373"),
        ("{visible_if: ticks, required_if: ticks}", "W372"),
        ("{visible_if: ticks, required_if: not ticks}", "W373"),
        ("{visible_if: months > 6, required_if: months < 3}", "W373"),
        ("compute: 1 if months < 13 else 2", "W374"),
        ("compute: 1 if months > 12 else 2", "W374"),
        ("compute: (1 if months > 3 else 2) if months > 6 else 3", "W374"),
    ],
)
def test_a_condition_that_decides_nothing_is_told(written, code):
    """A question that is always or never asked, a branch that is never taken."""
    inside = written.strip("{}").replace(", ", "\n        ")

    assert said(FIELD % inside) == [code]


@pytest.mark.parametrize(
    "written",
    [
        "visible_if: months > 1",
        "visible_if: ticks",
        "{visible_if: ticks, required_if: months > 6}",
        "compute: 1 if months < 12 else 2",
        "compute: (1 if months > 6 else 2) if months > 3 else 3",
    ],
)
def test_a_condition_that_decides_is_not_told(written):
    """It has both outcomes."""
    assert said(FIELD % written.strip("{}").replace(", ", "\n        ")) == []


def test_two_doubts_are_told_at_once_each_at_its_condition():
    """With what decides them, in the file's order."""
    text = HEAD + SECTIONS % (
        "    rules:\n"
        "      first: {error_if: months > 12, at: day, message: Non.}\n"
        "      second: {warn_if: double >= 2, at: day, message: Non.}\n"
    )
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)
    found = compile_files({"small.yaml": file}, with_doubts=True).diagnostics

    assert [render(each, None) for each in found] == [
        (
            "small.yaml:37:25: warning W370 the rule «first» can never appear: its"
            " condition never holds\n"
            "  = the left side is from 1 to 12"
        ),
        (
            "small.yaml:38:25: warning W371 the rule «second» always appears: its"
            " condition always holds\n"
            "  = the left side is from 2 to 24"
        ),
    ]


def test_doubts_are_told_only_where_they_are_asked_for():
    """A portal that loads its forms has no author to tell."""
    text = HEAD + SECTIONS % (RULE % "months > 12")
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)

    assert compile_files({"small.yaml": file}).diagnostics == ()


def test_what_stands_in_what_is_never_shown_is_not_told_again():
    """One bound is wrong: that of the group."""
    inside = (
        "      - group: never\n"
        "        title: Jamais\n"
        "        visible_if: months > 12\n"
        "        fields:\n"
        "          - {field: a, type: text, label: A, visible_if: months > 12}\n"
        "          - {field: b, type: integer, label: B, compute: 1 if ticks else 2}\n"
        "        rules:\n"
        "          c: {error_if: months > 12, at: a, message: Non.}\n"
    )

    assert said(inside) == ["W373"]


def test_a_line_of_a_table_has_the_bounds_of_its_quantity():
    """`max: 31` holds for the expressions that ask it."""
    table = (
        "      - tariff_table: stay\n"
        "        day: day\n"
        "        lines: {nights: {rate: rooms.night, max: 31}}\n"
    )
    tariff = (
        "tariff: rooms\ntitle: Chambres\nkeys: {night: {label: Nuit, unit: CHF/day}}\n"
        "values: [{from: 2020-01-01, source: S, night: 1}]\n"
    )
    texts = {
        "small.yaml": HEAD + SECTIONS % (table + RULE % "stay.nights > 31"),
        "tariffs/rooms.yaml": tariff,
    }
    files = {
        name: SourceFile(name=name, shown=name, text=text)
        for name, text in texts.items()
    }

    found = compile_files(files, with_doubts=True).diagnostics

    assert [each.code for each in found] == ["W370"]


PAIR = """\
    rules:
      first: {error_if: '%s', at: day, message: Un.}
      second: {%s: '%s', at: day, message: Deux.}
"""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("months > 3", "months <= 3"),
        ("months > 3", "months < 5"),
        ("day < end", "day >= end"),
        ("ticks", "not ticks"),
        ('kind == "a"', 'kind in ("b", "c")'),
        ("is_empty(nickname)", "not is_empty(nickname)"),
    ],
)
def test_two_rules_that_leave_no_answer_are_told(first, second):
    """The form could never be sent; as a warning one of them may stand."""
    assert said(PAIR % (first, "error_if", second)) == ["W375"]
    assert said(PAIR % (first, "warn_if", second)) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("months > 3", "months < 3"),
        ("day < end", "day > end"),
        ("ticks", "months > 3"),
        ('kind == "a"', 'kind == "b"'),
    ],
)
def test_two_rules_that_leave_an_answer_are_not_told(first, second):
    """Be it a single one."""
    assert said(PAIR % (first, "error_if", second)) == []


NUMBERS = ("months", "any_number", "double", "by_kind", "3", "12", "0 - 2")
COMPARISONS = st.builds(
    "{} {} {}".format,
    st.sampled_from(NUMBERS),
    st.sampled_from(("<", "<=", "==", "!=", ">", ">=")),
    st.sampled_from(
        (*NUMBERS, "months + any_number", "max(months, any_number)", "2 * double")
    ),
)
ATOMS = st.one_of(
    COMPARISONS,
    st.sampled_from(("ticks", "day < end", "day >= end", 'kind == "a"')),
    st.just('kind in ("b", "c")'),
)
CONDITIONS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.builds("({} and {})".format, inner, inner),
        st.builds("({} or {})".format, inner, inner),
        st.builds("not {}".format, inner.map("({})".format)),
    ),
    max_leaves=6,
)
ANSWERS = [
    {
        "months": months,
        "other_months": 1,
        "price": "1.00",
        "any_number": number,
        "day": "2025-06-10",
        "end": end,
        "name": "A",
        "ticks": ticks,
        "kind": kind,
        "rows": [],
    }
    for months in (1, 3, 12)
    for number in (-3, 0, 3, 4, 24, 25)
    for end in ("2025-06-09", "2025-06-10", "2025-06-11")
    for ticks in (False, True)
    for kind in ("a", "c")
]


@settings(max_examples=60, deadline=None)
@given(CONDITIONS)
def test_what_is_told_is_true_of_every_answer(condition):
    """Whatever the condition, no answer makes a warning a lie."""
    written = (
        "    rules:\n      checked:\n        error_if: >-\n"
        f"          {condition}\n        at: day\n        message: Non.\n"
    )
    text = HEAD + SECTIONS % written
    file = SourceFile(name="small.yaml", shown="small.yaml", text=text)
    library = compile_files({"small.yaml": file}, with_doubts=True)
    codes = {each.code for each in library.diagnostics}
    assume(library.forms and codes & {"W370", "W371"})

    form = library.forms["small"]
    appears = {
        any(problem.code == "checked" for problem in judged.problems)
        for answers in ANSWERS
        if (judged := assess(form, answers, None, date(2026, 1, 1)))
    }

    assert appears == {"W371" in codes}
